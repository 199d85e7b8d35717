#include "async/process.hpp"
#include "support/run.hpp"
#include "support/scratch.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

ProcessSpec shell(const std::string& script)
{
    return {.program = "/bin/sh",
        .arguments = {"-c", script},
        .environment = {{"PATH", "/usr/bin:/bin"}},
        .folder = "/",
        .grace = 200ms};
}

bool is_alive(pid_t pid) { return kill(pid, 0) == 0; }

/// Gone, or dead and waiting for whoever adopts orphans; a killed process takes a moment to die.
bool is_over(const std::string& pid)
{
    for (int round = 0; round < 200; ++round) {
        std::ifstream state("/proc/" + pid.substr(0, pid.find('\n')) + "/stat");
        const std::string text{std::istreambuf_iterator<char>(state), std::istreambuf_iterator<char>()};
        if (text.empty() || text.find(") Z ") != std::string::npos) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

std::chrono::milliseconds timed(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

TEST(Process, TellsOutputErrorsAndExitCode)
{
    const auto end = run(run_process(shell("echo out; echo err >&2; exit 3")));

    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->exit_code, 3);
    EXPECT_EQ(end->output, "out\n");
    EXPECT_EQ(end->errors, "err\n");
}

TEST(Process, TellsTheSignalThatEndedIt)
{
    const auto end = run(run_process(shell("kill -9 $$")));

    ASSERT_TRUE(end);
    EXPECT_EQ(end->exit_code, 128 + SIGKILL);
}

TEST(Process, InheritsNothingButWhatItIsGiven)
{
    ::setenv("FURTKA_TEST_SECRET", "hunter2", 1);
    const int leak = socket(AF_INET, SOCK_STREAM, 0); // not close-on-exec, as Asio's sockets are
    auto spec = shell("/usr/bin/env | sort; /bin/ls /proc/self/fd | /usr/bin/wc -l; cat");
    spec.environment = {{"A", "1"}};

    const auto end = run(run_process(spec));

    close(leak);
    ASSERT_TRUE(end);
    // The shell adds PWD by itself; ls has its three streams and the folder it reads.
    EXPECT_EQ(end->output, "A=1\nPWD=/\n4\n");
}

TEST(Process, TakesArgumentsAsTheyAreWithoutAShell)
{
    const auto end = run(run_process(
        {.program = "/usr/bin/printf", .arguments = {"%s|", "$(id)", "a b", "*", ""}, .environment = {}, .folder = "/tmp"}));

    ASSERT_TRUE(end);
    EXPECT_EQ(end->output, "$(id)|a b|*||");
}

TEST(Process, SaysWhyAProgramDoesNotStart)
{
    const auto end = run(run_process({.program = "/nowhere/compose", .arguments = {}, .environment = {}, .folder = "/"}));

    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(end.error().key, "process_start");
    EXPECT_EQ(end.error().message, "/nowhere/compose could not be started: No such file or directory");
}

TEST(Process, StopsTheWholeGroupWhenTheLimitRunsOut)
{
    const test::Scratch scratch;
    auto spec = shell("sleep 300 & echo $! > grandchild; trap '' TERM; while :; do sleep 0.05; done");
    spec.folder = scratch.path();
    spec.limit = 700ms;

    Result<ProcessEnd> end;
    const auto took = timed([&] { end = run(run_process(spec)); });

    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().kind, ErrorKind::timeout);
    EXPECT_EQ(end.error().key, "time_limit");
    EXPECT_LT(took, 4s);
    EXPECT_TRUE(is_over(scratch.read("grandchild")));
}

TEST(Process, AsksNicelyBeforeItKills)
{
    auto spec = shell("trap 'echo bye; exit 0' TERM; echo ready; while :; do :; done");
    spec.limit = 1s;
    spec.grace = 5s;
    std::string lines;
    spec.on_line = [&](std::string_view line) { lines += std::string(line) + ";"; };

    const auto end = run(run_process(spec));

    EXPECT_EQ(end.error().key, "time_limit");
    EXPECT_EQ(lines, "ready;bye;");
}

TEST(Process, IsEndedByACancel)
{
    boost::asio::io_context io(1);
    boost::asio::cancellation_signal stop;
    std::optional<Result<ProcessEnd>> end;
    auto spec = shell("echo $$; exec sleep 300");
    pid_t pid = 0;
    spec.on_line = [&](std::string_view line) {
        pid = static_cast<pid_t>(std::stol(std::string(line)));
        boost::asio::post(io, [&] { stop.emit(boost::asio::cancellation_type::terminal); });
    };
    boost::asio::co_spawn(io, run_process(spec),
        boost::asio::bind_cancellation_slot(
            stop.slot(), [&](std::exception_ptr, Result<ProcessEnd> got) { end = std::move(got); }));

    io.run_for(10s);

    ASSERT_TRUE(end && !end->has_value());
    EXPECT_EQ(end->error().kind, ErrorKind::cancelled);
    EXPECT_FALSE(is_alive(pid));
}

TEST(Process, LeavesItsCallerCancellable)
{
    boost::asio::io_context io(1);
    boost::asio::cancellation_signal stop;
    bool aborted = false;
    const auto job = [](ProcessSpec spec) -> Task<bool> {
        const auto end = co_await run_process(std::move(spec));
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 8s);
        co_await timer.async_wait(boost::asio::use_awaitable);
        co_return end.has_value();
    };
    boost::asio::steady_timer later(io, 1500ms);
    later.async_wait([&](boost::system::error_code) { stop.emit(boost::asio::cancellation_type::terminal); });
    boost::asio::co_spawn(io, job(shell("true")),
        boost::asio::bind_cancellation_slot(
            stop.slot(), [&](std::exception_ptr problem, bool) { aborted = problem != nullptr; }));

    const auto took = timed([&] { io.run_for(10s); });

    EXPECT_TRUE(aborted);
    EXPECT_LT(took, 4s);
}

