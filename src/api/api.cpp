#include "api/api.hpp"

#include "api/access_bodies.hpp"
#include "api/audit_note.hpp"
#include "api/credentials.hpp"
#include "api/guard.hpp"
#include "api/handlers.hpp"
#include "api/https.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/stream_leases.hpp"

#include <fmt/format.h>

namespace furtka::api {
namespace {

http::Response unknown_route(const http::Request& request)
{
    return problem({.kind = ErrorKind::not_found,
        .key = "route_unknown",
        .message = fmt::format("there is no {}", request.path.substr(0, 200)),
        .hint = "the calls are listed in /api/openapi.json"});
}

http::Response wrong_method(const http::Request& request, std::string allow)
{
    auto response = problem({.kind = ErrorKind::invalid,
        .key = "method_not_allowed",
        .message = fmt::format("{} is not a method of {}", request.method.substr(0, 20), request.path.substr(0, 200)),
        .hint = "use " + allow});
    response.headers.add("Allow", std::move(allow));
    return response;
}

/// Everything that is not in the route table.
http::Response other_answer(const http::Request& request, std::string allow)
{
    if (!allow.empty()) return wrong_method(request, std::move(allow));
    auto page = page_file(request);
    if (!page) return unknown_route(request);
    if (request.method != "GET" && request.method != "HEAD") return wrong_method(request, "GET, HEAD");
    return *std::move(page);
}

Error setup_needed()
{
    return {.kind = ErrorKind::denied,
        .key = "setup_needed",
        .message = "this server has no owner yet",
        .hint = "set the owner on the page; the code for it is told on the server by: furtka setup-code"};
}

/// What goes through it is nobody's to tell, so that it was opened is.
bool opens_socket(const http::Request& request, const http::Response& response)
{
    return std::holds_alternative<http::SocketBody>(response.body) && request.headers.find("Upgrade").has_value();
}

/// The app that a call names.
std::optional<std::string> app_named(const Match& match, const http::Request& request)
{
    switch (match.route->needed.concerns) {
    case Concerns::app_in_path: return std::string(match.part);
    case Concerns::app_in_body: {
        auto name = named_app(request.body);
        if (!name.empty()) return name;
        return std::nullopt;
    }
    default: return std::nullopt;
    }
}

} // namespace

struct Api::State {
    State(Services services, Options options)
        : context{.services = std::move(services), .options = std::move(options)},
          leases(context.services.executor, context.services.access.book)
    {
        context.services.access.book.on_end([this] { leases.look(); });
    }

    Task<Result<Caller>> find_caller(const Route& route, const http::Request& request);
    Task<void> wait_until_loaded(Needs needs);
    Task<http::Response> answer_route(Match match, const http::Request& request);
    Task<http::Response> answer_allowed(Call call, const Route& route);

    Context context;
    StreamLeases leases;
};

Api::Api(Services services, Options options) : state_(std::make_unique<State>(std::move(services), std::move(options))) { }

Api::~Api() = default;

Task<http::Response> Api::answer(http::Request request)
{
    auto& state = *state_;
    const auto& options = state.context.options;
    http::Response response;
    const auto& certificate = state.context.services.certificates.view();
    const auto* const certified = certificate.certificate ? &certificate.certificate->names.domains : nullptr;
    const auto checked = check_request(request, {options.allowed_hosts, options.any_address, certified});
    if (!checked) {
        response = problem(checked.error());
    } else if (request.peer.wants_tls) {
        response = lead_to_https(request);
    } else if (auto match = find_route(request.method, request.path); match.route == nullptr) {
        response = other_answer(request, std::move(match.allow));
    } else {
        response = co_await state.answer_route(std::move(match), request);
    }
    guard_reply(response);
    if (request.peer.secure) pin_https(response, request, certificate.trusted, options.open_host);
    co_return response;
}

Task<http::Response> Api::State::answer_route(Match match, const http::Request& request)
{
    const auto& route = *match.route;
    const auto& access = context.services.access;
    AuditNote note(access.audit, access.book, route.method, route.path, request.peer);
    note.about(match.part);
    auto caller = co_await find_caller(route, request);
    auto named = app_named(match, request);
    if (caller) note.by(*caller);
    // A stranger's words are not kept: they would make an entry of each guess.
    if (!caller || caller->kind == Caller::Kind::nobody)
        note.about({});
    else if (named)
        note.about(*named);
    const auto allowed = caller ? may(*caller, route.needed, named) : std::unexpected(caller.error());
    const bool no_login = !allowed && allowed.error().key == "login_needed";
    http::Response response;
    if (allowed) {
        const Call call{.api = context, .request = request, .part = match.part, .caller = *caller, .note = note};
        response = co_await answer_allowed(call, route);
    } else {
        const bool no_owner = no_login && !access.book.has_owner();
        response = problem(no_owner ? setup_needed() : allowed.error());
    }
    // What was read is not kept, but who was refused is; strangers who only look are not worth the room.
    const bool kept = route.method != "GET" || (!allowed && !no_login) || opens_socket(request, response);
    if (kept) note.ended(response.status < 400 ? "done" : problem_key(response));
    co_return response;
}

Task<http::Response> Api::State::answer_allowed(Call call, const Route& route)
{
    co_await wait_until_loaded(route.needs);
    auto response = co_await route.handler(call);
    if (auto* body = std::get_if<http::StreamBody>(&response.body))
        response.body = leases.leased(std::move(*body), call.caller);
    else if (auto* socket = std::get_if<http::SocketBody>(&response.body))
        response.body = leases.leased(std::move(*socket), call.caller);
    co_return response;
}

Task<Result<Caller>> Api::State::find_caller(const Route& route, const http::Request& request)
{
    auto& access = context.services.access;
    const auto token = bearer_of(request.headers);
    if (request.peer.unix_socket && !token) {
        if (route.needed.need == Need::everyone) co_return Caller{};
        auto caller = co_await access.who.over_socket(request.peer.uid, request.peer.gid);
        co_return caller;
    }
    if (route.needed.need == Need::everyone) co_return Caller{};
    if (!access.loaded.is_open()) co_await access.loaded.wait();
    co_return access.who.over_network(token, session_of(request.headers));
}

Task<void> Api::State::wait_until_loaded(Needs needs)
{
    auto& services = context.services;
    if (needs != Needs::nothing && !services.picture_loaded.is_open()) co_await services.picture_loaded.wait();
    if (needs == Needs::choices && !services.choices_loaded.is_open()) co_await services.choices_loaded.wait();
    if (needs == Needs::picture_and_jobs && !services.jobs_loaded.is_open()) co_await services.jobs_loaded.wait();
}

} // namespace furtka::api
