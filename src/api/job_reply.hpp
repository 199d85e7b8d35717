// api/job_reply.hpp — the answer of a call that starts a job: at once, or when the job has ended.
#pragma once

#include "api/prefer.hpp"
#include "api/routes.hpp"

namespace furtka::api {

/// 202 with the job and its Location; or, when the job ends within the caller's patience, 200 with its result or its error
/// as a problem with the member `job`. `started` may be the error of not starting.
Task<http::Response> job_reply(Call call, Result<JobId> started, WaitByDefault by_default);

} // namespace furtka::api
