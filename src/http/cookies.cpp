#include "http/cookies.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::http {
namespace {

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

} // namespace

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name)
{
    std::optional<std::string_view> value;
    while (!header.empty()) {
        const auto end = std::min(header.find(';'), header.size());
        const auto pair = trimmed(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || trimmed(pair.substr(0, equals)) != name) continue;
        if (value) return std::nullopt;
        value = trimmed(pair.substr(equals + 1));
    }
    return value;
}

std::string set_cookie(std::string_view name, std::string_view value, CookieOptions options)
{
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", name, value, options.life.count(),
        options.secure ? "; Secure" : "");
}

} // namespace furtka::http
