#include "api/handlers.hpp"
#include "api/messages_own_apps.hpp"
#include "api/own_app_bodies.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "services/own_apps.hpp"

#include <fmt/format.h>

namespace furtka::api {
namespace {

Result<OwnAppBody> whole_body(std::string_view text)
{
    TRY(auto body, parse_own_app(text));
    if (!body.source.text.empty()) return body;
    return fail({.kind = ErrorKind::invalid,
        .key = "body_member",
        .message = "\"text\" is missing",
        .hint = "what is kept is what was seen: send the text that the preview told",
        .details = {{"member", "text"}}});
}

} // namespace

Task<http::Response> preview_own_app(Call call)
{
    auto body = parse_own_app(call.request.body);
    if (!body) co_return problem(body.error());
    const auto preview = co_await call.api.services.own_apps.preview(std::move(body->source), std::move(body->settings));
    if (!preview) co_return problem(preview.error());
    co_return json_reply(200, own_preview_json(*preview));
}

Task<http::Response> add_own_app(Call call)
{
    auto body = whole_body(call.request.body);
    if (!body) co_return problem(body.error());
    const auto added = co_await call.api.services.own_apps.add(std::move(body->source), std::move(body->settings));
    if (!added) co_return problem(added.error());
    call.note.about(added->name);
    auto response = json_reply(201, own_kept_json(*added));
    response.headers.add("Location", fmt::format("/api/own-apps/{}", added->name));
    co_return response;
}

Task<http::Response> change_own_app(Call call)
{
    const auto app = AppName::parse(call.part);
    if (!app) co_return problem(app.error());
    auto body = whole_body(call.request.body);
    if (!body) co_return problem(body.error());
    const auto changed = co_await call.api.services.own_apps.change(*app, std::move(body->source));
    if (!changed) co_return problem(changed.error());
    co_return json_reply(200, own_kept_json(*changed));
}

Task<http::Response> remove_own_app(Call call)
{
    const auto app = AppName::parse(call.part);
    if (!app) co_return problem(app.error());
    const auto removed = co_await call.api.services.own_apps.remove(*app);
    if (!removed) co_return problem(removed.error());
    auto response = co_await list_own_apps(call);
    co_return response;
}

Task<http::Response> list_own_apps(Call call)
{
    const auto entries = co_await call.api.services.own_apps.list();
    if (!entries) co_return problem(entries.error());
    co_return json_reply(200, own_apps_json(*entries));
}

Task<http::Response> show_own_app(Call call)
{
    const auto app = AppName::parse(call.part);
    if (!app) co_return problem(app.error());
    const auto entry = co_await call.api.services.own_apps.find(*app);
    if (!entry) co_return problem(entry.error());
    co_return json_reply(200, own_app_json(*entry));
}

} // namespace furtka::api
