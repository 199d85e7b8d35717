#include "domain/import/variables.hpp"

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

constexpr int deepest = 8; ///< defaults inside of defaults

bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool goes_on(char c) { return starts_name(c) || (c >= '0' && c <= '9'); }

std::size_t name_length(std::string_view text)
{
    if (text.empty() || !starts_name(text.front())) return 0;
    const auto* const end = std::ranges::find_if_not(text, goes_on);
    return static_cast<std::size_t>(end - text.begin());
}

/// Where the brace that opened before `from` closes.
std::size_t closing_brace(std::string_view text, std::size_t from)
{
    int open = 1;
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{') {
            ++open;
            ++i;
        } else if (text[i] == '}' && --open == 0) {
            return i;
        }
    }
    return std::string_view::npos;
}

/// `NAME`, `NAME:-text`, … between the braces.
std::optional<Piece> braced(std::string_view inside)
{
    Piece piece;
    const auto length = name_length(inside);
    if (length == 0) return std::nullopt;
    piece.name = inside.substr(0, length);
    inside.remove_prefix(length);
    if (inside.empty()) return piece;
    constexpr std::array<std::string_view, 6> operators{":-", ":?", ":+", "-", "?", "+"};
    const auto* const found =
        std::ranges::find_if(operators, [&](std::string_view word) { return inside.starts_with(word); });
    if (found == operators.end()) return std::nullopt;
    piece.op = *found;
    piece.rest = inside.substr(found->size());
    return piece;
}

void look_at(std::string_view text, const std::function<void(const Piece&)>& look, int depth)
{
    const auto pieces = pieces_of(text);
    if (!pieces || depth > deepest) return;
    for (const auto& piece : *pieces) {
        if (piece.name.empty()) continue;
        look(piece);
        if (!piece.must_be_set()) look_at(piece.rest, look, depth + 1);
    }
}

using Replacement = std::function<std::optional<std::string>(const Piece&)>;

std::string replaced(std::string_view text, const Replacement& replacement, int depth)
{
    const auto pieces = pieces_of(text);
    if (!pieces || depth > deepest) return std::string(text);
    std::string out;
    for (const auto& piece : *pieces) {
        const auto other = piece.name.empty() ? std::nullopt : replacement(piece);
        const bool plain = piece.name.empty() || piece.op.empty() || piece.must_be_set();
        if (other) {
            out += *other;
        } else if (plain) {
            out += piece.raw;
        } else {
            out += "${" + piece.name + piece.op + replaced(piece.rest, replacement, depth + 1) + "}";
        }
    }
    return out;
}

std::string settled(std::string_view text, int depth)
{
    const auto pieces = pieces_of(text);
    if (!pieces || depth > deepest) return std::string(text);
    std::string out;
    for (const auto& piece : *pieces) {
        if (piece.name.empty()) {
            out += piece.raw == "$$" ? "$" : piece.raw;
        } else if (piece.has_default()) {
            out += settled(piece.rest, depth + 1);
        }
    }
    return out;
}

} // namespace

std::optional<std::vector<Piece>> pieces_of(std::string_view text)
{
    std::vector<Piece> pieces;
    const auto plain = [&pieces](std::string_view more) {
        const bool joins = !pieces.empty() && pieces.back().name.empty() && pieces.back().raw != "$$" && more != "$$";
        if (joins)
            pieces.back().raw += more;
        else
            pieces.push_back({.raw = std::string(more), .name = {}, .op = {}, .rest = {}});
    };
    while (!text.empty()) {
        const auto dollar = std::min(text.find('$'), text.size());
        if (dollar > 0) plain(text.substr(0, dollar));
        text.remove_prefix(dollar);
        if (text.empty()) break;
        if (text.starts_with("$$")) {
            plain("$$");
            text.remove_prefix(2);
        } else if (text.starts_with("${")) {
            const auto end = closing_brace(text, 2);
            if (end == std::string_view::npos) return std::nullopt;
            auto piece = braced(text.substr(2, end - 2));
            if (!piece) return std::nullopt;
            piece->raw = text.substr(0, end + 1);
            pieces.push_back(*std::move(piece));
            text.remove_prefix(end + 1);
        } else if (const auto length = name_length(text.substr(1)); length > 0) {
            pieces.push_back({.raw = std::string(text.substr(0, length + 1)),
                .name = std::string(text.substr(1, length)),
                .op = {},
                .rest = {}});
            text.remove_prefix(length + 1);
        } else {
            plain("$");
            text.remove_prefix(1);
        }
    }
    return pieces;
}

void each_variable(std::string_view text, const std::function<void(const Piece&)>& look) { look_at(text, look, 0); }

std::string with_variables(std::string_view text, const Replacement& replacement) { return replaced(text, replacement, 0); }

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '$') out += '$';
        out += c;
    }
    return out;
}

std::string with_defaults(std::string_view text) { return settled(text, 0); }

std::optional<Piece> only_variable(std::string_view text)
{
    auto pieces = pieces_of(text);
    if (!pieces || pieces->size() != 1 || pieces->front().name.empty()) return std::nullopt;
    return std::move(pieces->front());
}

std::vector<std::string> split_outside(std::string_view text, char separator)
{
    std::vector<std::string> parts(1);
    int open = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with("${")) ++open;
        if (text[i] == '}' && open > 0) --open;
        if (text[i] == separator && open == 0)
            parts.emplace_back();
        else
            parts.back() += text[i];
    }
    return parts;
}

std::vector<std::string> shell_variables(std::string_view text)
{
    std::vector<std::string> names;
    for (auto at = text.find("$$"); at != std::string_view::npos; at = text.find("$$", at + 2)) {
        auto name = text.substr(at + 2);
        if (name.starts_with('{')) name.remove_prefix(1);
        name = name.substr(0, name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"));
        if (!name.empty()) names.emplace_back(name);
    }
    return names;
}

} // namespace furtka::imports
