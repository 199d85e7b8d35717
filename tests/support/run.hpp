// support/run.hpp — runs a coroutine to its end, with a limit.
#pragma once

#include "async/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace furtka {

inline constexpr std::chrono::seconds run_limit{10};

/// Runs `io` until `task` has ended; what else `io` does goes on only meanwhile. Returns the task's value, throws what it
/// threw, and throws "did not end in time" after `limit`. One thread runs `io`.
template <class T>
T run(boost::asio::io_context& io, Task<T> task, std::chrono::milliseconds limit = run_limit)
{
    using Kept = std::conditional_t<std::is_void_v<T>, bool, T>;
    struct End {
        bool reached = false;
        std::exception_ptr problem;
        std::optional<Kept> value;
    };
    const auto end = std::make_shared<End>();
    auto on_end = [end, &io](std::exception_ptr problem, auto&&... value) {
        end->reached = true;
        end->problem = problem;
        if constexpr (sizeof...(value) > 0) {
            if (!problem) end->value.emplace(std::forward<decltype(value)>(value)...);
        }
        io.stop();
    };
    boost::asio::co_spawn(io, std::move(task), std::move(on_end));
    io.restart();
    io.run_for(limit);
    io.restart();
    if (!end->reached) throw std::runtime_error("the task did not end in time");
    if (end->problem) std::rethrow_exception(end->problem);
    if constexpr (!std::is_void_v<T>) return std::move(*end->value);
}

/// Runs `task` on a loop of its own. For parts that keep no timer or socket from one call to the next.
template <class T>
T run(Task<T> task, std::chrono::milliseconds limit = run_limit)
{
    boost::asio::io_context io(1);
    return run(io, std::move(task), limit);
}

} // namespace furtka
