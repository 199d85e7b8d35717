// support/fake_job_store.hpp — a JobStore in memory that can fail at any write and tells what was written.
#pragma once

#include "ports/job_store.hpp"
#include "support/fake_calls.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka::test {

/// Keeps the contract of the port, so that a test can end a use case at any write and let another one find what it left.
/// Recorded: `save 1 running`, `about_to 1 folder {}`, `taken 1 folder {}`, `trim 200`. `recent` and `unfinished` are looks.
class FakeJobStore final : public JobStore, public FakeCalls {
public:
    /// A job left by an earlier run of the daemon.
    void has(Job job, std::vector<JournalStep> steps = {});
    /// Every write from the `number`-th on (1: the next one) returns `error` and changes nothing: a full disk, or the end of
    /// the daemon.
    void fails_from(std::size_t number, Error error);
    void works_again()
    {
        failure_.reset();
        hang_at_ = 0;
        hung_ = false;
    }

    /// The end of the daemon by `kill -9` as it looks from here: the `number`-th write from here on never returns.
    enum class Written { no, yes };
    void hangs_at(std::size_t number, Written written);
    bool hung() const { return hung_; }

    /// Successful writes of any kind: a test that ends a use case at every write counts to this.
    std::size_t writes() const { return writes_; }
    /// The steps alone, in the order they were written: `about_to 1 folder {}; taken 1 folder {}`.
    std::string journal() const;
    std::vector<JournalStep> steps(JobId job) const;
    std::optional<Job> job(JobId id) const;

    Task<Result<void>> save(Job job) override;
    Task<Result<std::vector<Job>>> recent(std::size_t most) override;
    Task<Result<void>> about_to(JournalStep step) override;
    Task<Result<void>> taken(JobId job, std::string step, std::string data) override;
    Task<Result<std::vector<UnfinishedJob>>> unfinished() override;
    Task<Result<void>> trim(std::size_t keep) override;

private:
    Task<Result<void>> write(std::string call);
    Task<void> hang_if(Written written);

    std::map<JobId, Job> jobs_;
    std::vector<JournalStep> steps_;
    std::vector<std::string> journal_;
    std::size_t writes_ = 0;
    std::size_t writes_until_failure_ = 0;
    std::optional<Error> failure_;
    std::size_t hang_at_ = 0; ///< 0: never
    std::size_t begun_ = 0;
    Written hang_when_ = Written::no;
    bool hung_ = false;
};

} // namespace furtka::test
