#include "api/stream_leases.hpp"

#include "async/notice.hpp"
#include "http/websocket.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace furtka::api {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto look_every = 15s; // for what expires by itself

} // namespace

struct StreamLeases::Lease::State {
    State(const asio::any_io_executor& executor, const AccessBook& logins) : book(logins), timer(executor) { }

    void look();
    static void arm(const std::shared_ptr<State>& state);

    const AccessBook& book;
    asio::steady_timer timer;
    bool armed = false;
    std::list<Lease*> leases;
};

/// Cutting one may end others, so the ones to cut are gathered first.
void StreamLeases::Lease::State::look()
{
    std::vector<std::function<void()>> ended;
    for (const auto* lease : leases) {
        if (!book.still_holds(lease->caller_)) ended.push_back(lease->cut_);
    }
    for (const auto& cut : ended) cut();
}

/// One timer for all, and only while a stream is open whose login ends by time.
void StreamLeases::Lease::State::arm(const std::shared_ptr<State>& state)
{
    if (state->armed) return;
    const auto ends = [](const Lease* lease) {
        return lease->caller_.kind == Caller::Kind::session || lease->caller_.kind == Caller::Kind::token;
    };
    if (std::ranges::none_of(state->leases, ends)) return;
    state->armed = true;
    state->timer.expires_after(look_every);
    state->timer.async_wait([weak = std::weak_ptr(state)](boost::system::error_code problem) {
        const auto kept = weak.lock();
        if (problem || !kept) return;
        kept->armed = false;
        kept->look();
        arm(kept);
    });
}

StreamLeases::StreamLeases(asio::any_io_executor executor, const AccessBook& book)
    : executor_(executor), state_(std::make_shared<Lease::State>(executor, book))
{
}

StreamLeases::Lease::Lease(StreamLeases& leases, Caller caller, std::function<void()> cut)
    : state_(leases.state_), at_(state_->leases.insert(state_->leases.end(), this)), caller_(std::move(caller)),
      cut_(std::move(cut))
{
    // Between the answer's first line and its body the login may have ended.
    if (!state_->book.still_holds(caller_)) cut_();
    State::arm(state_);
}

StreamLeases::Lease::~Lease() { state_->leases.erase(at_); }

namespace {

Task<void> serve(StreamLeases& leases, Caller caller, http::StreamBody body, http::BodyWriter& writer)
{
    const StreamLeases::Lease lease(leases, std::move(caller), [&writer] { writer.cut(); });
    co_await body(writer);
}

/// The same socket until it is cut: from then on nothing comes, as though the other end had gone. Its task is not
/// cancelled, so that what it began is ended as ever.
class CutSocket final : public http::WebSocket {
public:
    CutSocket(const asio::any_io_executor& executor, http::WebSocket& socket) : socket_(socket), told_(executor) { }

    void cut()
    {
        is_cut_ = true;
        told_.notify();
    }
    bool is_cut() const { return is_cut_; }

    Task<Result<http::SocketMessage>> read() override
    {
        using namespace asio::experimental::awaitable_operators;
        if (!is_cut_) {
            auto first = co_await (socket_.read() || wait_for_cut());
            if (!is_cut_) co_return std::get<0>(std::move(first));
        }
        co_return fail({.kind = ErrorKind::cancelled,
            .key = "socket_closed",
            .message = "the login has ended",
            .hint = "log in again"});
    }
    Task<Result<void>> send(http::SocketKind kind, std::string data) override { return socket_.send(kind, std::move(data)); }
    void close_with(http::SocketClose code, std::string reason) override { socket_.close_with(code, std::move(reason)); }

private:
    Task<void> wait_for_cut()
    {
        while (!is_cut_) co_await told_.wait();
    }

    http::WebSocket& socket_;
    Notice told_;
    bool is_cut_ = false;
};

Task<void> serve_socket(
    StreamLeases& leases, asio::any_io_executor executor, Caller caller, http::SocketBody body, http::WebSocket& socket)
{
    CutSocket held(executor, socket);
    const StreamLeases::Lease lease(leases, std::move(caller), [&held] { held.cut(); });
    co_await body(held);
    if (held.is_cut()) socket.close_with(http::SocketClose::policy, "the login has ended");
}

} // namespace

http::StreamBody StreamLeases::leased(http::StreamBody body, Caller caller)
{
    return [this, body = std::move(body), caller = std::move(caller)](
               http::BodyWriter& writer) { return serve(*this, caller, body, writer); };
}

http::SocketBody StreamLeases::leased(http::SocketBody body, Caller caller)
{
    return [this, body = std::move(body), caller = std::move(caller)](
               http::WebSocket& socket) { return serve_socket(*this, executor_, caller, body, socket); };
}

void StreamLeases::look() { state_->look(); }

std::size_t StreamLeases::open() const { return state_->leases.size(); }

} // namespace furtka::api
