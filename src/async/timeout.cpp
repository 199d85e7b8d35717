#include "async/timeout.hpp"

#include "async/nothrow.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <exception>
#include <memory>

namespace furtka {

namespace asio = boost::asio;

namespace {

bool is_aborted(const std::exception_ptr& problem)
{
    try {
        std::rethrow_exception(problem);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

// Shared with the timer's handler, which may run after the waiting coroutine has gone on.
struct Deadline {
    asio::cancellation_signal stop;
    bool expired = false;
    bool over = false;
};

// What the runners of one run_all share with the coroutine that waits for them. It outlives them: each is counted.
struct Runners {
    std::function<Task<void>(std::size_t)> job;
    std::size_t count = 0;
    std::size_t next = 0;
    std::size_t running = 0;
    bool stopping = false;
    std::exception_ptr problem;
    std::deque<asio::cancellation_signal> stops;
    asio::steady_timer all_done;
};

Task<void> run_jobs(std::shared_ptr<Runners> runners)
{
    while (!runners->stopping && runners->next < runners->count) {
        const std::size_t index = runners->next++;
        co_await runners->job(index);
    }
}

void start_runner(const asio::any_io_executor& executor, const std::shared_ptr<Runners>& runners)
{
    ++runners->running;
    auto& stop = runners->stops.emplace_back();
    auto ended = [runners](std::exception_ptr problem) {
        if (problem && !(runners->stopping && is_aborted(problem))) {
            runners->stopping = true;
            if (!runners->problem) runners->problem = problem;
        }
        if (--runners->running == 0) runners->all_done.cancel();
    };
    asio::co_spawn(executor, run_jobs(runners), asio::bind_cancellation_slot(stop.slot(), ended));
}

} // namespace

Task<Result<void>> sleep_for(std::chrono::milliseconds duration)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, duration);
    const auto [ec] = co_await timer.async_wait(nothrow);
    if (ec) co_return fail(detail::cancelled_error());
    co_return Result<void>{};
}

namespace detail {

Task<bool> run_limited(Task<void> body, std::chrono::milliseconds limit)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto deadline = std::make_shared<Deadline>();
    asio::steady_timer timer(executor, limit);
    timer.async_wait([deadline](boost::system::error_code ec) {
        if (ec || deadline->over) return;
        deadline->expired = true;
        deadline->stop.emit(asio::cancellation_type::all);
    });

    // The body listens to the deadline's signal only, so a cancel of this task is passed on by hand.
    auto state = co_await asio::this_coro::cancellation_state;
    if (state.slot().is_connected()) {
        state.slot().assign([deadline](asio::cancellation_type type) { deadline->stop.emit(type); });
    }
    std::exception_ptr problem;
    auto token = asio::as_tuple(asio::bind_cancellation_slot(deadline->stop.slot(), asio::use_awaitable));
    const auto [thrown] = co_await asio::co_spawn(executor, std::move(body), token);
    deadline->over = true;
    if (state.slot().is_connected()) state.slot().clear();
    if (thrown && !(deadline->expired && is_aborted(thrown))) std::rethrow_exception(thrown);
    co_return deadline->expired;
}

Task<void> run_all(std::function<Task<void>(std::size_t)> job, std::size_t count, std::size_t at_once)
{
    if (count == 0) co_return;
    const auto executor = co_await asio::this_coro::executor;
    auto runners = std::make_shared<Runners>(Runners{.job = std::move(job),
        .count = count,
        .next = 0,
        .running = 0,
        .stopping = false,
        .problem = nullptr,
        .stops = {},
        .all_done = asio::steady_timer(executor, asio::steady_timer::time_point::max())});
    const std::size_t width = std::clamp<std::size_t>(at_once, 1, count);
    for (std::size_t i = 0; i < width; ++i) start_runner(executor, runners);

    co_await runners->all_done.async_wait(nothrow);
    if (runners->running > 0) {
        runners->stopping = true;
        for (auto& stop : runners->stops) stop.emit(asio::cancellation_type::all);
        // The caller stays cancelled: its next wait throws. Only the waits here must not.
        const bool throws = co_await asio::this_coro::throw_if_cancelled();
        co_await asio::this_coro::throw_if_cancelled(false);
        while (runners->running > 0) {
            co_await runners->all_done.async_wait(nothrow);
        }
        co_await asio::this_coro::throw_if_cancelled(throws);
    }
    if (runners->problem) std::rethrow_exception(runners->problem);
}

Error time_limit_error(const std::string& what, std::chrono::milliseconds limit)
{
    const auto count = limit.count();
    const auto shown = count % 1000 == 0 ? fmt::format("{} s", count / 1000) : fmt::format("{} ms", count);
    return {.kind = ErrorKind::timeout,
        .key = "time_limit",
        .message = fmt::format("{} did not end within {}", what, shown),
        .hint = {},
        .details = {}};
}

Error cancelled_error()
{
    return {
        .kind = ErrorKind::cancelled, .key = "cancelled", .message = "the action was cancelled", .hint = {}, .details = {}};
}

} // namespace detail

} // namespace furtka
