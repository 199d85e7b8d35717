#include "http/connection_pool.hpp"

#include "async/nothrow.hpp"
#include "async/timeout.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace furtka::http {

namespace asio = boost::asio;

ConnectionPool::Idle::Idle(ConnectionPool& owner, std::unique_ptr<Wire> connection)
    : Watched(owner.deadlines_), pool(owner), wire(std::move(connection))
{
}

void ConnectionPool::Idle::on_deadline() { pool.idle_.erase(place); }

ConnectionPool::ConnectionPool(
    const asio::any_io_executor& executor, Endpoint endpoint, std::size_t most, std::chrono::seconds keep_idle)
    : endpoint_(std::move(endpoint)), most_(std::max<std::size_t>(most, 1)), keep_idle_(keep_idle), deadlines_(executor)
{
}

Task<Result<ConnectionPool::Slot>> ConnectionPool::wait_for_slot(
    std::shared_ptr<ConnectionPool> pool, Clock::time_point until)
{
    if (pool->used_ < pool->most_) {
        ++pool->used_;
        co_return Slot(std::move(pool));
    }
    Waiting waiting{.turn = asio::steady_timer(co_await asio::this_coro::executor, until)};
    pool->waiting_.push_back(&waiting);
    const auto [ec] = co_await waiting.turn.async_wait(nothrow);
    if (waiting.granted) co_return Slot(std::move(pool));
    pool->waiting_.remove(&waiting);
    if (ec) co_return fail(detail::cancelled_error());
    co_return fail({.kind = ErrorKind::timeout,
        .key = "time_limit",
        .message = fmt::format(
            "all {} connections to {} were busy until the time limit", pool->most_, endpoint_text(pool->endpoint_))});
}

void ConnectionPool::release()
{
    if (waiting_.empty()) {
        --used_;
        return;
    }
    auto* next = waiting_.front();
    waiting_.pop_front();
    next->granted = true;
    next->turn.cancel();
}

std::unique_ptr<Wire> ConnectionPool::take_idle()
{
    while (!idle_.empty()) {
        auto wire = std::move(idle_.back().wire);
        idle_.pop_back();
        if (wire->is_quiet()) return wire;
    }
    return nullptr;
}

void ConnectionPool::keep(std::unique_ptr<Wire> wire)
{
    wire->clear_deadline();
    auto& idle = idle_.emplace_back(*this, std::move(wire));
    idle.place = std::prev(idle_.end());
    idle.set_deadline(Clock::now() + keep_idle_);
}

} // namespace furtka::http
