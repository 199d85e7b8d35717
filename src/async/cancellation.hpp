// async/cancellation.hpp — a task that must not stop half-way, and one whose exceptions are made an Error.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace furtka {

/// `co_await forget_cancellation();` — a cancel that came is forgotten, later ones are not heard, by the calling task and by
/// those that wait for it. For undoing and for writing down an end. No coroutine: awaiting one in a cancelled task throws.
inline auto forget_cancellation()
{
    return boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
}

/// `co_await point_of_no_return();` — throws "operation aborted" when the task was cancelled until here; later cancels are
/// not heard. For what must be brought to its end once it has begun, as the swap of containers.
Task<void> point_of_no_return();

/// What a caught exception means: "operation aborted" is `cancelled`, any other is `internal`.
Error error_of(const std::exception& exception);

/// The task's result; an exception becomes an Error.
template <class T>
Task<Result<T>> guarded(Task<Result<T>> task)
{
    try {
        auto result = co_await std::move(task);
        co_return result;
    } catch (const std::exception& exception) {
        co_return fail(error_of(exception));
    }
}

} // namespace furtka
