#include "api/handlers.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/views.hpp"
#include "services/update_rules.hpp"

namespace furtka::api {

Task<http::Response> show_policy(Call call) { co_return json_reply(200, policy_json(call.api.services.rules.global())); }

Task<http::Response> change_policy(Call call)
{
    const auto changed = co_await call.api.services.rules.change_global(call.request.body);
    if (!changed) co_return problem(changed.error());
    co_return json_reply(200, policy_json(*changed));
}

Task<http::Response> show_app_policy(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto own = co_await services.rules.of(*app);
    if (!own) co_return problem(own.error());
    co_return json_reply(200, app_policy_json(app->text(), *own, services.rules.effective_of(app->text())));
}

Task<http::Response> change_app_policy(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto own = co_await services.rules.change(*app, call.request.body);
    if (!own) co_return problem(own.error());
    co_return json_reply(200, app_policy_json(app->text(), *own, services.rules.effective_of(app->text())));
}

} // namespace furtka::api
