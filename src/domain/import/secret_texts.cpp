#include "domain/import/secret_texts.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>

namespace furtka::imports {

bool is_word_sign(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

std::pair<std::size_t, std::size_t> inside_quotes(std::string_view value)
{
    const bool quoted =
        value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.front() == value.back();
    return quoted ? std::pair{std::size_t{1}, value.size() - 2} : std::pair{std::size_t{0}, value.size()};
}

std::string without_quotes(std::string_view value)
{
    const auto [begin, size] = inside_quotes(value);
    return std::string(value.substr(begin, size));
}

bool is_password_option(std::string_view word)
{
    if (!word.starts_with('-')) return false;
    const auto small = lowered(std::string(word));
    return small.ends_with("pass") || small.ends_with("password") || small.ends_with("passwd");
}

std::pair<std::size_t, std::size_t> password_in(std::string_view text, std::size_t from)
{
    const auto start = text.find("://", from);
    if (start == std::string_view::npos) return {0, 0};
    const auto end = text.find_first_of("/?# \"'", start + 3);
    auto user = text.substr(start + 3, end == std::string_view::npos ? end : end - start - 3);
    // A password may hold a slash or a question mark: the last @ before white space ends it then.
    const auto at = user.rfind('@');
    const auto colon = user.find(':');
    if (at == std::string_view::npos || colon == std::string_view::npos || colon > at) return {0, 0};
    return {start + 3 + colon + 1, at - colon - 1};
}

bool inside_variable(std::string_view text, std::size_t at)
{
    while (at > 0 && is_word_sign(text[at - 1])) --at;
    return at > 0 && (text[at - 1] == '$' || text.substr(0, at).ends_with("${"));
}

bool said_before(std::string_view text, std::size_t at)
{
    auto before = text.substr(0, at);
    const auto scheme = before.rfind("://");
    if (scheme != std::string_view::npos && before.ends_with(':') && text.substr(at).contains('@')) {
        if (!before.substr(scheme + 3).contains('@')) return true;
    }
    while (!before.empty() && std::string_view(" =:\"'").contains(before.back())) before.remove_suffix(1);
    const auto word = lowered(std::string(before.substr(before.size() > 24 ? before.size() - 24 : 0)));
    constexpr std::array<std::string_view, 8> ends{"pass", "password", "passwd", "pwd", "secret", "token", "key", "auth"};
    return at != before.size() && std::ranges::any_of(ends, [&](std::string_view end) { return word.ends_with(end); });
}

void replace_marked(std::string& text, const std::string& marked, const std::string& by)
{
    for (auto at = text.find(marked); at != std::string::npos; at = text.find(marked, at + 1)) {
        const auto begin = text.rfind('\n', at) + 1;
        const auto line = lowered(text.substr(begin, text.find('\n', at) - begin));
        if (line.contains("password") || line.contains("credential")) text.replace(at, marked.size(), by);
    }
}

} // namespace furtka::imports
