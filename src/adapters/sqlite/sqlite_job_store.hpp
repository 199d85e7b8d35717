// adapters/sqlite/sqlite_job_store.hpp — the JobStore on SQLite.
#pragma once

#include "adapters/sqlite/state_database.hpp"
#include "ports/job_store.hpp"

#include <filesystem>
#include <memory>

namespace furtka {

/// Errors of every call: those of StateDatabase::in_turn.
class SqliteJobStore final : public JobStore {
public:
    explicit SqliteJobStore(std::shared_ptr<StateDatabase> database) : database_(std::move(database)) { }

    /// A database of its own. `pool` outlives the store. Errors of StateDatabase::open.
    static Result<std::unique_ptr<SqliteJobStore>> open(const std::filesystem::path& state, WorkerPool& pool);

    Task<Result<void>> save(Job job) override;
    Task<Result<std::vector<Job>>> recent(std::size_t most) override;
    Task<Result<void>> about_to(JournalStep step) override;
    Task<Result<void>> taken(JobId job, std::string step, std::string data) override;
    Task<Result<std::vector<UnfinishedJob>>> unfinished() override;
    Task<Result<void>> trim(std::size_t keep) override;

private:
    std::shared_ptr<StateDatabase> database_;
};

} // namespace furtka
