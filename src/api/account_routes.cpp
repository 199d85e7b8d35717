#include "api/access_bodies.hpp"
#include "api/credentials.hpp"
#include "api/handlers.hpp"
#include "api/messages_access.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/session_reply.hpp"

namespace furtka::api {
namespace {

/// How the account is named in the authenticator: the host that the browser asked for.
std::string host_of(const http::Request& request)
{
    return std::string(request.headers.find("Host").value_or("").substr(0, 100));
}

} // namespace

Task<http::Response> list_own_sessions(Call call)
{
    auto sessions = call.api.services.access.book.sessions();
    std::erase_if(sessions, [&](const LoginSession& session) { return session.user != call.caller.user; });
    co_return json_reply(200, sessions_json(sessions, call.caller.id));
}

Task<http::Response> end_other_sessions(Call call)
{
    const auto ended =
        co_await call.api.services.access.book.end_sessions([caller = call.caller](const LoginSession& session) {
            return session.user == caller.user && session.hash != caller.id;
        });
    if (!ended) co_return problem(ended.error());
    co_return json_reply(200, "{}");
}

Task<http::Response> end_own_session(Call call)
{
    const auto ended =
        co_await call.api.services.access.manage.end_session(std::string(call.part), std::optional(call.caller.user));
    if (!ended) co_return problem(ended.error());
    co_return json_reply(200, "{}");
}

Task<http::Response> change_password(Call call)
{
    const auto body = parse_password_body(call.request.body);
    if (!body) co_return problem(body.error());
    const auto secret = co_await call.api.services.access.account.change_password(
        call.caller, body->old_one, body->new_one, origin_of(call.request));
    if (!secret) co_return problem(secret.error());
    co_return with_session(call, *secret, "{}");
}

Task<http::Response> offer_factor(Call call)
{
    const auto password = parse_one_text(call.request.body, "password");
    if (!password) co_return problem(password.error());
    const auto offer = co_await call.api.services.access.account.offer_factor(
        call.caller, *password, host_of(call.request), origin_of(call.request));
    if (!offer) co_return problem(offer.error());
    co_return json_reply(200, offered_factor_json(*offer));
}

Task<http::Response> confirm_factor(Call call)
{
    const auto code = parse_one_text(call.request.body, "code");
    if (!code) co_return problem(code.error());
    const auto set = co_await call.api.services.access.account.confirm_factor(call.caller, *code, origin_of(call.request));
    if (!set) co_return problem(set.error());
    co_return with_session(call, set->session, recovery_codes_json(set->recovery_codes));
}

Task<http::Response> renew_recovery_codes(Call call)
{
    const auto password = parse_one_text(call.request.body, "password");
    if (!password) co_return problem(password.error());
    const auto codes =
        co_await call.api.services.access.account.new_recovery_codes(call.caller, *password, origin_of(call.request));
    if (!codes) co_return problem(codes.error());
    co_return json_reply(200, recovery_codes_json(*codes));
}

Task<http::Response> drop_factor(Call call)
{
    const auto password = parse_one_text(call.request.body, "password");
    if (!password) co_return problem(password.error());
    const auto secret =
        co_await call.api.services.access.account.drop_factor(call.caller, *password, origin_of(call.request));
    if (!secret) co_return problem(secret.error());
    co_return with_session(call, *secret, "{}");
}

} // namespace furtka::api
