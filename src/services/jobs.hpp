// services/jobs.hpp — long actions: claimed apps, stages, progress, a journal, an end. One job per app at a time.
#pragma once

#include "domain/job.hpp"
#include "domain/names.hpp"
#include "ports/host.hpp"
#include "ports/job_store.hpp"
#include "services/changes.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

class Jobs;

/// What the body of a job tells and writes while it works.
class JobContext {
public:
    JobContext(Jobs& jobs, JobId id) : jobs_(jobs), id_(id) { }
    JobId id() const { return id_; }
    /// Ends the running stage and begins the next.
    void stage(std::string name, std::string text);
    void progress(JobProgress progress);
    /// A line for the owner, at most 2,000 bytes of it; control characters are dropped. A secret must never come here.
    void log(std::string_view line);
    /// Written and fsynced before the step is taken; a failure means that it must not be taken. A step for another app than
    /// the job's own ends with that app's name: `folder mosquitto`.
    Task<Result<void>> about_to(std::string step, std::string data = "{}");
    /// A failure is only logged: the step is done, and whoever recovers looks at the world anyway.
    Task<void> taken(std::string step, std::string data = "{}");

private:
    Jobs& jobs_;
    JobId id_;
};

/// The work; its value is JSON text, the job's result.
using JobBody = std::function<Task<Result<std::string>>(JobContext&)>;

struct JobLimits {
    std::size_t at_once = 4; ///< further jobs are queued
    std::size_t queued = 64; ///< further jobs are refused: conflict `too_many_jobs`
    std::size_t kept = 200; ///< ended jobs remembered
    std::size_t log_lines = 500;
};

class Jobs {
public:
    Jobs(JobStore& store, Host& host, JobLimits limits);
    ~Jobs();
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    void listen(ChangeListener* listener) { listener_ = listener; }
    /// Told when an app is claimed and when it is free again.
    void on_claim(std::function<void(std::string_view app, std::optional<JobId>)> call) { on_claim_ = std::move(call); }

    /// Reads the jobs of earlier runs; ids go on from the highest. The apps of jobs that never ended stay claimed until
    /// `end_interrupted`: nobody may work on what is still to be taken back.
    Task<void> load(boost::asio::any_io_executor executor);

    /// Claims the apps at once and runs `body` when its turn comes. `app` is the job's own; `also` are claimed with it.
    /// conflict `app_busy` (detail `job`: the running one's id), `too_many_jobs`; unavailable `stopping`.
    /// Must be called on the loop's thread; `executor` is where the body runs. `Jobs` outlives every job.
    Result<JobId> start(JobKind kind, const std::string& app, const std::vector<std::string>& also, JobBody body,
        boost::asio::any_io_executor executor);

    /// conflict `app_busy` when a job works on the app.
    Result<void> check_free(std::string_view app) const;

    /// For the work that mends a job of an earlier run.
    JobContext context_of_interrupted(JobId id) { return {*this, id}; }
    /// Ends a job of an earlier run that was never ended, failed for `reason`, and frees its apps.
    Task<void> end_interrupted(JobId id, Error reason);
    /// Left unfinished by an earlier run of the daemon, and not ended since.
    bool is_interrupted(JobId id) const;

    std::optional<Job> find(JobId id) const;
    /// The newest first.
    std::vector<Job> list() const;
    /// Waits until the job ends, or for `limit` when given; the job as it is then.
    Task<Result<Job>> wait(JobId id, std::optional<std::chrono::milliseconds> limit = std::nullopt);
    /// Asks it to stop at its next wait; one that waits in the queue ends at once. not_found `job_unknown`; conflict
    /// `job_ended`, `job_interrupted` (it is being mended already).
    Result<void> cancel(JobId id);

    /// Refuses new jobs, cancels the running ones and waits for them, at most `limit`.
    Task<void> drain(std::chrono::milliseconds limit);
    std::size_t running() const;

private:
    friend class JobContext;
    struct Entry;
    struct State;

    Entry& entry(JobId id);
    void tell(const Job& job);
    void claim(const std::string& app, JobId id);
    void take_in(Job job, const boost::asio::any_io_executor& executor);
    void begin_queued();
    Task<void> run_one(std::shared_ptr<Entry> entry);
    Task<void> write_end(Job ended);
    Task<Result<void>> write_missing_ends();
    void ended(JobId id, std::exception_ptr problem);
    void release(JobId id);
    void forget_oldest();

    std::unique_ptr<State> state_;
    JobStore& store_;
    Host& host_;
    JobLimits limits_;
    ChangeListener* listener_ = nullptr;
    std::function<void(std::string_view, std::optional<JobId>)> on_claim_;
};

} // namespace furtka
