#include "api/handlers.hpp"
#include "api/job_reply.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "api/views.hpp"

namespace furtka::api {
namespace {

Task<Result<std::string>> settings_body(AppSettings& settings, AppName app, SettingsChange change, JobContext& job)
{
    CO_TRY(const auto outcome, co_await settings.run(std::move(app), std::move(change), job));
    co_return to_json(outcome);
}

} // namespace

Task<http::Response> show_settings(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto form = co_await services.settings.read(*app);
    if (!form) co_return problem(form.error());
    co_return json_reply(200, settings_form_json(form->form, form->values, form->secrets_set, form->ports));
}

Task<http::Response> change_settings(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    auto body = parse_settings_body(call.request.body);
    if (!body) co_return problem(body.error());
    const SettingsChange change{
        .values = std::move(body->settings), .accept = std::move(body->accept), .ports = std::move(body->ports)};
    const auto free = services.jobs.check_free(app->text());
    if (!free) co_return problem(free.error());
    const auto checked = co_await services.settings.check(*app, change);
    if (!checked) co_return problem(checked.error());

    JobBody work = [&settings = services.settings, app = *app, change](
                       JobContext& job) { return settings_body(settings, app, change, job); };
    const auto started = services.jobs.start(JobKind::settings, app->text(), {}, std::move(work), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::yes);
    co_return response;
}

} // namespace furtka::api
