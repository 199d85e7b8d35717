#include "async/gate.hpp"
#include "async/notice.hpp"
#include "http/socket_driver.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffers_iterator.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <array>
#include <deque>
#include <optional>
#include <utility>

namespace furtka::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bws = boost::beast::websocket;

namespace {

// A wait that a cancel of the task does not end: a frame that is cut would end the whole connection.
constexpr auto uncut = [] {
    return asio::bind_cancellation_slot(asio::cancellation_slot(), asio::as_tuple(asio::use_awaitable));
};

/// A Wire as Beast wants a stream to be.
class WireStream {
public:
    using executor_type = asio::any_io_executor; // NOLINT(readability-identifier-naming): named by Asio

    WireStream(asio::any_io_executor executor, Wire& wire, std::string first, std::chrono::milliseconds patience)
        : executor_(std::move(executor)), wire_(wire), first_(std::move(first)), patience_(patience)
    {
    }

    executor_type get_executor() const { return executor_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token token)
    {
        return asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
            [this](auto handler, asio::mutable_buffer into) {
                start(read(std::span(static_cast<char*>(into.data()), into.size())), std::move(handler));
            },
            token, first_of<asio::mutable_buffer>(buffers));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token token)
    {
        return asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
            [this](auto handler, asio::const_buffer from) {
                start(write(std::string_view(static_cast<const char*>(from.data()), from.size())), std::move(handler));
            },
            token, first_of<asio::const_buffer>(buffers));
    }

    // Called by Beast when the other end was silent for too long.
    friend void beast_close_socket(WireStream& stream) { stream.wire_.close(); }

    // Called by Beast after both ends have closed.
    template <class Handler>
    friend void async_teardown(beast::role_type, WireStream& stream, Handler&& handler)
    {
        stream.wire_.finish_sending();
        asio::post(stream.executor_, beast::bind_front_handler(std::forward<Handler>(handler), ErrorCode{}));
    }

private:
    template <class Buffer, class Buffers>
    static Buffer first_of(const Buffers& buffers)
    {
        for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it) {
            const Buffer buffer(*it);
            if (buffer.size() > 0) return buffer;
        }
        return {};
    }

    template <class Handler>
    void start(Task<Moved> task, Handler handler)
    {
        asio::co_spawn(executor_, std::move(task),
            [handler = std::move(handler)](const std::exception_ptr& problem, const Moved& moved) mutable {
                handler(problem ? ErrorCode(asio::error::operation_aborted) : moved.ec, moved.bytes);
            });
    }

    Task<Moved> read(std::span<char> into)
    {
        if (into.empty()) co_return Moved{};
        if (!first_.empty()) {
            const auto size = first_.copy(into.data(), into.size());
            first_.erase(0, size);
            co_return Moved{.ec = {}, .bytes = size};
        }
        for (;;) {
            const auto moved = wire_.read_now(into);
            if (moved.ec != asio::error::would_block) co_return moved;
            const auto ec = co_await wire_.readable();
            if (ec) co_return Moved{.ec = ec};
        }
    }

    Task<Moved> write(std::string_view from)
    {
        const std::array pieces{from};
        const auto moved = co_await wire_.write_all(pieces, patience_);
        wire_.clear_deadline(); // which was for the writing alone
        co_return moved;
    }

    asio::any_io_executor executor_;
    Wire& wire_;
    std::string first_;
    std::chrono::milliseconds patience_;
};

std::unexpected<Error> closed()
{
    return fail({.kind = ErrorKind::cancelled,
        .key = "socket_closed",
        .message = "the other end of the socket has gone, or the server stops"});
}

class BeastSocket final : public SocketDriver, public WebSocket, public std::enable_shared_from_this<BeastSocket> {
public:
    BeastSocket(const asio::any_io_executor& executor, Wire& wire, std::string first, SocketLimits limits,
        std::shared_ptr<void> keep)
        : keep_(std::move(keep)), executor_(executor), wire_(wire), limits_(limits),
          stream_(WireStream(executor, wire, std::move(first), limits.write_time)), came_(executor), room_(executor)
    {
        stream_.read_message_max(limits.message_bytes);
        stream_.auto_fragment(false); // a message is one frame
        set_limits(limits.write_time);
    }

    Task<bool> accept(std::string key) override
    {
        beast::http::request<beast::http::empty_body> request{beast::http::verb::get, "/", 11};
        request.set(beast::http::field::host, "furtka");
        request.set(beast::http::field::connection, "Upgrade");
        request.set(beast::http::field::upgrade, "websocket");
        request.set(beast::http::field::sec_websocket_version, "13");
        request.set(beast::http::field::sec_websocket_key, key);
        const auto [ec] = co_await stream_.async_accept(request, uncut());
        if (ec) co_return false;
        opened();
        co_return true;
    }

