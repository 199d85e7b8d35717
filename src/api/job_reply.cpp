#include "api/job_reply.hpp"

#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"

#include <fmt/format.h>

namespace furtka::api {
namespace {

http::Response accepted(const Job& job)
{
    auto response = json_reply(202, job_accepted_json(job));
    response.headers.add("Location", fmt::format("/api/jobs/{}", job.id));
    return response;
}

http::Response ended(const Job& job)
{
    if (job.state == JobState::done) return json_reply(200, job.result.empty() ? "{}" : job.result);
    auto error = job.error.value_or(
        Error{.kind = ErrorKind::cancelled, .key = "cancelled", .message = fmt::format("job {} was cancelled", job.id)});
    error.details.emplace_back("job", std::to_string(job.id));
    return problem(error);
}

} // namespace

Task<http::Response> job_reply(Call call, Result<JobId> started, WaitByDefault by_default)
{
    if (!started) co_return problem(started.error());
    call.note.started(static_cast<std::uint64_t>(*started));
    const auto patient = patience(parse_prefer(call.request.headers), by_default);
    std::optional<std::chrono::milliseconds> limit;
    if (!patient.unlimited) limit = patient.limit;
    if (limit && limit->count() == 0) {
        // Answered as it stands: waiting for nothing would still give the loop away.
        const auto job = call.api.services.jobs.find(*started);
        if (job) {
            auto response = accepted(*job);
            if (!patient.applied.empty()) response.headers.add("Preference-Applied", patient.applied);
            co_return response;
        }
    }
    const auto job = co_await call.api.services.jobs.wait(*started, limit);
    if (!job) co_return problem(job.error());
    auto response = job->ended() ? ended(*job) : accepted(*job);
    if (!patient.applied.empty()) response.headers.add("Preference-Applied", patient.applied);
    co_return response;
}

} // namespace furtka::api
