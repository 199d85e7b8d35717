#include "api/access_bodies.hpp"
#include "api/credentials.hpp"
#include "api/handlers.hpp"
#include "api/messages_access.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "api/session_reply.hpp"

namespace furtka::api {

Task<http::Response> show_setup(Call call)
{
    auto& access = call.api.services.access;
    if (!access.loaded.is_open()) co_await access.loaded.wait();
    co_return json_reply(200, setup_json({.owner = access.book.has_owner(), .open = access.book.is_open()}));
}

Task<http::Response> set_up_owner(Call call)
{
    auto& access = call.api.services.access;
    auto request = parse_setup_body(call.request.body);
    if (!request) co_return problem(request.error());
    request->address = origin_text(call.request.peer);
    const auto made = co_await access.setup.run(*request);
    if (!made) co_return problem(made.error());
    call.note.by_user(request->user);
    // The command line needs no session: it comes over the socket.
    if (call.request.peer.unix_socket) co_return json_reply(200, "{}");
    const auto secret = co_await access.book.begin_session(request->user, origin_of(call.request));
    co_return session_reply(call, secret, request->user);
}

Task<http::Response> issue_setup_code(Call call)
{
    const auto body_ok = expect_no_members(call.request.body);
    if (!body_ok) co_return problem(body_ok.error());
    const auto code = co_await call.api.services.access.setup.issue();
    if (!code) co_return problem(code.error());
    co_return json_reply(200, setup_code_json(*code));
}

Task<http::Response> log_in(Call call)
{
    auto& access = call.api.services.access;
    auto request = parse_session_body(call.request.body);
    if (!request) co_return problem(request.error());
    request->origin = origin_of(call.request);
    request->ends = access.book.by_session(session_of(call.request.headers).value_or("")).id;
    // Only a name that there is: somebody may have typed the password into the wrong field.
    if (access.book.find_user(request->user) != nullptr) call.note.about(request->user);
    const auto secret = co_await access.login.run(*request);
    if (!secret) co_return problem(secret.error());
    call.note.by_user(request->user);
    co_return session_reply(call, *secret, request->user);
}

Task<http::Response> log_out(Call call)
{
    const auto body_ok = expect_no_members(call.request.body);
    if (!body_ok) co_return problem(body_ok.error());
    auto& access = call.api.services.access;
    const auto ended =
        co_await access.book.end_sessions([id = call.caller.id](const LoginSession& session) { return session.hash == id; });
    if (!ended) co_return problem(ended.error());
    auto response = json_reply(200, "{}");
    response.headers.add("Set-Cookie", cookie_ended(call.request.peer));
    co_return response;
}

Task<http::Response> show_session(Call call)
{
    const auto& book = call.api.services.access.book;
    const auto* user = call.caller.kind == Caller::Kind::session ? book.find_user(call.caller.user) : nullptr;
    co_return json_reply(200, session_json({.caller = call.caller, .user = user, .owner = book.has_owner()}));
}

} // namespace furtka::api
