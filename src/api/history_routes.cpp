#include "api/handlers.hpp"
#include "api/job_reply.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "api/views.hpp"

namespace furtka::api {
namespace {

constexpr std::size_t most_entries = 200;

Task<Result<std::string>> rollback_body(RollbackApp& rollback, AppName app, std::optional<int> to, JobContext& job)
{
    CO_TRY(const auto outcome, co_await rollback.run(std::move(app), to, job));
    co_return to_json(outcome);
}

} // namespace

Task<http::Response> rollback_app(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto to = parse_rollback_body(call.request.body);
    if (!to) co_return problem(to.error());
    const auto checked = co_await services.rollback.check(*app, *to);
    if (!checked) co_return problem(checked.error());
    JobBody body = [&rollback = services.rollback, app = *app, to = *to](
                       JobContext& job) { return rollback_body(rollback, app, to, job); };
    const auto started = services.jobs.start(JobKind::rollback, app->text(), {}, std::move(body), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::yes);
    co_return response;
}

Task<http::Response> list_recovery_points(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto points = co_await services.rollback.points(*app);
    if (!points) co_return problem(points.error());
    co_return json_reply(200, recovery_points_json(*points));
}

/// An app that is not installed may have a past.
Task<http::Response> show_app_history(Call call)
{
    const auto app = app_of_path(call.api.services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto entries = co_await call.api.services.history.list(app->text(), most_entries);
    if (!entries) co_return problem(entries.error());
    co_return json_reply(200, history_json(*entries));
}

Task<http::Response> show_history(Call call)
{
    auto entries = co_await call.api.services.history.list(std::nullopt, most_entries);
    if (!entries) co_return problem(entries.error());
    std::erase_if(*entries, [&](const HistoryEntry& entry) { return !call.caller.sees(entry.app); });
    co_return json_reply(200, history_json(*entries));
}

} // namespace furtka::api
