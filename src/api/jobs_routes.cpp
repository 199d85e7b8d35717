#include "api/handlers.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"

#include <fmt/format.h>

#include <charconv>

namespace furtka::api {
namespace {

Error unknown_job(std::string_view text)
{
    return {.kind = ErrorKind::not_found,
        .key = "job_unknown",
        .message = fmt::format("there is no job {}", text.substr(0, 40)),
        .hint = "see the list of jobs; only the newest are remembered"};
}

Result<Job> job_of_path(const Call& call)
{
    const auto text = call.part;
    JobId id = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (problem != std::errc{} || end != text.data() + text.size()) return fail(unknown_job(text));
    auto job = call.api.services.jobs.find(id);
    if (!job || !call.caller.sees(job->app)) return fail(unknown_job(text));
    return *std::move(job);
}

} // namespace

Task<http::Response> list_jobs(Call call)
{
    auto jobs = call.api.services.jobs.list();
    std::erase_if(jobs, [&](const Job& job) { return !call.caller.sees(job.app); });
    co_return json_reply(200, job_list_json(jobs));
}

Task<http::Response> show_job(Call call)
{
    const auto job = job_of_path(call);
    if (!job) co_return problem(job.error());
    co_return json_reply(200, job_json(*job, JobLog::yes));
}

Task<http::Response> cancel_job(Call call)
{
    const auto job = job_of_path(call);
    if (!job) co_return problem(job.error());
    call.note.about(job->app);
    const auto asked = call.api.services.jobs.cancel(job->id);
    if (!asked) co_return problem(asked.error());
    const auto now = call.api.services.jobs.find(job->id);
    co_return json_reply(202, job_json(now.value_or(*job), JobLog::yes));
}

} // namespace furtka::api
