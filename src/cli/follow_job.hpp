// cli/follow_job.hpp — waits for the end of a job and shows how it goes.
#pragma once

#include "cli/console.hpp"
#include "cli/daemon.hpp"
#include "cli/job_view.hpp"
#include "cli/progress.hpp"

namespace furtka::cli {

/// The job, ended: state `done`. Otherwise the job's own error; cancelled `job_left`: the person left it running (said so
/// already). A daemon that is away is waited for ten seconds: jobs outlive it. Ctrl-C asks once whether to cancel the job, a
/// second one leaves it running.
Result<JobView> follow_job(Daemon& daemon, Console& console, std::int64_t id, Shown shown);

/// The job of an answer 202 (`{"job": Job}`), followed.
Result<JobView> follow_answer(Daemon& daemon, Console& console, std::string_view answer, Shown shown);

} // namespace furtka::cli
