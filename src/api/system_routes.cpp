#include "api/embedded.hpp"
#include "api/handlers.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"

#include <fmt/format.h>

namespace furtka::api {
namespace {

Figures figures(Context& api)
{
    auto& services = api.services;
    Figures figures{.engine_reachable = services.picture.engine().reachable,
        .requests = services.requests.counts(),
        .event_listeners = services.events.listeners(),
        .uptime_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - api.started).count(),
        .resident_bytes = services.resident_bytes()};
    for (const auto& [name, view] : services.picture.apps()) ++figures.apps[view.condition.state];
    for (const auto& job : services.jobs.list()) ++figures.jobs[job.state];
    return figures;
}

} // namespace

Task<http::Response> reconcile(Call call)
{
    auto& services = call.api.services;
    const auto body_ok = expect_no_members(call.request.body);
    if (!body_ok) co_return problem(body_ok.error());
    const auto dry_run = call.request.query_value("dry_run").value_or("0");
    if (dry_run == "1") {
        const auto plan = co_await services.reconciler.plan();
        if (!plan) co_return problem(plan.error());
        co_return json_reply(200, to_json(ReconcileOutcome{.plan = *plan}));
    }
    if (dry_run != "0") {
        co_return problem({.kind = ErrorKind::invalid,
            .key = "query_value",
            .message = fmt::format("dry_run is \"{}\", wanted is 0 or 1", dry_run.substr(0, 40)),
            .hint = "the parameters of each call are in /api/openapi.json",
            .details = {{"member", "dry_run"}}});
    }
    // Each app's part is a job of its own; this call only waits for them.
    const auto outcome = co_await services.reconciler.run();
    if (!outcome) co_return problem(outcome.error());
    co_return json_reply(200, to_json(*outcome));
}

Task<http::Response> follow_events(Call call)
{
    const std::string last_id(call.request.headers.find("Last-Event-ID").value_or(""));
    EventStream::Sees sees;
    if (call.caller.limited()) sees = [caller = call.caller](std::string_view app) { return caller.sees(app); };
    co_return event_reply([&events = call.api.services.events, last_id, sees = std::move(sees)](
                              http::BodyWriter& writer) { return events.serve(writer, last_id, sees); });
}

Task<http::Response> show_version(Call) { co_return json_reply(200, version_json()); }

Task<http::Response> show_openapi(Call call)
{
    co_return file_reply(call.request, *find_embedded("/api/openapi.json"), "application/json");
}

Task<http::Response> show_health(Call call)
{
    co_return json_reply(200, health_json(call.api.services.picture.engine().reachable));
}

Task<http::Response> show_metrics(Call call)
{
    co_return text_reply(200, "text/plain; version=0.0.4; charset=utf-8", metrics_text(figures(call.api)));
}

} // namespace furtka::api
