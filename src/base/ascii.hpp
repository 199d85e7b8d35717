// base/ascii.hpp — what the standard library does by locale, done by ASCII only.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace furtka {

constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Other bytes, of UTF-8 too, stay as they are.
inline std::string lowered(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), ascii_lower);
    return out;
}

/// Without blanks and line breaks at its ends.
constexpr std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Field names and tokens compare without case (RFC 9110, 5.1).
constexpr bool same_token(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, [](char a, char b) { return ascii_lower(a) == ascii_lower(b); });
}

/// A byte that may not stand in a header value, a request line or a line of a file: it would start another line.
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

} // namespace furtka
