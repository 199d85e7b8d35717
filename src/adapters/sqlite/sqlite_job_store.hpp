// adapters/sqlite/sqlite_job_store.hpp — the JobStore on SQLite.
#pragma once

#include "adapters/sqlite/state_lock.hpp"
#include "async/gate.hpp"
#include "async/worker_pool.hpp"
#include "ports/job_store.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace furtka {

class Database;

/// Calls are carried out one at a time, in the order they were made, on a worker. The file is opened by the first call, so
/// starting costs no disk access but the lock's. A call that was cancelled before its turn has written nothing.
///
/// Errors of every call: those of Database::use, and cancelled.
class SqliteJobStore final : public JobStore {
public:
    /// Locks the state folder for this process; `furtka.db` is in it. `pool` outlives the store. Errors of StateLock::take.
    static Result<std::unique_ptr<SqliteJobStore>> open(const std::filesystem::path& state, WorkerPool& pool);
    ~SqliteJobStore() override;

    Task<Result<void>> save(Job job) override;
    Task<Result<std::vector<Job>>> recent(std::size_t most) override;
    Task<Result<void>> about_to(JournalStep step) override;
    Task<Result<void>> taken(JobId job, std::string step, std::string data) override;
    Task<Result<std::vector<UnfinishedJob>>> unfinished() override;
    Task<Result<void>> trim(std::size_t keep) override;

private:
    SqliteJobStore(StateLock lock, const std::filesystem::path& state, WorkerPool& pool);

    /// Runs `work` on a worker when it is its turn.
    template <class T>
    Task<Result<T>> in_turn(std::function<Result<T>(Database&)> work);

    WorkerPool& pool_;
    Gate turn_{1};
    /// Shared with the worker, which may outlive the store when the daemon stops; the lock goes after the database.
    struct Held;
    std::shared_ptr<Held> held_;
};

} // namespace furtka
