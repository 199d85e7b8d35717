// ports/job_store.hpp — jobs and their journal on disk. Everything in it may be lost without losing an app.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/job.hpp"

#include <string>
#include <vector>

namespace furtka {

/// A step of a job, written before it is taken and marked after.
struct JournalStep {
    JobId job = 0;
    std::string step; ///< `folder`, `volumes`, `pull`, `up`, …
    std::string data; ///< JSON text the recovery needs: `{"created": ["furtka_blog_db"]}`; never a secret
    bool taken = false;
    bool operator==(const JournalStep&) const = default;
};

struct UnfinishedJob {
    Job job;
    std::vector<JournalStep> steps; ///< in order
};

class JobStore {
public:
    virtual ~JobStore() = default;

    /// Writes a job under its id: state, stages, log and result; replaces what was there. Not fsynced: the journal is.
    virtual Task<Result<void>> save(Job job) = 0;
    /// The newest first.
    virtual Task<Result<std::vector<Job>>> recent(std::size_t most) = 0;

    /// Durable (fsynced, with every earlier save) when it returns.
    virtual Task<Result<void>> about_to(JournalStep step) = 0;
    virtual Task<Result<void>> taken(JobId job, std::string step, std::string data) = 0;

    /// Jobs that had not ended when the daemon did.
    virtual Task<Result<std::vector<UnfinishedJob>>> unfinished() = 0;
    /// Keeps the newest `keep` ended jobs.
    virtual Task<Result<void>> trim(std::size_t keep) = 0;
};

} // namespace furtka
