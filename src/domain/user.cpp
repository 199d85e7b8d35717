#include "domain/user.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "domain/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t longest_user_name = 32;
constexpr std::size_t longest_token_name = 60;
constexpr std::size_t most_token_apps = 50;
constexpr std::chrono::hours longest_token_life{24 * 3660};
constexpr std::size_t public_digits = 16;

} // namespace

Result<void> check_user_name(std::string_view name)
{
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'; };
    const bool good =
        !name.empty() && name.size() <= longest_user_name && letter(name.front()) && std::ranges::all_of(name, allowed);
    if (good) return {};
    return fail({.kind = ErrorKind::invalid,
        .key = "user_name",
        .message = "that is not a user name",
        .hint = "use a small letter, then small letters, digits, dots, dashes and underscores; at most 32 in all"});
}

bool has_ended(const LoginSession& session, WallTime now)
{
    return now - session.seen_at > session_idle || now - session.created_at > session_life;
}

std::string public_id(const LoginSession& session) { return session.hash.substr(0, public_digits); }

bool has_ended(const ApiToken& token, WallTime now) { return token.expires_at && now >= *token.expires_at; }

Result<void> check_token(const ApiToken& token, WallTime now)
{
    const auto wrong = [](std::string key, std::string message, std::string hint) {
        return fail(
            {.kind = ErrorKind::invalid, .key = std::move(key), .message = std::move(message), .hint = std::move(hint)});
    };
    const bool good_name = !token.name.empty() && token.name.size() <= longest_token_name && is_utf8(token.name)
        && std::ranges::none_of(token.name, is_control);
    if (!good_name) return wrong("token_name", "a token needs a name", "say what it is for, in at most 60 characters");
    if (token.scopes.empty())
        return wrong("token_scopes", "a token needs a scope", "give it one of read, operate, install and admin");
    if (token.scopes.has(Scope::admin) && !token.apps.empty()) {
        return wrong("token_scopes", "the scope admin is about the whole server and cannot be limited to apps",
            "leave out the apps, or the scope admin");
    }
    const auto is_name = [](const std::string& app) { return AppName::parse(app).has_value(); };
    if (token.apps.size() > most_token_apps || !std::ranges::all_of(token.apps, is_name))
        return wrong("token_apps", "that is not a list of app names", "name at most 50 apps, such as blog");
    const bool good_end = !token.expires_at || (*token.expires_at > now && *token.expires_at - now <= longest_token_life);
    if (!good_end)
        return wrong("token_expiry", "the token would end in the past or in over ten years", "choose 1 to 3650 days");
    return {};
}

} // namespace furtka
