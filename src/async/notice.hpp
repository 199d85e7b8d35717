// async/notice.hpp — one side says that something happened, the others wait for it.
#pragma once

#include "async/task.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <memory>

namespace furtka {

/// All on one loop's thread. A call of `notify` wakes everyone who waits then; who comes later waits for the next.
class Notice {
public:
    explicit Notice(const boost::asio::any_io_executor& executor);
    ~Notice();
    Notice(const Notice&) = delete;
    Notice& operator=(const Notice&) = delete;

    void notify();
    /// Returns after the next `notify`; throws "operation aborted" when the task is cancelled.
    Task<void> wait();
    /// The same, for as long as `limit` at most.
    Task<void> wait(std::chrono::milliseconds limit);

private:
    struct Timer;
    std::shared_ptr<Timer> timer_;
};

} // namespace furtka