TEST(Process, EndsAGrandchildThatKeepsThePipeOpen)
{
    Result<ProcessEnd> end;
    const auto took = timed([&] { end = run(run_process(shell("sleep 300 & echo $!; exit 0"))); });

    ASSERT_TRUE(end);
    EXPECT_EQ(end->exit_code, 0);
    EXPECT_TRUE(is_over(end->output)) << end->output;
    EXPECT_LT(took, 4s);
}

TEST(Process, IsStoppedWhenItWritesWithoutEnd)
{
    auto spec = shell("while :; do echo 0123456789; done");
    spec.most_output = 100'000;

    const auto end = run(run_process(spec));

    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().kind, ErrorKind::too_large);
    EXPECT_EQ(end.error().key, "output_limit");
}

TEST(Process, KeepsTheEndOfTooManyErrors)
{
    auto spec = shell("i=0; while [ $i -lt 3000 ]; do echo line $i >&2; i=$((i+1)); done; exit 1");
    spec.most_output = 5'000;

    const auto end = run(run_process(spec));

    ASSERT_TRUE(end);
    EXPECT_LE(end->errors.size(), 10'000U);
    EXPECT_TRUE(end->errors.ends_with("line 2998\nline 2999\n"));
}

TEST(Process, HandsOverLinesAsTheyCome)
{
    std::vector<std::string> lines;
    auto spec = shell("printf 'one\\r\\n\\ntwo\\377\\n'; head -c 20000 /dev/zero | tr '\\0' x; printf '\\nlast'");
    spec.on_line = [&](std::string_view line) { lines.emplace_back(line); };

    const auto end = run(run_process(spec));

    ASSERT_TRUE(end);
    EXPECT_EQ(lines, (std::vector<std::string>{"one", "", "two\xEF\xBF\xBD", std::string(16 * 1024, 'x'), "last"}));
}

TEST(Process, GoesWithItsLoop)
{
    pid_t pid = 0;
    {
        boost::asio::io_context io(1);
        auto spec = shell("echo $$; exec sleep 300");
        spec.on_line = [&](std::string_view line) {
            pid = static_cast<pid_t>(std::stol(std::string(line)));
            io.stop();
        };
        boost::asio::co_spawn(io, run_process(spec), [](std::exception_ptr, Result<ProcessEnd>) { });
        io.run_for(10s);
    }
    ASSERT_NE(pid, 0);
    EXPECT_FALSE(is_alive(pid));
}

TEST(Process, LeavesNoDescriptorOpen)
{
    const auto open_files = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
    };
    boost::asio::io_context io(1);
    (void)run(io, run_process(shell("true")));
    const auto before = open_files();

    for (int i = 0; i < 20; ++i) (void)run(io, run_process(shell("echo x; exit 1")));

    EXPECT_EQ(open_files(), before);
}

} // namespace
} // namespace furtka
