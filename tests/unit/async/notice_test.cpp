#include "async/notice.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include <deque>

namespace furtka {
namespace {

namespace asio = boost::asio;

class Noticing : public testing::Test {
protected:
    void waits()
    {
        asio::co_spawn(
            io, notice->wait(), asio::bind_cancellation_slot(stops.emplace_back().slot(), [this](std::exception_ptr thrown) {
                ++woken;
                problem = thrown;
            }));
        settle();
    }
    void settle()
    {
        io.restart();
        io.poll();
    }

    asio::io_context io{1};
    std::deque<asio::cancellation_signal> stops; // one for each who waits
    std::unique_ptr<Notice> notice = std::make_unique<Notice>(io.get_executor());
    int woken = 0;
    std::exception_ptr problem;
};

TEST_F(Noticing, WakesEveryoneWhoWaits)
{
    waits();
    waits();
    EXPECT_EQ(woken, 0);

    notice->notify();
    settle();

    EXPECT_EQ(woken, 2);
    EXPECT_FALSE(problem);
}

TEST_F(Noticing, DoesNotWakeWhoComesLater)
{
    notice->notify();
    waits();

    EXPECT_EQ(woken, 0);
}

TEST_F(Noticing, CanBeWaitedForAgain)
{
    for (int i = 1; i <= 3; ++i) {
        waits();
        notice->notify();
        settle();
        EXPECT_EQ(woken, i);
    }
}

TEST_F(Noticing, ThrowsWhenTheTaskIsCancelled)
{
    waits();
    stops.back().emit(asio::cancellation_type::terminal);
    settle();

    ASSERT_TRUE(problem);
    try {
        std::rethrow_exception(problem);
    } catch (const boost::system::system_error& error) {
        EXPECT_EQ(error.code(), asio::error::operation_aborted);
    }
}

TEST_F(Noticing, EndsTheWaitAtItsLimitOrEarlier)
{
    using namespace std::chrono_literals;
    asio::co_spawn(io, notice->wait(1ms), [this](std::exception_ptr thrown) { ++woken, problem = thrown; });
    io.run_for(5s);
    EXPECT_EQ(woken, 1);
    EXPECT_FALSE(problem);

    asio::co_spawn(io, notice->wait(1h), [this](std::exception_ptr thrown) { ++woken, problem = thrown; });
    settle();
    EXPECT_EQ(woken, 1);
    notice->notify();
    settle();
    EXPECT_EQ(woken, 2);
    EXPECT_FALSE(problem);
}

TEST_F(Noticing, MayEndWhileSomebodyWaits)
{
    waits();
    notice.reset();
    stops.back().emit(asio::cancellation_type::terminal);
    settle();

    EXPECT_EQ(woken, 1);
}

} // namespace
} // namespace furtka
