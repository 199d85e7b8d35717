#include "services/app_logs.hpp"

#include "async/notice.hpp"
#include "async/timeout.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

namespace furtka {
namespace {

using namespace boost::asio::experimental::awaitable_operators;

constexpr std::size_t most_followed = 32; // containers of one app
constexpr std::size_t most_waiting = 2000; // lines read and not yet taken; further ones of that moment are left out

struct Source {
    ContainerId id;
    std::string service;
};

Result<std::vector<Source>> sources_of(const LivePicture& picture, const AppName& app, const std::optional<std::string>& service)
{
    const auto* view = picture.find(app.text());
    if (view == nullptr) {
        return fail({.kind = ErrorKind::not_found,
            .key = "app_not_installed",
            .message = fmt::format("{} is not installed", app.text()),
            .hint = "see the list of installed apps"});
    }
    std::vector<Source> sources;
    std::set<std::string> names;
    for (const auto& condition : view->condition.services) names.insert(condition.name);
    for (const auto& container : view->containers) {
        names.insert(container.service);
        if (!service || container.service == *service) sources.push_back({container.id, container.service});
    }
    if (service && !names.contains(*service)) {
        return fail({.kind = ErrorKind::not_found,
            .key = "service_unknown",
            .message = fmt::format("{} has no service {}", app.text(), *service),
            .hint = fmt::format("its services: {}", fmt::join(names, ", "))});
    }
    std::ranges::sort(sources, {}, &Source::service);
    if (sources.size() > most_followed) sources.resize(most_followed);
    return sources;
}

/// Lines between those who read them and the one who takes them.
struct Queue {
    explicit Queue(boost::asio::any_io_executor executor)
        : filled(std::move(executor))
    {
    }
    std::deque<ServiceLine> lines;
    std::size_t open = 0; ///< sources still read
    bool wanted = true;
    Notice filled;
};

Task<Result<void>> read_source(Containers& containers, Source source, LogRequest request, Queue& queue)
{
    LogLineSink sink = [&queue, &source](std::string_view line) {
        if (queue.lines.size() < most_waiting) queue.lines.push_back({source.service, std::string(line)});
        queue.filled.notify();
        return queue.wanted;
    };
    auto read = co_await containers.logs(source.id, request, sink);
    --queue.open;
    queue.filled.notify();
    co_return read;
}

/// Reads all sources; ends only when it is cancelled, so that the lines still waiting are handed on first.
Task<void> follow_all(std::vector<std::function<Task<Result<void>>()>> readers, Queue& queue)
{
    [[maybe_unused]] const auto read = co_await run_bounded(std::move(readers), most_followed);
    for (;;) co_await queue.filled.wait();
}

Task<void> hand_on(Queue& queue, std::function<Task<bool>(ServiceLine)>& sink)
{
    while (queue.wanted) {
        if (queue.lines.empty()) {
            if (queue.open == 0) co_return;
            co_await queue.filled.wait();
            continue;
        }
        auto line = std::move(queue.lines.front());
        queue.lines.pop_front();
        queue.wanted = co_await sink(std::move(line));
    }
}

} // namespace

AppLogs::AppLogs(Containers& containers, LivePicture& picture)
    : containers_(containers)
    , picture_(picture)
{
}

Task<Result<void>> AppLogs::read(
    AppName app, std::optional<std::string> service, LogRequest request, std::function<Task<bool>(ServiceLine)> sink)
{
    CO_TRY(const auto sources, sources_of(picture_, app, service));
    const auto executor = co_await boost::asio::this_coro::executor;
    Queue queue(executor);
    queue.open = sources.size();

    std::vector<std::function<Task<Result<void>>()>> readers;
    for (const auto& source : sources) {
        readers.emplace_back([this, source, request, &queue] { return read_source(containers_, source, request, queue); });
    }
    if (!request.follow) {
        // One source after the other, so that lines come grouped by service.
        auto read = co_await (run_bounded(std::move(readers), 1) && hand_on(queue, sink));
        for (auto& result : read) CO_CHECK(std::move(result));
        co_return Result<void>{};
    }
    // `hand_on` ends when the listener has gone, or when all containers have ended and every line was taken.
    co_await (follow_all(std::move(readers), queue) || hand_on(queue, sink));
    co_return Result<void>{};
}

} // namespace furtka