    Task<Answer> ask(std::string host, std::string target, Headers headers) override
    {
        stream_.set_option(bws::stream_base::decorator([more = std::move(headers)](bws::request_type& request) {
            for (const auto& [name, value] : more.all()) request.set(name, value);
        }));
        bws::response_type response;
        const auto [ec] = co_await stream_.async_handshake(response, host, target, asio::as_tuple(asio::use_awaitable));
        if (!ec) opened();
        if (ec == bws::error::upgrade_declined)
            co_return Answer{
                .ec = {}, .status = static_cast<int>(response.result_int()), .body = std::move(response.body())};
        if (ec == beast::error::timeout) co_return Answer{.ec = asio::error::timed_out, .status = 0, .body = {}};
        co_return Answer{.ec = ec, .status = ec ? 0 : 101, .body = {}};
    }

    WebSocket& socket() override { return *this; }

    void stop() override
    {
        stopping_ = true;
        came_.notify();
    }

    Task<void> finish() override
    {
        over_ = true;
        room_.notify();
        if (open_ && wire_.is_open()) {
            const auto code = code_.value_or(stopping_ ? SocketClose::going_away : SocketClose::normal);
            const bws::close_reason reason(static_cast<bws::close_code>(code), reason_);
            [[maybe_unused]] const auto ended = co_await stream_.async_close(reason, uncut());
        }
        wire_.close();
        while (reading_) co_await came_.wait();
    }

    Task<Result<SocketMessage>> read() override
    {
        while (messages_.empty() && reading_ && !stopping_) co_await came_.wait();
        if (messages_.empty() || stopping_) co_return closed();
        auto message = std::move(messages_.front());
        messages_.pop_front();
        waiting_ -= message.data.size();
        room_.notify();
        co_return message;
    }

    Task<Result<void>> send(SocketKind kind, std::string data) override
    {
        const auto self = shared_from_this(); // a cancelled wait for the turn may end after the driver's owner
        CO_TRY(const auto turn, co_await turn_.enter());
        if (!open_ || !wire_.is_open()) co_return closed();
        stream_.text(kind == SocketKind::text);
        const auto [ec, bytes] = co_await stream_.async_write(asio::buffer(data), uncut());
        if (ec) co_return closed();
        co_return Result<void>{};
    }

    void close_with(SocketClose code, std::string reason) override
    {
        code_ = code;
        reason_ = reason.substr(0, longest_reason);
    }

private:
    static constexpr std::size_t longest_reason = 123;

    void set_limits(std::chrono::milliseconds handshake)
    {
        stream_.set_option(bws::stream_base::timeout{
            .handshake_timeout = handshake, .idle_timeout = limits_.idle_time, .keep_alive_pings = true});
    }

    void opened()
    {
        open_ = true;
        reading_ = true;
        set_limits(limits_.close_time);
        asio::co_spawn(executor_, read_all(shared_from_this()), asio::detached);
    }

    static Task<void> read_all(std::shared_ptr<BeastSocket> self)
    {
        while (!self->over_) {
            if (self->waiting_ >= self->limits_.waiting_bytes) {
                co_await self->room_.wait();
                continue;
            }
            beast::flat_buffer buffer(self->limits_.message_bytes);
            const auto [ec, bytes] = co_await self->stream_.async_read(buffer, uncut());
            if (ec) break;
            self->waiting_ += bytes;
            self->messages_.push_back({.kind = self->stream_.got_text() ? SocketKind::text : SocketKind::binary,
                .data = {static_cast<const char*>(buffer.data().data()), buffer.data().size()}});
            self->came_.notify();
        }
        self->reading_ = false;
        self->came_.notify();
    }

    std::shared_ptr<void> keep_; // ends last
    asio::any_io_executor executor_;
    Wire& wire_;
    SocketLimits limits_;
    bws::stream<WireStream, false> stream_;
    Notice came_;
    Notice room_;
    Gate turn_{1};
    std::deque<SocketMessage> messages_;
    std::size_t waiting_ = 0; // bytes of `messages_`
    std::optional<SocketClose> code_;
    std::string reason_;
    bool open_ = false;
    bool reading_ = false;
    bool stopping_ = false;
    bool over_ = false;
};

} // namespace

std::shared_ptr<SocketDriver> SocketDriver::make(
    const asio::any_io_executor& executor, Wire& wire, std::string first, SocketLimits limits, std::shared_ptr<void> keep)
{
    return std::make_shared<BeastSocket>(executor, wire, std::move(first), limits, std::move(keep));
}

} // namespace furtka::http
