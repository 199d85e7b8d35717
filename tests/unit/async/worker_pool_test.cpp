#include "async/timeout.hpp"
#include "async/worker_pool.hpp"
#include "support/run.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>

namespace furtka {
namespace {

using namespace std::chrono_literals;

std::size_t threads_of_this_process()
{
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

TEST(WorkerPool, RunsWorkElsewhereAndComesBack)
{
    WorkerPool pool(2);
    auto caller = [](WorkerPool& workers) -> Task<std::string> {
        const auto home = std::this_thread::get_id();
        auto elsewhere = co_await workers.run<bool>([home] { return std::this_thread::get_id() != home; });
        co_return std::string(elsewhere ? "elsewhere" : "here") + (std::this_thread::get_id() == home ? " and back" : "");
    };

    EXPECT_EQ(run(caller(pool)), "elsewhere and back");
}

TEST(WorkerPool, StartsNoThreadBeforeTheFirstWork)
{
#if __has_feature(thread_sanitizer)
    GTEST_SKIP() << "the sanitizer starts a thread of its own with the first one";
#endif
    const auto before = threads_of_this_process();
    WorkerPool pool(3);
    EXPECT_EQ(threads_of_this_process(), before);

    run(pool.run<int>([] { return 1; }));

    EXPECT_EQ(threads_of_this_process(), before + 3);
}

TEST(WorkerPool, ThrowsWhatTheWorkThrew)
{
    WorkerPool pool(1);

    EXPECT_THROW(run(pool.run<int>([]() -> int { throw std::logic_error("full"); })), std::logic_error);
}

TEST(WorkerPool, RunsWorkWithoutAValue)
{
    WorkerPool pool(1);
    bool ran = false;

    run(pool.run<void>([&ran] { ran = true; }));

    EXPECT_TRUE(ran);
}

TEST(WorkerPool, WaitsForWorkThatHasBegunWhenTheCallerIsCancelled)
{
    WorkerPool pool(1);
    auto caller = [](WorkerPool& workers) -> Task<Result<int>> {
        const auto value = co_await workers.run<int>([] {
            std::this_thread::sleep_for(50ms);
            return 7;
        });
        co_return value;
    };

    const auto result = run(with_timeout(caller(pool), 5ms, "write"));

    EXPECT_EQ(result.value(), 7);
}

TEST(WorkerPool, EndsBeforeALoopThatNeverResumedTheCaller)
{
    boost::asio::io_context io(1);
    WorkerPool pool(1);
    auto slow = [] {
        std::this_thread::sleep_for(100ms);
        return 1;
    };

    EXPECT_THROW(run(io, pool.run<int>(slow), 5ms), std::runtime_error);
}

TEST(WorkerPool, LetsGoOfTheLoopBeforeTheCallerGoesOn)
{
    WorkerPool pool(2);
    for (int i = 0; i < 500; ++i) EXPECT_EQ(run(pool.run<int>([i] { return i; })), i);
}

} // namespace
} // namespace furtka
