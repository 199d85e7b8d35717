// async/timeout.hpp — a time limit around a task, sleeping, and running tasks side by side within a bound.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace furtka {

/// Waits; returns early, with `cancelled`, when the task is cancelled.
Task<Result<void>> sleep_for(std::chrono::milliseconds duration);

namespace detail {

/// Runs `body` to its end and cancels it after `limit`. True: the limit ran out. What `body` throws passes through, save
/// "operation aborted" once the limit ran out.
Task<bool> run_limited(Task<void> body, std::chrono::milliseconds limit);

/// Calls `job(0)` … `job(count - 1)`, at most `at_once` at a time, and waits for all. After a cancel no further job is
/// begun. The first exception of a job is thrown at the end, save "operation aborted" after a cancel.
Task<void> run_all(std::function<Task<void>(std::size_t)> job, std::size_t count, std::size_t at_once);

Error time_limit_error(const std::string& what, std::chrono::milliseconds limit);
Error cancelled_error();

// `kept` outlives the task: its owner waits for the end.
template <class T>
Task<void> keep_result(Task<Result<T>> task, std::optional<Result<T>>& kept)
{
    kept.emplace(co_await std::move(task));
}

template <class T>
Task<void> keep_made(std::function<Task<Result<T>>()>& maker, std::optional<Result<T>>& kept)
{
    kept.emplace(co_await maker());
}

} // namespace detail

/// Runs `task` with a limit. timeout `time_limit`: it was cancelled after `limit`; `what` names the action (`pull of
/// nginx:1`). A task that cannot be cancelled is waited for; if it then has a value, the value is returned.
template <class T>
Task<Result<T>> with_timeout(Task<Result<T>> task, std::chrono::milliseconds limit, std::string what)
{
    std::optional<Result<T>> kept;
    auto body = detail::keep_result(std::move(task), kept);
    const bool expired = co_await detail::run_limited(std::move(body), limit);
    const bool has_value = kept && kept->has_value();
    if (expired && !has_value) co_return fail(detail::time_limit_error(what, limit));
    co_return std::move(*kept);
}

/// Runs all tasks, at most `at_once` of them at a time, and waits for every one. Results are in the order of `makers`.
/// Cancelled: the running ones are cancelled and waited for, tasks not yet begun have the result `cancelled`, and the
/// caller's next wait throws.
template <class T>
Task<std::vector<Result<T>>> run_bounded(std::vector<std::function<Task<Result<T>>()>> makers, std::size_t at_once)
{
    std::vector<std::optional<Result<T>>> kept(makers.size());
    std::function<Task<void>(std::size_t)> job = [&](std::size_t i) { return detail::keep_made(makers[i], kept[i]); };
    co_await detail::run_all(std::move(job), makers.size(), at_once);

    std::vector<Result<T>> results;
    results.reserve(kept.size());
    for (auto& result : kept) {
        if (result) {
            results.push_back(std::move(*result));
        } else {
            results.push_back(fail(detail::cancelled_error()));
        }
    }
    co_return results;
}

} // namespace furtka
