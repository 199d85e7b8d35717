#include "api/handlers.hpp"
#include "api/job_reply.hpp"
#include "api/messages_move_in.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "api/views.hpp"
#include "services/move_in.hpp"

namespace furtka::api {
namespace {

enum class Say { undo, confirm };

Task<Result<std::string>> take_body(MoveIn& move_in, MoveInPlan plan, JobContext& job)
{
    CO_TRY(const auto outcome, co_await move_in.take(std::move(plan), job));
    co_return to_json(outcome);
}

Task<Result<std::string>> say_body(MoveIn& move_in, AppName app, Say what, JobContext& job)
{
    auto work = what == Say::undo ? move_in.undo(app, job) : move_in.confirm(app, job);
    CO_TRY(const auto outcome, co_await std::move(work));
    co_return to_json(outcome);
}

Task<http::Response> say(Call call, Say what)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto body_ok = expect_no_members(call.request.body);
    if (!body_ok) co_return problem(body_ok.error());
    const auto free = services.jobs.check_free(app->text());
    if (!free) co_return problem(free.error());
    const auto checked = co_await services.move_in.check_open(*app);
    if (!checked) co_return problem(checked.error());
    JobBody body = [&move_in = services.move_in, app = *app, what](
                       JobContext& job) { return say_body(move_in, app, what, job); };
    const auto kind = what == Say::undo ? JobKind::move_in_undo : JobKind::move_in_confirm;
    const auto started = services.jobs.start(kind, app->text(), {}, std::move(body), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::yes);
    co_return response;
}

} // namespace

Task<http::Response> list_move_ins(Call call)
{
    const auto offers = co_await call.api.services.find_move_ins.list();
    if (!offers) co_return problem(offers.error());
    co_return json_reply(200, move_ins_json(*offers));
}

Task<http::Response> plan_move_in(Call call)
{
    auto& find = call.api.services.find_move_ins;
    auto body = parse_move_in_body(call.request.body);
    if (!body) co_return problem(body.error());
    const auto plan = co_await find.plan(std::string(call.part), std::move(body->name));
    if (!plan) co_return problem(plan.error());
    co_await find.drop(*plan);
    co_return json_reply(200, move_in_plan_json(*plan));
}

Task<http::Response> take_move_in(Call call)
{
    auto& services = call.api.services;
    auto asked = parse_move_in_body(call.request.body);
    if (!asked) co_return problem(asked.error());
    auto plan = co_await services.find_move_ins.check(std::string(call.part), asked->name, asked->accept);
    if (!plan) co_return problem(plan.error());
    const std::string app = plan->offer.source.app;
    const std::string project = plan->offer.source.project.name;
    JobBody body = [&move_in = services.move_in, plan = *plan](JobContext& job) { return take_body(move_in, plan, job); };
    const auto started = services.jobs.start(JobKind::move_in, app, {project}, std::move(body), services.executor);
    if (!started) co_await services.find_move_ins.drop(*plan);
    auto response = co_await job_reply(call, started, WaitByDefault::no);
    co_return response;
}

Task<http::Response> undo_move_in(Call call) { return say(call, Say::undo); }
Task<http::Response> confirm_move_in(Call call) { return say(call, Say::confirm); }

} // namespace furtka::api
