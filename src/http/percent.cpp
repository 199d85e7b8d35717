#include "http/percent.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "http/message.hpp"

#include <algorithm>

namespace furtka::http {

namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = ascii_lower(c);
    if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
    return -1;
}

// Nothing: a broken escape or a NUL.
std::optional<std::string> percent_decode(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        decoded.push_back(c);
    }
    return decoded;
}

bool has_encoded_separator(std::string_view text)
{
    for (std::size_t i = text.find('%'); i != std::string_view::npos; i = text.find('%', i + 1)) {
        const auto escape = text.substr(i + 1, 2);
        if (same_token(escape, "2f") || same_token(escape, "5c")) return true;
    }
    return false;
}

bool is_plain_path(std::string_view path)
{
    return path.starts_with('/') && path.find("//") == std::string_view::npos && path.find("..") == std::string_view::npos
        && path.find('\\') == std::string_view::npos && std::ranges::none_of(path, is_control) && is_utf8(path);
}

std::optional<std::string> decode_query_part(std::string_view part)
{
    std::string spaced(part);
    std::ranges::replace(spaced, '+', ' ');
    auto decoded = percent_decode(spaced);
    if (!decoded || !is_utf8(*decoded)) return std::nullopt;
    return decoded;
}

// Cuts `http://host:1` off an absolute target; what is left is the path and query.
std::string take_authority(std::string_view& text)
{
    constexpr std::string_view scheme = "http://";
    if (!same_token(text.substr(0, scheme.size()), scheme)) return {};
    text.remove_prefix(scheme.size());
    const auto end = std::min(text.find_first_of("/?"), text.size());
    std::string authority(text.substr(0, end));
    text.remove_prefix(end);
    return authority;
}

} // namespace

std::optional<std::string> percent_decode_path(std::string_view text)
{
    if (has_encoded_separator(text)) return std::nullopt;
    return percent_decode(text);
}

std::string percent_encode(std::string_view text)
{
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        const bool alphanumeric = (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
        if (alphanumeric || c == '-' || c == '.' || c == '_' || c == '~') {
            encoded.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded.push_back('%');
        encoded.push_back(hex_digits[byte >> 4U]);
        encoded.push_back(hex_digits[byte & 0xfU]);
    }
    return encoded;
}

std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> query;
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = decode_query_part(pair.substr(0, equals));
        auto value = decode_query_part(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) return std::nullopt;
        query.emplace_back(std::move(*name), std::move(*value));
    }
    return query;
}

std::optional<Target> parse_target(std::string_view text)
{
    Target target;
    target.authority = take_authority(text);
    if (text.find('#') != std::string_view::npos) return std::nullopt;

    const auto question = std::min(text.find('?'), text.size());
    auto path = percent_decode_path(text.substr(0, question));
    if (!path) return std::nullopt;
    if (path->empty() && !target.authority.empty()) path = "/";
    if (!is_plain_path(*path)) return std::nullopt;
    target.path = std::move(*path);

    auto query = parse_query(text.substr(std::min(question + 1, text.size())));
    if (!query) return std::nullopt;
    target.query = std::move(*query);
    return target;
}

} // namespace furtka::http
