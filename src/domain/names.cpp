#include "domain/names.hpp"

#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t longest_app_name = 63;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool may_follow(char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

} // namespace

Result<AppName> AppName::parse(std::string_view text)
{
    const bool good =
        !text.empty() && text.size() <= longest_app_name && is_lower(text.front()) && std::ranges::all_of(text, may_follow);
    if (!good) {
        return fail({.kind = ErrorKind::invalid,
            .key = "app_name",
            .message = fmt::format("'{}' is not an app name", shown(text)),
            .hint = "an app name starts with a small letter and has small letters, digits, _ and - only, at most 63 "
                    "characters"});
    }
    return AppName(std::string(text));
}

std::string volume_name(const AppName& app, std::string_view short_name)
{
    return fmt::format("furtka_{}_{}", app.text(), short_name);
}

} // namespace furtka
