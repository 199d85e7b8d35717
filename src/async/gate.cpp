#include "async/gate.hpp"

#include "async/nothrow.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <list>

namespace furtka {

namespace asio = boost::asio;

struct Gate::State {
    std::size_t free = 0;
    std::list<Waiter*> waiting;

    void leave();
};

/// A task in the queue. It leaves the queue, or hands its unused turn on, also when its frame is destroyed.
struct Gate::Waiter {
    Waiter(const asio::any_io_executor& executor, std::shared_ptr<State> gate)
        : state(std::move(gate)), turn(executor, asio::steady_timer::time_point::max())
    {
        state->waiting.push_back(this);
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter()
    {
        if (admitted) {
            if (!used) state->leave();
        } else {
            state->waiting.remove(this);
        }
    }

    std::shared_ptr<State> state;
    asio::steady_timer turn;
    bool admitted = false;
    bool used = false;
};

void Gate::State::leave()
{
    if (waiting.empty()) {
        ++free;
        return;
    }
    Waiter* next = waiting.front();
    waiting.pop_front();
    next->admitted = true;
    next->turn.cancel();
}

Gate::Pass::~Pass()
{
    if (state_) state_->leave();
}

Gate::Gate(std::size_t at_once) : state_(std::make_shared<State>()) { state_->free = at_once; }

Task<Result<Gate::Pass>> Gate::enter() { return wait(state_); }

Task<Result<Gate::Pass>> Gate::wait(std::shared_ptr<State> state)
{
    if (state->free > 0) {
        --state->free;
        co_return Pass(std::move(state));
    }
    Waiter waiter(co_await asio::this_coro::executor, state);
    co_await waiter.turn.async_wait(nothrow);
    // Its turn and a cancel may come together; whoever is cancelled could not wait for anything inside.
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (!waiter.admitted || cancellation.cancelled() != asio::cancellation_type::none) {
        co_return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled while waiting for a turn"});
    }
    waiter.used = true;
    co_return Pass(std::move(state));
}

} // namespace furtka
