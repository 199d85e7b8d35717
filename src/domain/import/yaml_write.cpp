#include "domain/import/yaml_write.hpp"

#include "base/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace furtka::imports {
namespace {

bool is_yaml_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// May stand without quotes as the author wrote it: `true`, `80`, `1.5`, `30s`.
bool stays_bare(const Node& node)
{
    if (!node.plain || node.text.empty()) return false;
    const auto& text = node.text;
    if (text == "true" || text == "false") return true;
    const bool starts = is_digit(text.front()) || (text.size() > 1 && text.front() == '-' && is_digit(text[1]));
    return starts
        && std::ranges::all_of(text.substr(1), [](char c) { return is_digit(c) || is_yaml_letter(c) || c == '.'; });
}

bool is_bare_key(std::string_view text)
{
    const auto follows = [](char c) { return is_yaml_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; };
    constexpr std::string_view words = " y n yes no on off true false null ";
    return !text.empty() && is_yaml_letter(text.front()) && std::ranges::all_of(text, follows)
        && !words.contains(fmt::format(" {} ", text));
}

std::string double_quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7f) {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
        } else {
            out += c;
        }
    }
    return out + "\"";
}

/// Lines that a block shows as they are: no control characters, no line that begins with white space before the first word.
bool fits_block(std::string_view text)
{
    if (!text.contains('\n') || text.front() == ' ' || text.front() == '\t' || text.front() == '\n') return false;
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return c == '\n' || c == '\t' || (byte >= 0x20 && byte < 0x7f);
    });
}

class Writer {
public:
    std::string take() { return std::move(out_); }

    void members(const Node& map, int depth)
    {
        for (const auto& [name, value] : map.members) {
            indent(depth);
            out_ += is_bare_key(name) ? name : double_quoted(name);
            out_ += ':';
            value_of(value, depth);
        }
    }

private:
    void indent(int depth) { out_.append(static_cast<std::size_t>(depth) * 2, ' '); }

    void value_of(const Node& value, int depth)
    {
        if (!value.tag.empty()) out_ += " " + value.tag;
        const bool empty = value.items.empty() && value.members.empty();
        switch (value.kind) {
        case Node::Kind::null: out_ += value.tag.empty() ? "\n" : " null\n"; return;
        case Node::Kind::scalar: scalar(value, depth); return;
        case Node::Kind::list:
            out_ += empty ? " []\n" : "\n";
            for (const auto& item : value.items) item_of(item, depth + 1);
            return;
        case Node::Kind::map: out_ += empty ? " {}\n" : "\n"; members(value, depth + 1);
        }
    }

    void item_of(const Node& item, int depth)
    {
        indent(depth);
        out_ += '-';
        if (!item.is_map() || item.members.empty()) {
            value_of(item, depth);
            return;
        }
        // `- type: bind` and the other members below it.
        Writer inner;
        inner.members(item, depth + 1);
        auto text = inner.take();
        out_ += text.substr(static_cast<std::size_t>(depth) * 2 + 1);
    }

    void scalar(const Node& value, int depth)
    {
        if (stays_bare(value)) {
            out_ += " " + value.text + "\n";
        } else if (fits_block(value.text)) {
            block(value.text, depth);
        } else {
            out_ += " " + double_quoted(value.text) + "\n";
        }
    }

    void block(std::string_view text, int depth)
    {
        const bool ends = text.ends_with('\n');
        const bool many = text.ends_with("\n\n");
        out_ += many ? " |+\n" : ends ? " |\n" : " |-\n";
        if (ends) text.remove_suffix(1);
        for (;;) {
            const auto end = text.find('\n');
            const auto line = text.substr(0, end);
            if (!line.empty()) indent(depth + 1);
            out_ += line;
            out_ += '\n';
            if (end == std::string_view::npos) return;
            text.remove_prefix(end + 1);
        }
    }

    std::string out_;
};

} // namespace

std::string to_yaml(const Node& root)
{
    Writer writer;
    writer.members(root, 0);
    return writer.take();
}

} // namespace furtka::imports
