#include "api/handlers.hpp"
#include "api/icons.hpp"
#include "api/job_reply.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "api/views.hpp"
#include "async/timeout.hpp"
#include "domain/install_plan.hpp"
#include "services/app_permissions.hpp"

namespace furtka::api {
namespace {

constexpr int log_tail_lines = 20;
constexpr std::chrono::seconds log_tail_limit{2};

std::string list_of(const Context& api, const Caller& caller)
{
    const auto& picture = api.services.picture;
    std::vector<std::string> apps;
    apps.reserve(picture.apps().size());
    for (const auto& [name, view] : picture.apps()) {
        if (caller.sees(name)) apps.push_back(app_json(app_parts(view, api.options.open_host)));
    }
    return app_list_json(apps, engine_parts(picture.engine()));
}

/// For everyone who sees all apps.
http::SharedText rendered_list(Context& api, const Caller& caller)
{
    const auto& picture = api.services.picture;
    if (api.list.revision != picture.revision()) {
        api.list = {.revision = picture.revision(), .text = std::make_shared<const std::string>(list_of(api, caller))};
    }
    return api.list.text;
}

std::optional<std::string> first_failed_service(const AppCondition& condition)
{
    for (const auto& service : condition.services) {
        if (service.state == ServiceState::failed || service.state == ServiceState::unhealthy) return service.name;
    }
    return std::nullopt;
}

// What the sink writes to is shared: a reading that is cut off may still hold the sink.
Task<bool> keep_line(std::shared_ptr<std::vector<std::string>> lines, ServiceLine line)
{
    lines->push_back(std::move(line.line));
    co_return lines->size() < log_tail_lines;
}

/// The last lines of the first service that failed. An engine that cannot tell them is no reason to tell nothing of the app.
Task<std::vector<std::string>> log_tail(AppLogs& logs, std::string app, AppCondition condition)
{
    const auto service = first_failed_service(condition);
    const auto name = AppName::parse(app);
    if (!service || !name) co_return std::vector<std::string>();
    const auto lines = std::make_shared<std::vector<std::string>>();
    const LogRequest request{.tail = log_tail_lines};
    auto sink = [lines](ServiceLine line) { return keep_line(lines, std::move(line)); };
    auto reading = logs.read(*name, service, request, std::move(sink));
    [[maybe_unused]] const auto read = co_await with_timeout(std::move(reading), log_tail_limit, "reading the log");
    co_return *lines;
}

Task<void> add_permissions(AppPermissions& permissions, AppView view, AppExtras& extras)
{
    if (!view.folder || !view.resolved) co_return;
    auto told = co_await permissions.of(*view.folder, view.resolved->model);
    extras.permissions = std::move(told.marks);
    extras.accepted = std::move(told.accepted);
}

std::vector<std::string> required_by(const LivePicture& picture, std::string_view app)
{
    std::map<std::string, Manifest> manifests;
    for (const auto& [name, view] : picture.apps()) {
        if (view.folder) manifests.emplace(name, view.folder->manifest);
    }
    return consumers_of(app, manifests);
}

Task<Result<std::string>> remove_body(RemoveApp& remove, AppName app, Data data, JobContext& job)
{
    CO_TRY(const auto outcome, co_await remove.run(std::move(app), data, job));
    co_return to_json(outcome);
}

Task<Result<std::string>> run_body(RunApp& run, AppName app, RunAction action, JobContext& job)
{
    CO_TRY(const auto outcome, co_await run.run(std::move(app), action, job));
    co_return to_json(outcome);
}

Task<http::Response> run_action(Call call, JobKind kind, RunAction action)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto body_ok = expect_no_members(call.request.body);
    if (!body_ok) co_return problem(body_ok.error());
    const auto checked = co_await services.run.check(*app);
    if (!checked) co_return problem(checked.error());
    JobBody body = [&run = services.run, app = *app, action](JobContext& job) { return run_body(run, app, action, job); };
    const auto started = services.jobs.start(kind, app->text(), {}, std::move(body), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::yes);
    co_return response;
}

} // namespace

Task<http::Response> list_apps(Call call)
{
    if (call.caller.limited()) co_return json_reply(200, list_of(call.api, call.caller));
    co_return json_reply(rendered_list(call.api, call.caller));
}

Task<http::Response> show_app(Call call)
{
    auto& services = call.api.services;
    const auto* view = services.picture.find(call.part);
    if (view == nullptr) co_return problem(app_not_installed(call.part));
    AppExtras extras;
    const auto condition = view->condition;
    extras.log_tail = co_await log_tail(services.logs, view->name, condition);
    extras.started = co_await services.uptimes.of(condition);
    view = services.picture.find(call.part);
    if (view == nullptr) co_return problem(app_not_installed(call.part));
    co_await add_permissions(services.permissions, *view, extras);
    view = services.picture.find(call.part); // it may have gone meanwhile
    if (view == nullptr) co_return problem(app_not_installed(call.part));
    extras.required_by = required_by(services.picture, view->name);
    co_return json_reply(200, app_detail_json(app_parts(*view, call.api.options.open_host), extras));
}

Task<http::Response> app_icon(Call call)
{
    const auto* view = call.api.services.picture.find(call.part);
    if (view == nullptr) co_return problem(app_not_installed(call.part));
    co_return icon_reply(call.request, view->folder ? view->folder->icon_svg : std::string());
}

Task<http::Response> remove_app(Call call)
{
    auto& services = call.api.services;
    const auto asked = parse_remove_body(call.request.body);
    if (!asked) co_return problem(asked.error());
    const auto app = app_of_path(services.picture, asked->name);
    if (!app) co_return problem(app.error());
    const auto checked = co_await services.remove.check(*app);
    if (!checked) co_return problem(checked.error());
    const auto data = asked->delete_data ? Data::remove : Data::keep;
    JobBody body = [&remove = services.remove, app = *app, data](
                       JobContext& job) { return remove_body(remove, app, data, job); };
    const auto started = services.jobs.start(JobKind::remove, app->text(), {}, std::move(body), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::yes);
    co_return response;
}

Task<http::Response> update_app(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto body_ok = expect_no_members(call.request.body);
    if (!body_ok) co_return problem(body_ok.error());
    const auto checked = co_await services.update.check(*app);
    if (!checked) co_return problem(checked.error());
    const auto started = begin_update(services.jobs, services.update, *app, UpdateBy::owner, services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::yes);
    co_return response;
}

Task<http::Response> start_app(Call call) { return run_action(call, JobKind::start, RunAction::start); }
Task<http::Response> stop_app(Call call) { return run_action(call, JobKind::stop, RunAction::stop); }
Task<http::Response> restart_app(Call call) { return run_action(call, JobKind::restart, RunAction::restart); }

} // namespace furtka::api
