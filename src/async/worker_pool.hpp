// async/worker_pool.hpp — a few threads for work that blocks: SQLite, archives, waiting for disks.
#pragma once

#include "async/task.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace furtka {

/// Threads start with the first job, so an idle daemon has one thread only.
/// Declare the pool after the `io_context` of its callers: it ends first.
class WorkerPool {
public:
    explicit WorkerPool(std::size_t threads);
    ~WorkerPool(); ///< waits for running work
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Runs `work` on a worker and resumes the caller on its own executor. `work` shares nothing unguarded with the loop.
    /// Cancelling the caller does not stop work that has begun; its result is waited for. What `work` throws, `run` throws.
    template <class T>
    Task<T> run(std::function<T()> work)
    {
        if constexpr (std::is_void_v<T>) {
            co_await run_erased(std::move(work));
        } else {
            // Shared with the worker, which may outlive this frame when the loop is torn down.
            auto result = std::make_shared<std::optional<T>>();
            std::function<void()> erased = [result, work = std::move(work)] { result->emplace(work()); };
            co_await run_erased(std::move(erased));
            co_return std::move(**result);
        }
    }

    /// Asked by long work now and then, on its own thread: whether its caller was cancelled.
    using Stop = std::function<bool()>;

    /// The same for work that ends early when it is asked to.
    template <class T>
    Task<T> run_stoppable(std::function<T(const Stop&)> work)
    {
        auto cancelled = std::make_shared<std::atomic<bool>>(false);
        auto result = std::make_shared<std::optional<T>>();
        std::function<void()> erased = [result, cancelled, work = std::move(work)] {
            result->emplace(work([cancelled] { return cancelled->load(); }));
        };
        co_await run_erased(std::move(erased), cancelled);
        co_return std::move(**result);
    }

private:
    /// `cancelled` is set when the caller is; may be empty.
    Task<void> run_erased(std::function<void()> work, std::shared_ptr<std::atomic<bool>> cancelled = nullptr);

    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace furtka
