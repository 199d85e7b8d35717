// async/task.hpp — the coroutine type of everything that waits.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace furtka {

/// Runs on the daemon's one `io_context` thread. Arguments are taken by value; references only to what outlives the job.
/// Cancellation is Asio's: a cancelled task fails its next wait, which adapters turn into ErrorKind::cancelled.
template <class T>
using Task = boost::asio::awaitable<T>;

} // namespace furtka
