// daemon/killing_job_store.hpp — for tests of the journal: kills the daemon at one call of its job store.
#pragma once

#include "ports/job_store.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace furtka::daemon {

/// `install/volumes:before`
struct KillPoint {
    enum class When {
        before, ///< the step is written as about to be taken, and not taken
        after, ///< the step was taken, and not yet written as taken
        noted, ///< the step is written as taken
    };
    std::string step; ///< `<job kind>/<step>`; what follows a space in the step may be left out
    When when = When::before;
    bool operator==(const KillPoint&) const = default;
};

/// None: not such a text.
std::optional<KillPoint> parse_kill_point(std::string_view text);

/// Passes everything on to `store`, and calls `kill` at the point.
class KillingJobStore : public JobStore {
public:
    KillingJobStore(JobStore& store, KillPoint point, std::function<void()> kill);

    Task<Result<void>> save(Job job) override;
    Task<Result<std::vector<Job>>> recent(std::size_t most) override;
    Task<Result<void>> about_to(JournalStep step) override;
    Task<Result<void>> taken(JobId job, std::string step, std::string data) override;
    Task<Result<std::vector<UnfinishedJob>>> unfinished() override;
    Task<Result<void>> trim(std::size_t keep) override;

private:
    void reach(JobId job, std::string_view step, KillPoint::When when);

    JobStore& store_;
    KillPoint point_;
    std::function<void()> kill_;
    std::map<JobId, JobKind> kinds_; ///< of saved jobs: a step has only its job's id
};

} // namespace furtka::daemon
