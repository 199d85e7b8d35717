#include "api/body_members.hpp"
#include "api/handlers.hpp"
#include "api/job_reply.hpp"
#include "api/messages_revision.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/views.hpp"
#include "services/revise_app.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

constexpr std::size_t most_choices = 500;

Result<std::map<std::string, std::string>> texts_by_name(const json::object& object, std::string_view name)
{
    std::map<std::string, std::string> texts;
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return texts;
    if (!value->is_object() || value->get_object().size() > most_choices)
        return fail(member_error(name, "must be an object of texts"));
    for (const auto& member : value->get_object()) {
        if (!member.value().is_string()) return fail(member_error(name, "must be an object of texts"));
        texts.emplace(member.key(), member.value().get_string());
    }
    return texts;
}

Result<ReviseRequest> parse_revise_body(std::string_view text)
{
    ReviseRequest request;
    if (text.empty()) return request;
    TRY(const auto object, parse_object(text, {"take", "settings", "accept", "ports"}));
    TRY(const auto take, texts_by_name(object, "take"));
    for (const auto& [what, word] : take) {
        const auto choice = choice_of(word);
        if (!choice) return fail(member_error("take", "has a choice that is neither \"mine\" nor \"theirs\""));
        request.choices.emplace(what, *choice);
    }
    TRY(request.settings, texts_by_name(object, "settings"));
    TRY(request.ports, texts_by_name(object, "ports"));
    TRY(request.accept, texts_member(object, "accept", most_choices));
    return request;
}

// Values by value: they live in the coroutine, whatever becomes of the job's body.
Task<Result<std::string>> revise_body(ReviseApp& revise, AppName app, ReviseRequest request, JobContext& job)
{
    CO_TRY(const auto outcome, co_await revise.run(std::move(app), std::move(request), job));
    co_return to_json(outcome);
}

} // namespace

Task<http::Response> show_revision(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto plan = co_await services.revise.plan(*app, {});
    if (!plan) co_return problem(plan.error());
    co_return json_reply(200, revision_json(*plan));
}

Task<http::Response> plan_revision(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    auto request = parse_revise_body(call.request.body);
    if (!request) co_return problem(request.error());
    const auto plan = co_await services.revise.plan(*app, *std::move(request));
    if (!plan) co_return problem(plan.error());
    co_return json_reply(200, revision_json(*plan));
}

Task<http::Response> revise_app(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto request = parse_revise_body(call.request.body);
    if (!request) co_return problem(request.error());
    const auto free = services.jobs.check_free(app->text());
    if (!free) co_return problem(free.error());
    const auto good = co_await services.revise.check(*app, *request);
    if (!good) co_return problem(good.error());
    JobBody body = [&revise = services.revise, app = *app, request = *request](
                       JobContext& job) { return revise_body(revise, app, request, job); };
    const auto started = services.jobs.start(JobKind::update, app->text(), {}, std::move(body), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::yes);
    co_return response;
}

} // namespace furtka::api
