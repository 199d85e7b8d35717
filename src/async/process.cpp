#include "async/process.hpp"

#include "async/nothrow.hpp"
#include "async/spawn.hpp"
#include "base/utf8.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <exception>
#include <memory>
#include <sys/wait.h>

namespace furtka {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t longest_line = 16 * 1024;
/// How long a grandchild that keeps a pipe open is waited for once the child itself has ended.
constexpr auto pipe_grace = 500ms;

/// Cuts a stream into lines.
class Lines {
public:
    explicit Lines(std::function<void(std::string_view)> sink) : sink_(std::move(sink)) { }

    void add(std::string_view bytes)
    {
        if (!sink_) return;
        while (!bytes.empty()) {
            const auto end = bytes.find('\n');
            const auto part = bytes.substr(0, end);
            line_ += part.substr(0, longest_line - std::min(longest_line, line_.size()));
            if (end == std::string_view::npos) return;
            flush();
            bytes.remove_prefix(end + 1);
        }
    }

    void finish()
    {
        if (sink_ && !line_.empty()) flush();
    }

private:
    void flush()
    {
        if (!line_.empty() && line_.back() == '\r') line_.pop_back();
        const std::string text = to_utf8(line_);
        line_.clear();
        sink_(text);
    }

    std::function<void(std::string_view)> sink_;
    std::string line_;
};

/// What the child, its two readers and the waiting task share. It outlives the task: readers hold it too.
struct Run {
    Run(const asio::any_io_executor& executor, Child child, const ProcessSpec& spec)
        : pid(child.pid), most_output(spec.most_output), pidfd(executor, child.pidfd.release()),
          output(executor, child.output.release()), errors(executor, child.errors.release()), output_lines(spec.on_line),
          error_lines(spec.on_line), wake(executor)
    {
    }
    /// A task torn down with its loop leaves no process behind either.
    ~Run()
    {
        if (reaped) return;
        kill(-pid, SIGKILL);
        reap();
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    /// Only after the pidfd said so, or after KILL: it waits. Then the rest of the group goes: until here the child's
    /// unreaped id keeps the group's number from being given to anybody else. By id: Asio makes the pidfd non-blocking, and
    /// waitid on such a one does not wait.
    int reap()
    {
        siginfo_t info{};
        siginfo_t peek{};
        waitid(P_PID, static_cast<id_t>(pid), &peek, WEXITED | WNOWAIT);
        kill(-pid, SIGKILL);
        waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED);
        reaped = true;
        return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
    }

