#include "async/timeout.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

Task<Result<int>> answer_after(std::chrono::milliseconds wait, int value)
{
    CO_CHECK(co_await sleep_for(wait));
    co_return value;
}

Task<Result<int>> throws_when_cancelled()
{
    asio::steady_timer timer(co_await asio::this_coro::executor, 1h);
    co_await timer.async_wait(asio::use_awaitable);
    co_return 1;
}

Task<Result<int>> fails() { co_return fail({.kind = ErrorKind::not_found, .key = "no_such_image", .message = "no image"}); }

Task<Result<int>> breaks()
{
    CO_CHECK(co_await sleep_for(1ms));
    throw std::logic_error("broken world");
}

// Runs `task` and cancels it after `wait`.
template <class T>
T run_and_cancel(Task<T> task, std::chrono::milliseconds wait)
{
    asio::io_context io(1);
    asio::cancellation_signal stop;
    asio::steady_timer timer(io, wait);
    timer.async_wait([&](boost::system::error_code) { stop.emit(asio::cancellation_type::all); });
    std::optional<T> value;
    std::exception_ptr problem;
    auto on_end = [&](std::exception_ptr thrown, T result) {
        problem = thrown;
        if (!thrown) value.emplace(std::move(result));
    };
    asio::co_spawn(io, std::move(task), asio::bind_cancellation_slot(stop.slot(), on_end));
    io.run_for(10s);
    if (problem) std::rethrow_exception(problem);
    return std::move(value).value();
}

TEST(WithTimeout, GivesTheValueOfATaskThatEndsInTime)
{
    const auto result = run(with_timeout(answer_after(1ms, 42), 5s, "question"));

    EXPECT_EQ(result.value(), 42);
}

TEST(WithTimeout, EndsASlowTaskAndNamesIt)
{
    const auto begin = std::chrono::steady_clock::now();

    const auto result = run(with_timeout(answer_after(1h, 42), 20ms, "pull of nginx:1"));

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(),
        (Error{.kind = ErrorKind::timeout, .key = "time_limit", .message = "pull of nginx:1 did not end within 20 ms"}));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(WithTimeout, EndsATaskThatThrowsWhenItIsCancelled)
{
    const auto result = run(with_timeout(throws_when_cancelled(), 20ms, "wait"));

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().key, "time_limit");
}

TEST(WithTimeout, PassesTheErrorOfTheTaskOn)
{
    const auto result = run(with_timeout(fails(), 5s, "look"));

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().key, "no_such_image");
}

TEST(WithTimeout, PassesAnExceptionOn) { EXPECT_THROW(run(with_timeout(breaks(), 5s, "look")), std::logic_error); }

TEST(WithTimeout, PassesACancelOnToTheTask)
{
    const auto result = run_and_cancel(with_timeout(answer_after(1h, 42), 1h, "pull"), 20ms);

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
}

TEST(WithTimeout, LetsTheCallerGoOnAfterATimeOut)
{
    auto caller = []() -> Task<Result<int>> {
        const auto first = co_await with_timeout(answer_after(1h, 1), 5ms, "first");
        EXPECT_FALSE(first);
        CO_TRY(const auto second, co_await with_timeout(answer_after(1ms, 2), 5s, "second"));
        co_return second;
    };

    EXPECT_EQ(run(caller()).value(), 2);
}

TEST(WithTimeout, CanBeNested)
{
    auto inner = with_timeout(answer_after(1h, 1), 1h, "inner");

    const auto result = run(with_timeout(std::move(inner), 10ms, "outer"));

    EXPECT_EQ(result.error().message, "outer did not end within 10 ms");
}

TEST(SleepFor, EndsEarlyWhenCancelled)
{
    const auto result = run_and_cancel(sleep_for(1h), 10ms);

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
}

struct Width {
    int now = 0;
    int most = 0;
    int begun = 0;
};

std::function<Task<Result<int>>()> counted(Width& width, std::chrono::milliseconds wait, int value)
{
    return [&width, wait, value]() -> Task<Result<int>> {
        // No captures outlive the first suspension: the lambda is kept by the caller of run_bounded.
        return [](Width& seen, std::chrono::milliseconds pause, int result) -> Task<Result<int>> {
            ++seen.begun;
            seen.most = std::max(seen.most, ++seen.now);
            const auto slept = co_await sleep_for(pause);
            --seen.now;
            if (!slept) co_return fail(slept.error());
            if (result < 0) co_return fail({.kind = ErrorKind::invalid, .key = "negative", .message = "negative"});
            co_return result;
        }(width, wait, value);
    };
}

TEST(RunBounded, KeepsTheOrderAndTheBound)
{
    Width width;
    std::vector<std::function<Task<Result<int>>()>> makers;
    for (int i = 0; i < 10; ++i) makers.push_back(counted(width, std::chrono::milliseconds(10 - i), i));

    const auto results = run(run_bounded(std::move(makers), 3));

    ASSERT_EQ(results.size(), 10U);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].value(), i);
    EXPECT_EQ(width.most, 3);
}

TEST(RunBounded, OneFailureNeverStopsTheOthers)
{
    Width width;
    std::vector<std::function<Task<Result<int>>()>> makers;
    for (const int value : {1, -1, 3}) makers.push_back(counted(width, 1ms, value));

    const auto results = run(run_bounded(std::move(makers), 1));

    EXPECT_EQ(results[0].value(), 1);
    EXPECT_EQ(results[1].error().key, "negative");
    EXPECT_EQ(results[2].value(), 3);
}

TEST(RunBounded, OfNothingEndsAtOnce)
{
    EXPECT_TRUE(run(run_bounded(std::vector<std::function<Task<Result<int>>()>>{}, 3)).empty());
}

TEST(RunBounded, StopsAllWhenCancelled)
{
    Width width;
    std::vector<std::function<Task<Result<int>>()>> makers;
    for (int i = 0; i < 5; ++i) makers.push_back(counted(width, 1h, i));

    const auto results = run_and_cancel(run_bounded(std::move(makers), 2), 10ms);

    ASSERT_EQ(results.size(), 5U);
    for (const auto& result : results) EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(width.begun, 2);
    EXPECT_EQ(width.now, 0);
}

TEST(RunBounded, WaitsForAllBeforeItThrows)
{
    Width width;
    std::vector<std::function<Task<Result<int>>()>> makers{breaks, counted(width, 20ms, 1)};

    EXPECT_THROW(run(run_bounded(std::move(makers), 2)), std::logic_error);

    EXPECT_EQ(width.begun, 1);
    EXPECT_EQ(width.now, 0);
}

TEST(Run, SaysWhenATaskDoesNotEnd) { EXPECT_THROW(run(sleep_for(1h), 10ms), std::runtime_error); }

} // namespace
} // namespace furtka
