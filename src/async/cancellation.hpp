// async/cancellation.hpp — a task that must not stop half-way, and one whose exceptions are made an Error.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace furtka {

/// From here on the calling task, with everything it calls, does not hear of cancellation; one that came before is forgotten.
/// For what must be brought to its end: undoing, and the swap of containers.
inline Task<void> ignore_cancellation()
{
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
}

Error error_of(const std::exception& exception);

/// The task's result; "operation aborted" becomes `cancelled`, any other exception `internal`.
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
