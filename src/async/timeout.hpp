// async/timeout.hpp — a time limit around a task, sleeping, and running tasks side by side within a bound.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <chrono>
#include <functional>
#include <string_view>
#include <vector>

namespace furtka {

/// Waits; returns early, with `cancelled`, when the task is cancelled.
Task<Result<void>> sleep_for(std::chrono::milliseconds duration);

/// Runs `task` with a limit. timeout `time_limit`: it was cancelled after `limit`; `what` names the action (`pull of nginx:1`).
template <class T>
Task<Result<T>> with_timeout(Task<Result<T>> task, std::chrono::milliseconds limit, std::string what);

/// Runs all tasks, at most `at_once` of them at a time, and waits for every one. Results are in the order of `makers`.
template <class T>
Task<std::vector<Result<T>>> run_bounded(std::vector<std::function<Task<Result<T>>()>> makers, std::size_t at_once);

} // namespace furtka
