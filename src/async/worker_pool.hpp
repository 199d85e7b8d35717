// async/worker_pool.hpp — a few threads for work that blocks: SQLite, archives, waiting for disks.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>

namespace furtka {

/// Threads start with the first job, so an idle daemon has one thread only.
class WorkerPool {
public:
    explicit WorkerPool(std::size_t threads);
    ~WorkerPool(); ///< waits for running work
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Runs `work` on a worker and resumes the caller on its own executor. `work` shares nothing unguarded with the loop.
    /// Cancelling the caller does not stop work that has begun; its result is waited for.
    template <class T>
    Task<T> run(std::function<T()> work);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace furtka
