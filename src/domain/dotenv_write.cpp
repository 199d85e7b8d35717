#include "base/ascii.hpp"
#include "domain/dotenv.hpp"

#include <algorithm>

namespace furtka::dotenv {
namespace {

bool safe_bare(char c)
{
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("_./:@%+,=-").contains(c);
}

bool safe_in_single_quotes(std::string_view value)
{
    return !value.contains('\'') && !value.ends_with('\\') && std::ranges::none_of(value, is_control);
}

std::string in_double_quotes(std::string_view value)
{
    std::string out = "\"";
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        const bool last = at + 1 == value.size();
        switch (c) {
        case '"': out += "\\\""; break;
        case '$': out += "\\$"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        // A backslash before the closing quote would hide it from the dotenv of Compose 2.20.
        case '\\': out += last ? "\\0134" : "\\\\"; break;
        default: out += c;
        }
    }
    return out + '"';
}

} // namespace

std::string written_quoted(std::string_view value)
{
    if (safe_in_single_quotes(value)) return "'" + std::string(value) + "'";
    return in_double_quotes(value);
}

std::string written(std::string_view value)
{
    if (std::ranges::all_of(value, safe_bare)) return std::string(value);
    return written_quoted(value);
}

} // namespace furtka::dotenv
