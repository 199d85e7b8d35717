#include "services/manage_access.hpp"

#include "base/base64.hpp"
#include "domain/api_token.hpp"
#include "domain/password_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t token_id_bytes = 4;

Error user_unknown(const std::string& name)
{
    return {.kind = ErrorKind::not_found,
        .key = "user_unknown",
        .message = fmt::format("there is no user {}", name.substr(0, 64)),
        .hint = "furtka user list tells who there is"};
}

Error last_owner(const std::string& name)
{
    return {.kind = ErrorKind::conflict,
        .key = "last_owner",
        .message = fmt::format("{} is the last owner of this server", name),
        .hint = "make somebody else an owner first"};
}

Error owner_missing()
{
    return {.kind = ErrorKind::conflict,
        .key = "owner_missing",
        .message = "this server has no owner yet",
        .hint = "set the owner first: furtka setup"};
}

Error too_many(std::string key, std::string_view what, std::size_t most)
{
    return {.kind = ErrorKind::too_large,
        .key = std::move(key),
        .message = fmt::format("there are {} {} already", most, what),
        .hint = "remove one that is not used"};
}

} // namespace

Task<Result<User>> ManageAccess::add_user(std::string name, Role role, std::string password)
{
    CO_CHECK(co_await book_.load());
    CO_CHECK(check_user_name(name));
    CO_CHECK(check_password(password, name));
    const auto check = [&]() -> Result<void> {
        if (!book_.has_owner()) return fail(owner_missing());
        if (book_.users().size() >= most_users) return fail(too_many("too_many_users", "users", most_users));
        if (book_.find_user(name) == nullptr) return {};
        return fail({.kind = ErrorKind::conflict,
            .key = "user_exists",
            .message = fmt::format("there is a user {} already", name),
            .hint = "choose another name"});
    };
    CO_CHECK(check());
    CO_TRY(auto hash, co_await ports_.hasher.hash(std::move(password)));
    CO_CHECK(check());
    User user{.name = name, .role = role, .password = std::move(hash), .created_at = ports_.host.now()};
    CO_CHECK(co_await book_.put_user(user));
    co_return user;
}

Task<Result<User>> ManageAccess::change_user(std::string name, UserChange change)
{
    CO_CHECK(co_await book_.load());
    if (book_.find_user(name) == nullptr) co_return fail(user_unknown(name));
    std::string hash;
    if (change.password) {
        CO_CHECK(check_password(*change.password, name));
        CO_TRY(hash, co_await ports_.hasher.hash(*std::move(change.password)));
    }
    const auto* known = book_.find_user(name);
    if (known == nullptr) co_return fail(user_unknown(name));
    auto user = *known;
    const bool loses_owner = change.role && user.role == Role::owner && *change.role != Role::owner;
    if (loses_owner && book_.owners() == 1) co_return fail(last_owner(name));
    user.role = change.role.value_or(user.role);
    if (!hash.empty()) user.password = hash;
    if (change.drop_factor) user.second.reset();
    const bool other_login = user != *known;
    CO_CHECK(co_await book_.put_user(user));
    if (other_login) {
        CO_CHECK(co_await book_.end_sessions([&](const LoginSession& session) { return session.user == name; }));
    }
    co_return user;
}

Task<Result<void>> ManageAccess::remove_user(std::string name)
{
    CO_CHECK(co_await book_.load());
    const auto* user = book_.find_user(name);
    if (user == nullptr) co_return fail(user_unknown(name));
    if (user->role == Role::owner && book_.owners() == 1) co_return fail(last_owner(name));
    auto removed = co_await book_.drop_user(std::move(name));
    co_return removed;
}

Task<Result<void>> ManageAccess::end_session(std::string id, std::optional<std::string> user)
{
    CO_CHECK(co_await book_.load());
    CO_TRY(const auto ended, co_await book_.end_sessions([&](const LoginSession& session) {
        return public_id(session) == id && (!user || session.user == *user);
    }));
    if (ended > 0) co_return Result<void>{};
    co_return fail({.kind = ErrorKind::not_found,
        .key = "session_unknown",
        .message = fmt::format("there is no session {}", id.substr(0, 40)),
        .hint = "it may have ended already"});
}

Task<Result<MadeToken>> ManageAccess::make_token(Caller caller, TokenRequest request)
{
    CO_CHECK(co_await book_.load());
    if (!book_.has_owner()) co_return fail(owner_missing());
    if (book_.tokens().size() >= most_tokens) co_return fail(too_many("too_many_tokens", "tokens", most_tokens));
    const auto now = ports_.host.now();
    MadeToken made;
    made.text = furtka::make_token(ports_.host.random_bytes(token_random_bytes));
    made.token = {.id = hex_encode(ports_.host.random_bytes(token_id_bytes)),
        .name = std::move(request.name),
        .hash = ports_.digests.of_secret("token", made.text),
        .scopes = request.scopes,
        .apps = std::move(request.apps),
        .made_by = caller.kind == Caller::Kind::socket ? who(caller) : caller.user,
        .created_at = now};
    if (request.life) made.token.expires_at = now + *request.life;
    CO_CHECK(check_token(made.token, now));
    CO_CHECK(co_await book_.put_token(made.token));
    co_return made;
}

Task<Result<ApiToken>> ManageAccess::revoke_token(std::string id)
{
    CO_CHECK(co_await book_.load());
    const auto& tokens = book_.tokens();
    auto found = std::ranges::find(tokens, id, &ApiToken::id);
    if (found == tokens.end() && std::ranges::count(tokens, id, &ApiToken::name) == 1)
        found = std::ranges::find(tokens, id, &ApiToken::name);
    if (found == tokens.end()) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "token_unknown",
            .message = fmt::format("there is no token {}", id.substr(0, 64)),
            .hint = "furtka token list tells their ids"});
    }
    auto token = *found;
    CO_CHECK(co_await book_.drop_token(token.id));
    co_return token;
}

} // namespace furtka
