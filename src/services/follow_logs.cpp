#include "services/follow_logs.hpp"

#include "async/cancellation.hpp"
#include "async/notice.hpp"
#include "async/timeout.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <deque>

namespace furtka {
namespace {

using namespace boost::asio::experimental::awaitable_operators;

constexpr std::size_t most_waiting = 2000; // lines read and not yet taken

/// Lines between those who read them and the one who takes them.
struct Queue {
    explicit Queue(const boost::asio::any_io_executor& executor) : changed(executor) { }

    void add(const std::string& service, std::string_view line)
    {
        if (lines.size() >= most_waiting) {
            ++left_out;
        } else {
            if (left_out > 0) lines.push_back({service, fmt::format("({} lines left out)", left_out)});
            left_out = 0;
            lines.push_back({service, std::string(line)});
        }
        changed.notify();
    }

    std::deque<ServiceLine> lines;
    std::size_t left_out = 0;
    std::size_t open = 0; ///< sources still read
    bool wanted = true;
    std::optional<Error> problem;
    Notice changed;
};

Task<Result<void>> read_source(Containers& containers, LogSource source, LogRequest request, Queue& queue)
{
    LogLineSink sink = [&queue, service = source.service](std::string_view line) {
        queue.add(service, line);
        return queue.wanted;
    };
    auto read = co_await containers.logs(source.id, request, sink);
    if (!read && queue.wanted && !queue.problem) queue.problem = read.error();
    --queue.open;
    queue.changed.notify();
    co_return read;
}

/// Ends only when it is cancelled, so that the lines still waiting are handed on first.
Task<void> read_all(std::vector<std::function<Task<Result<void>>()>> readers, Queue& queue)
{
    const auto count = readers.size();
    [[maybe_unused]] const auto read = co_await run_bounded(std::move(readers), count);
    for (;;) co_await queue.changed.wait();
}

Task<void> hand_on(Queue& queue, std::function<Task<bool>(ServiceLine)>& sink)
{
    while (queue.wanted) {
        if (queue.lines.empty()) {
            if (queue.open == 0) co_return;
            co_await queue.changed.wait();
            continue;
        }
        auto line = std::move(queue.lines.front());
        queue.lines.pop_front();
        try {
            queue.wanted = co_await sink(std::move(line));
        } catch (const std::exception& exception) { // a listener's failure ends the reading like its going
            queue.problem = error_of(exception);
            queue.wanted = false;
        }
    }
}

Task<Result<void>> pump(
    std::vector<std::function<Task<Result<void>>()>> readers, Queue& queue, std::function<Task<bool>(ServiceLine)>& sink)
{
    co_await (read_all(std::move(readers), queue) || hand_on(queue, sink));
    if (queue.problem) co_return fail(*queue.problem);
    co_return Result<void>{};
}

} // namespace

Task<Result<void>> follow_logs(
    Containers& containers, std::vector<LogSource> sources, LogRequest request, std::function<Task<bool>(ServiceLine)> sink)
{
    Queue queue(co_await boost::asio::this_coro::executor);
    queue.open = sources.size();
    std::vector<std::function<Task<Result<void>>()>> readers;
    readers.reserve(sources.size());
    for (const auto& source : sources) {
        readers.emplace_back(
            [&containers, &queue, source, request] { return read_source(containers, source, request, queue); });
    }
    auto ended = co_await guarded(pump(std::move(readers), queue, sink));
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    // Two sides that are both cancelled end in an exception of their own kind.
    if (state.cancelled() != boost::asio::cancellation_type::none) co_return fail(detail::cancelled_error());
    co_return ended;
}

} // namespace furtka
