#include "async/cancellation.hpp"
#include "async/timeout.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

namespace furtka {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

class Cancelling : public testing::Test {
protected:
    /// Runs `task` and cancels it at its first wait.
    std::exception_ptr run_and_cancel(Task<void> task)
    {
        std::exception_ptr problem;
        asio::co_spawn(io, std::move(task),
            asio::bind_cancellation_slot(stop.slot(), [&problem](std::exception_ptr thrown) { problem = thrown; }));
        io.poll();
        stop.emit(asio::cancellation_type::terminal);
        io.run_for(1s);
        return problem;
    }

    asio::io_context io{1};
    asio::cancellation_signal stop;
    std::string trace;
};

Task<Result<void>> sleep_long()
{
    auto slept = co_await sleep_for(10s);
    co_return slept;
}

TEST_F(Cancelling, EverythingAfterACancelledWaitIsCancelledToo)
{
    auto task = [](std::string& out) -> Task<void> {
        const auto slept = co_await sleep_long();
        out += slept ? "slept" : "cancelled";
        co_await sleep_long(); // throws
        out += " never";
    };
    EXPECT_TRUE(run_and_cancel(task(trace)));
    EXPECT_EQ(trace, "cancelled");
}

TEST_F(Cancelling, WhatUndoesForgetsTheCancel)
{
    auto task = [](std::string& out) -> Task<void> {
        const auto done = co_await guarded(sleep_long());
        out += done ? "done" : std::string(done.error().key);
        co_await forget_cancellation();
        const auto undone = co_await sleep_for(1ms);
        out += undone ? ", undone" : ", not undone";
    };
    EXPECT_FALSE(run_and_cancel(task(trace)));
    EXPECT_EQ(trace, "cancelled, undone");
}

TEST_F(Cancelling, APointOfNoReturnIsNotPassedByACancelledTask)
{
    auto task = [](std::string& out) -> Task<void> {
        const auto slept = co_await sleep_long();
        out += slept ? "slept" : "cancelled";
        co_await point_of_no_return();
        out += " never";
    };
    EXPECT_TRUE(run_and_cancel(task(trace)));
    EXPECT_EQ(trace, "cancelled");
}

TEST_F(Cancelling, APointOfNoReturnCoversTheCallersToo)
{
    auto task = [](std::string& out) -> Task<void> {
        co_await point_of_no_return();
        const auto slept = co_await sleep_for(20ms);
        out += slept ? "slept" : "cancelled";
        const auto again = co_await with_timeout(sleep_for(1ms), 1s, "a nap");
        out += again ? " twice" : " once";
    };
    EXPECT_FALSE(run_and_cancel(task(trace)));
    EXPECT_EQ(trace, "slept twice");
}

TEST_F(Cancelling, StaysCancelledAfterTasksThatRanSideBySide)
{
    auto task = [](std::string& out) -> Task<void> {
        std::vector<std::function<Task<Result<void>>()>> makers(2, [] { return sleep_long(); });
        const auto results = co_await run_bounded(std::move(makers), 2);
        out += results.front().error().key;
        co_await sleep_long(); // throws
        out += " never";
    };
    EXPECT_TRUE(run_and_cancel(task(trace)));
    EXPECT_EQ(trace, "cancelled");
}

Task<Result<int>> throws(std::exception_ptr problem)
{
    std::rethrow_exception(problem);
    co_return 1;
}

TEST(Guarding, MakesAnErrorOfEveryException)
{
    const auto aborted = std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted));
    const auto refused = std::make_exception_ptr(boost::system::system_error(asio::error::connection_refused));
    const auto bug = std::make_exception_ptr(std::runtime_error("a bug"));

    EXPECT_EQ(run(guarded(throws(aborted))).error().kind, ErrorKind::cancelled);
    EXPECT_EQ(run(guarded(throws(refused))).error().message, "Connection refused");
    EXPECT_EQ(run(guarded(throws(bug))).error().message, "a bug");
    EXPECT_EQ(run(guarded(throws(bug))).error().kind, ErrorKind::internal);
}

} // namespace
} // namespace furtka
