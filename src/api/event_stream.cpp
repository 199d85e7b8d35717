#include "api/event_stream.hpp"

#include "base/counted.hpp"
#include "http/sse.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace furtka::api {
namespace asio = boost::asio;

namespace {

const std::string retry_text = "retry: 2000\n";

std::optional<std::uint64_t> event_number(std::string_view id, std::string_view boot)
{
    if (!id.starts_with(boot) || id.substr(boot.size()).substr(0, 1) != "-") return std::nullopt;
    const auto digits = id.substr(boot.size() + 1);
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (problem != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

} // namespace

EventStream::EventStream(
    asio::any_io_executor executor, std::string boot, std::function<std::string()> hello, EventLimits limits)
    : executor_(executor), boot_(std::move(boot)), hello_(std::move(hello)), limits_(limits), news_(executor),
      listeners_(std::make_shared<std::size_t>(0)), beat_text_(std::make_shared<const std::string>(": beat\n\n")),
      alive_(std::make_shared<bool>(true))
{
}

EventStream::~EventStream() { *alive_ = false; }

void EventStream::publish(std::string_view name, std::string_view data, std::string_view app)
{
    ++last_;
    auto text = std::make_shared<const std::string>(
        http::format_event({.id = id_of(last_), .name = std::string(name), .data = std::string(data)}));
    kept_bytes_ += text->size();
    kept_.push_back({.text = std::move(text), .app = std::string(app)});
    if (kept_.size() > limits_.kept) {
        kept_bytes_ -= kept_.front().text->size();
        kept_.pop_front();
    }
    news_.notify();
}

void EventStream::close()
{
    closed_ = true;
    news_.notify();
}

Task<void> EventStream::serve(http::BodyWriter& writer, std::string last_event_id, Sees sees)
{
    using namespace asio::experimental::awaitable_operators;
    const Counted counted(listeners_);
    if (!beating_) {
        beating_ = true;
        asio::co_spawn(executor_, beat_while_needed(), asio::detached);
    }
    [[maybe_unused]] const auto ended =
        co_await (feed(writer, std::move(last_event_id), std::move(sees)) || writer.closed());
}

// Apart from `feed`, whose frame lives as long as the listener: there are many of them.
Task<std::uint64_t> EventStream::greet(http::BodyWriter& writer, std::string last_event_id)
{
    const auto start = start_after(last_event_id);
    const auto greeting = retry_text
        + http::format_event({.id = id_of(start.next - 1), .name = start.reset ? "reset" : "hello", .data = hello_()});
    const auto greeted = co_await writer.write(greeting);
    co_return greeted ? start.next : 0;
}

Task<void> EventStream::feed(http::BodyWriter& writer, std::string last_event_id, Sees sees)
{
    auto next = co_await greet(writer, std::move(last_event_id));
    if (next == 0) co_return;
    auto beats = beats_;
    while (!closed_) {
        const bool waiting = next <= last_;
        if (!waiting && beats == beats_) {
            co_await news_.wait();
            continue;
        }
        beats = beats_;
        const auto piece = !waiting ? beat_text_ : sees ? seen_since(next, sees) : waiting_since(next);
        if (piece->empty()) continue;
        const auto last_before = last_;
        const auto sent = co_await writer.write(*piece);
        if (!sent) co_return;
        if (last_ - last_before > limits_.behind || next < oldest()) {
            const auto farewell = http::format_event({.name = "dropped", .data = "{}"});
            [[maybe_unused]] const auto told = co_await writer.write(farewell);
            co_return;
        }
    }
}

// One timer for all listeners, and only while there are some: an idle daemon does not wake.
Task<void> EventStream::beat_while_needed()
{
    const auto alive = alive_;
    asio::steady_timer timer(executor_);
    while (*listeners_ > 0 && !closed_) {
        timer.expires_after(limits_.beat);
        boost::system::error_code problem;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, problem));
        if (problem || !*alive) co_return;
        ++beats_;
        news_.notify();
    }
    beating_ = false;
}

EventStream::Start EventStream::start_after(std::string_view last_event_id) const
{
    if (last_event_id.empty()) return {.next = last_ + 1};
    const auto number = event_number(last_event_id, boot_);
    if (!number || *number > last_ || *number + 1 < oldest()) return {.next = last_ + 1, .reset = true};
    return {.next = *number + 1};
}

std::string EventStream::id_of(std::uint64_t number) const { return fmt::format("{}-{}", boot_, number); }

http::SharedText EventStream::seen_since(std::uint64_t& next, const Sees& sees) const
{
    std::string text;
    for (; next <= last_ && text.size() < limits_.piece; ++next) {
        const auto& event = kept_[next - oldest()];
        if (event.app.empty() || sees(event.app)) text += *event.text;
    }
    return std::make_shared<const std::string>(std::move(text));
}

http::SharedText EventStream::waiting_since(std::uint64_t& next)
{
    const auto from = next;
    if (from == last_) {
        ++next;
        return kept_.back().text;
    }
    const bool still_fits = joined_.from == from && (joined_.full || joined_.to == last_ + 1);
    if (!joined_.text || !still_fits) {
        std::string text;
        auto at = from;
        while (at <= last_) {
            const auto& frame = *kept_[at - oldest()].text;
            if (!text.empty() && text.size() + frame.size() > limits_.piece) break;
            text += frame;
            ++at;
        }
        joined_ = {
            .from = from, .to = at, .full = at <= last_, .text = std::make_shared<const std::string>(std::move(text))};
    }
    next = joined_.to;
    return joined_.text;
}

} // namespace furtka::api
