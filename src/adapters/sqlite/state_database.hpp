// adapters/sqlite/state_database.hpp — the state folder's lock and `furtka.db`, shared by the stores on it.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/state_lock.hpp"
#include "async/gate.hpp"
#include "async/worker_pool.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

namespace furtka {

/// Work is carried out one at a time, in the order it was asked for, on a worker. The file is opened by the first work, so
/// starting costs no disk access but the lock's. Work that was cancelled before its turn has written nothing.
class StateDatabase {
public:
    /// Locks the state folder for this process. `pool` outlives the database. Errors of StateLock::take.
    static Result<std::shared_ptr<StateDatabase>> open(const std::filesystem::path& state, WorkerPool& pool);

    /// Errors: those of Database::use, and cancelled.
    template <class T>
    Task<Result<T>> in_turn(std::function<Result<T>(Database&)> work)
    {
        CO_TRY(const auto pass, co_await turn_.enter());
        std::function<Result<T>()> job = [held = held_, work = std::move(work)] { return work(held->database); };
        co_return co_await pool_.run(std::move(job));
    }

private:
    /// Shared with the worker, which may outlive the stores when the daemon stops; the lock goes after the database.
    struct Held {
        StateLock lock;
        Database database;
    };

    StateDatabase(StateLock lock, const std::filesystem::path& state, WorkerPool& pool);

    WorkerPool& pool_;
    Gate turn_{1};
    std::shared_ptr<Held> held_;
};

} // namespace furtka
