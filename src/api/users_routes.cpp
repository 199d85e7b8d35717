#include "api/access_bodies.hpp"
#include "api/handlers.hpp"
#include "api/messages_access.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"

#include <algorithm>

namespace furtka::api {
namespace {

std::size_t sessions_of(const std::vector<LoginSession>& sessions, const std::string& user)
{
    return static_cast<std::size_t>(std::ranges::count(sessions, user, &LoginSession::user));
}

http::Response user_reply(const AccessBook& book, const User& user)
{
    return json_reply(200, user_json(user, sessions_of(book.sessions(), user.name)));
}

} // namespace

Task<http::Response> list_users(Call call)
{
    const auto& book = call.api.services.access.book;
    const auto sessions = book.sessions();
    std::vector<UserParts> parts;
    for (const auto& [name, user] : book.users()) parts.push_back({.user = user, .sessions = sessions_of(sessions, name)});
    co_return json_reply(200, users_json(parts));
}

Task<http::Response> add_user(Call call)
{
    auto& access = call.api.services.access;
    const auto body = parse_user_body(call.request.body);
    if (!body) co_return problem(body.error());
    call.note.about(body->name);
    const auto user = co_await access.manage.add_user(body->name, body->role, body->password);
    if (!user) co_return problem(user.error());
    co_return user_reply(access.book, *user);
}

Task<http::Response> change_user(Call call)
{
    auto& access = call.api.services.access;
    const auto change = parse_user_change(call.request.body);
    if (!change) co_return problem(change.error());
    const auto user = co_await access.manage.change_user(std::string(call.part), *change);
    if (!user) co_return problem(user.error());
    co_return user_reply(access.book, *user);
}

Task<http::Response> remove_user(Call call)
{
    const auto removed = co_await call.api.services.access.manage.remove_user(std::string(call.part));
    if (!removed) co_return problem(removed.error());
    co_return json_reply(200, "{}");
}

Task<http::Response> list_sessions(Call call)
{
    co_return json_reply(200, sessions_json(call.api.services.access.book.sessions(), call.caller.id));
}

Task<http::Response> end_session(Call call)
{
    const auto ended = co_await call.api.services.access.manage.end_session(std::string(call.part), std::nullopt);
    if (!ended) co_return problem(ended.error());
    co_return json_reply(200, "{}");
}

} // namespace furtka::api
