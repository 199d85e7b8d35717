#include "api/handlers.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "api/views.hpp"

namespace furtka::api {
namespace {

http::Response updates_reply(const Services& services, const Caller& caller)
{
    const auto& checks = services.checks;
    UpdatesParts parts{.checking = checks.checking(), .interval = checks.interval(), .next = checks.next()};
    for (const auto& [name, view] : services.picture.apps()) {
        if (caller.sees(name)) parts.apps.push_back({name, view.update.get()});
    }
    return json_reply(200, updates_json(parts));
}

} // namespace

Task<http::Response> show_updates(Call call) { co_return updates_reply(call.api.services, call.caller); }

Task<http::Response> check_updates(Call call)
{
    auto& services = call.api.services;
    const auto asked = parse_check_body(call.request.body);
    if (!asked) co_return problem(asked.error());
    std::optional<std::string> app;
    if (!asked->empty()) {
        const auto name = app_of_path(services.picture, *asked);
        if (!name) co_return problem(name.error());
        app = name->text();
    }
    const auto checked = co_await services.checks.check(std::move(app));
    if (!checked) co_return problem(checked.error());
    co_return updates_reply(services, call.caller);
}

Task<http::Response> plan_update(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto plan = co_await services.update_planner.plan(*app);
    if (!plan) co_return problem(plan.error());
    co_return json_reply(200, update_plan_json(*plan));
}

} // namespace furtka::api
