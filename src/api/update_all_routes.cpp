#include "api/body_members.hpp"
#include "api/handlers.hpp"
#include "api/job_reply.hpp"
#include "api/problem.hpp"
#include "services/update_all.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

Result<OnFailure> parse_update_all(std::string_view text)
{
    if (text.empty()) return OnFailure::stop;
    TRY(const auto object, parse_object(text, {"on_failure"}));
    TRY(const auto wanted, text_member(object, "on_failure"));
    if (wanted.empty() || wanted == "stop") return OnFailure::stop;
    if (wanted == "continue") return OnFailure::go_on;
    return fail(member_error("on_failure", "must be \"stop\" or \"continue\""));
}

Task<Result<std::string>> round_body(UpdateAll& all, OnFailure on_failure, JobContext& job)
{
    CO_TRY(const auto round, co_await all.run(on_failure, job));
    co_return to_json(round);
}

} // namespace

Task<http::Response> update_all_apps(Call call)
{
    auto& services = call.api.services;
    const auto on_failure = parse_update_all(call.request.body);
    if (!on_failure) co_return problem(on_failure.error());
    JobBody body = [&all = services.update_all, on_failure = *on_failure](
                       JobContext& job) { return round_body(all, on_failure, job); };
    const auto started = services.jobs.start(JobKind::update_all, round_claim, {}, std::move(body), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::yes);
    co_return response;
}

} // namespace furtka::api
