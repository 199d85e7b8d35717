// services/job_entry.hpp — what `Jobs` keeps of a job while it is queued, runs and is remembered. For its own .cpp files
// only.
#pragma once

#include "async/notice.hpp"
#include "services/jobs.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <deque>
#include <set>

namespace furtka {

struct Jobs::Entry {
    Entry(Job new_job, JobBody new_body, std::vector<std::string> new_claims, boost::asio::any_io_executor run_on)
        : job(std::move(new_job)), body(std::move(new_body)), claims(std::move(new_claims)), executor(run_on), ended(run_on)
    {
    }
    Job job;
    JobBody body;
    std::vector<std::string> claims;
    boost::asio::any_io_executor executor;
    boost::asio::cancellation_signal cancel;
    Notice ended;
    bool journaled = false; ///< it is in the store, so its end must come there too
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

struct Jobs::State {
    std::map<JobId, std::shared_ptr<Entry>> entries;
    std::map<std::string, JobId, std::less<>> claims;
    std::deque<JobId> queue;
    std::set<JobId> running;
    std::set<JobId> interrupted; ///< of earlier runs, not mended yet
    std::map<JobId, Job> unwritten_ends; ///< the store refused them
    JobId last_id = 0;
    std::size_t ends_since_trim = 0;
    bool stopping = false;
};

inline void finish_stage(Job& job, JobState state)
{
    if (!job.stages.empty() && job.stages.back().state == JobState::running) job.stages.back().state = state;
}

} // namespace furtka
