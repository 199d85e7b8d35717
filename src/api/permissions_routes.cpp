#include "api/handlers.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "api/views.hpp"
#include "services/app_permissions.hpp"

namespace furtka::api {

Task<http::Response> show_permissions(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto list = co_await services.permissions.read(*app);
    if (!list) co_return problem(list.error());
    co_return json_reply(200, permissions_json(list->marks, list->accepted));
}

Task<http::Response> accept_permissions(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    auto ids = parse_accept_body(call.request.body);
    if (!ids) co_return problem(ids.error());
    const auto free = services.jobs.check_free(app->text());
    if (!free) co_return problem(free.error());
    const auto list = co_await services.permissions.accept(*app, *std::move(ids));
    if (!list) co_return problem(list.error());
    co_await services.picture.refresh(app->text());
    co_return json_reply(200, permissions_json(list->marks, list->accepted));
}

} // namespace furtka::api