    pid_t pid;
    std::size_t most_output;
    asio::posix::stream_descriptor pidfd;
    asio::posix::stream_descriptor output;
    asio::posix::stream_descriptor errors;
    Lines output_lines;
    Lines error_lines;
    asio::steady_timer wake; ///< cancelled when anything below changed
    std::string output_text;
    std::string error_text;
    std::exception_ptr problem; ///< thrown by a line sink
    int reading = 2;
    bool ended = false;
    bool reaped = false;
    bool too_much = false;
};

using RunPtr = std::shared_ptr<Run>;

void keep_output(Run& run, std::string_view bytes)
{
    const auto room = run.most_output - std::min(run.most_output, run.output_text.size());
    if (bytes.size() > room) {
        run.too_much = true;
        run.wake.cancel();
    }
    run.output_text += bytes.substr(0, room);
    run.output_lines.add(bytes);
}

/// Programs say last what went wrong: of too much text the end is kept.
void keep_errors(Run& run, std::string_view bytes)
{
    run.error_text += bytes;
    if (run.error_text.size() > 2 * run.most_output) run.error_text.erase(0, run.error_text.size() - run.most_output);
    run.error_lines.add(bytes);
}

Task<void> read_all(RunPtr run, asio::posix::stream_descriptor& stream, void (*keep)(Run&, std::string_view))
{
    std::array<char, 16 * 1024> chunk;
    while (true) {
        const auto [ec, size] = co_await stream.async_read_some(asio::buffer(chunk), nothrow);
        if (ec) co_return;
        keep(*run, {chunk.data(), size});
    }
}

void start_reader(const asio::any_io_executor& executor, const RunPtr& run, asio::posix::stream_descriptor& stream,
    void (*keep)(Run&, std::string_view))
{
    asio::co_spawn(executor, read_all(run, stream, keep), [run](std::exception_ptr problem) {
        if (problem && !run->problem) run->problem = problem;
        --run->reading;
        run->wake.cancel();
    });
}

/// Waits until `done` holds (true), the limit runs out or the task is cancelled (false).
template <class Done>
Task<bool> wait_until(RunPtr run, std::chrono::milliseconds limit, Done done)
{
    run->wake.expires_after(limit);
    while (!done(*run)) {
        const auto [ec] = co_await run->wake.async_wait(nothrow);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (!ec || state.cancelled() != asio::cancellation_type::none) co_return done(*run);
    }
    co_return true;
}

bool has_ended(const Run& run) { return run.ended; }
bool has_been_read(const Run& run) { return run.reading == 0; }
bool needs_attention(const Run& run) { return run.ended || run.too_much || run.problem; }

Task<void> end_group(RunPtr run, std::chrono::milliseconds grace)
{
    kill(-run->pid, SIGTERM);
    const bool gone = co_await wait_until(run, grace, has_ended);
    if (gone) co_return;
    kill(-run->pid, SIGKILL);
    co_await wait_until(run, 5s, has_ended);
}

/// The child has ended or was killed: reads what is left, reaps, and closes the pipes.
Task<int> finish(RunPtr run)
{
    const bool read = co_await wait_until(run, pipe_grace, has_been_read);
    // A child that not even KILL ends hangs in the kernel (a dead network disk): the wait for its pidfd reaps it one day.
    const int exit_code = run->ended ? run->reap() : 128 + SIGKILL;
    if (!read) {
        run->output.close();
        run->errors.close();
        co_await wait_until(run, 5s, has_been_read);
    }
    run->output_lines.finish();
    run->error_lines.finish();
    co_return exit_code;
}

Error time_limit(const ProcessSpec& spec)
{
    return {.kind = ErrorKind::timeout,
        .key = "time_limit",
        .message = fmt::format("{} did not end within {} s and was stopped", spec.program.filename().string(),
            std::chrono::duration_cast<std::chrono::seconds>(spec.limit).count())};
}

Error output_limit(const ProcessSpec& spec)
{
    return {.kind = ErrorKind::too_large,
        .key = "output_limit",
        .message =
            fmt::format("{} wrote more than {} bytes and was stopped", spec.program.filename().string(), spec.most_output)};
}

Task<Result<ProcessEnd>> supervise(ProcessSpec spec)
{
    const auto executor = co_await asio::this_coro::executor;
    CO_TRY(Child child, spawn(spec.program, spec.arguments, spec.environment, spec.folder, spec.input));
    const auto run = std::make_shared<Run>(executor, std::move(child), spec);
    start_reader(executor, run, run->output, keep_output);
    start_reader(executor, run, run->errors, keep_errors);
    run->pidfd.async_wait(asio::posix::stream_descriptor::wait_read, [run](boost::system::error_code ec) {
        run->ended = !ec;
        run->wake.cancel();
    });

    co_await asio::this_coro::throw_if_cancelled(false);
    co_await wait_until(run, spec.limit, needs_attention);
    const auto state = co_await asio::this_coro::cancellation_state;
    const bool cancelled = state.cancelled() != asio::cancellation_type::none;
    // What follows must be waited for: the child is reaped whatever happened.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());

    const bool ended = run->ended;
    if (!ended) co_await end_group(run, spec.grace);
    const int exit_code = co_await finish(run);
    if (run->problem) std::rethrow_exception(run->problem);
    if (run->too_much) co_return fail(output_limit(spec));
    if (ended) co_return ProcessEnd{exit_code, std::move(run->output_text), std::move(run->error_text)};
    if (cancelled) co_return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"});
    co_return fail(time_limit(spec));
}

} // namespace

Task<Result<ProcessEnd>> run_process(ProcessSpec spec)
{
    // Spawned, because the supervisor stops being cancellable at its end and a caller must not.
    const auto executor = co_await asio::this_coro::executor;
    co_return co_await asio::co_spawn(executor, supervise(std::move(spec)), asio::use_awaitable);
}

} // namespace furtka
