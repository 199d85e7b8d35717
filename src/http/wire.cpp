#include "http/wire.hpp"

#include "async/nothrow.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>
#include <utility>

namespace furtka::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_pieces = 8;

using Vectors = std::array<iovec, most_pieces>;

Moved moved(ssize_t result)
{
    if (result >= 0) return {.ec = {}, .bytes = static_cast<std::size_t>(result)};
    if (errno == EAGAIN || errno == EINTR) return {.ec = asio::error::would_block};
    return {.ec = ErrorCode(errno, boost::system::system_category())};
}

Moved send_vectors(int socket, std::span<iovec> vectors)
{
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = vectors.size();
    return moved(::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT));
}

std::span<iovec> as_vectors(std::span<const std::string_view> pieces, Vectors& storage)
{
    std::size_t count = 0;
    for (const auto piece : pieces.first(std::min(pieces.size(), most_pieces))) {
        if (piece.empty()) continue;
        // sendmsg only reads what the vectors point to.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
        storage[count++] = {.iov_base = const_cast<char*>(piece.data()), .iov_len = piece.size()};
    }
    return std::span(storage).first(count);
}

std::span<iovec> drop_front(std::span<iovec> vectors, std::size_t bytes)
{
    while (!vectors.empty() && bytes >= vectors.front().iov_len) {
        bytes -= vectors.front().iov_len;
        vectors = vectors.subspan(1);
    }
    if (bytes > 0) {
        vectors.front().iov_base = static_cast<char*>(vectors.front().iov_base) + bytes;
        vectors.front().iov_len -= bytes;
    }
    return vectors;
}

} // namespace

Wire::Wire(const asio::any_io_executor& executor, int socket, Deadlines& deadlines)
    : Watched(deadlines), descriptor_(executor, socket)
{
}

Task<ErrorCode> Wire::start_tls(std::shared_ptr<const TlsContext> context, TlsStream::Role role, std::string name)
{
    tls_ = std::make_unique<TlsStream>(std::move(context), native_handle(), role, name);
    for (;;) {
        auto ec = is_open() ? tls_->handshake() : ErrorCode(asio::error::operation_aborted);
        if (ec == asio::error::would_block)
            ec = co_await readable();
        else
            co_return ec;
        if (ec) co_return ec;
    }
}

std::optional<unsigned char> Wire::first_byte()
{
    unsigned char byte = 0;
    if (!is_open() || ::recv(native_handle(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) != 1) return std::nullopt;
    return byte;
}

Moved Wire::read_now(std::span<char> into)
{
    if (!is_open()) return {.ec = asio::error::operation_aborted};
    if (tls_) return tls_->read(into);
    auto result = moved(::recv(descriptor_.native_handle(), into.data(), into.size(), MSG_DONTWAIT));
    if (!result.ec && result.bytes == 0) result.ec = asio::error::eof;
    return result;
}

Moved Wire::write_now(std::span<const std::string_view> pieces)
{
    if (!is_open()) return {.ec = asio::error::operation_aborted};
    Vectors storage;
    return send_some(as_vectors(pieces, storage));
}

Moved Wire::send_some(std::span<iovec> vectors)
{
    return tls_ ? tls_->write(vectors) : send_vectors(descriptor_.native_handle(), vectors);
}

Task<ErrorCode> Wire::wait(asio::posix::stream_descriptor::wait_type what)
{
    if (timed_out_) co_return asio::error::timed_out;
    if (!is_open()) co_return asio::error::operation_aborted;
    auto [ec] = co_await descriptor_.async_wait(what, nothrow);
    if (ec == asio::error::operation_aborted && timed_out_) ec = asio::error::timed_out;
    co_return ec;
}

// A read through TLS may have to send first, and a write to read.
Task<ErrorCode> Wire::readable()
{
    const bool other_way = tls_ && tls_->read_wants() == TlsStream::Wants::writable;
    return wait(other_way ? asio::posix::stream_descriptor::wait_write : asio::posix::stream_descriptor::wait_read);
}

Task<ErrorCode> Wire::writable()
{
    const bool other_way = tls_ && tls_->write_wants() == TlsStream::Wants::readable;
    return wait(other_way ? asio::posix::stream_descriptor::wait_read : asio::posix::stream_descriptor::wait_write);
}

Task<Moved> Wire::write_all(std::span<const std::string_view> pieces, std::chrono::milliseconds patience)
{
    Vectors storage;
    auto left = as_vectors(pieces, storage);
    std::size_t total = 0;
    while (!left.empty()) {
        if (!is_open()) co_return Moved{.ec = asio::error::operation_aborted, .bytes = total};
        const auto sent = send_some(left);
        total += sent.bytes;
        left = drop_front(left, sent.bytes);
        if (sent.ec == asio::error::would_block) {
            if (patience.count() > 0) set_deadline(Clock::now() + patience);
            const auto ec = co_await writable();
            const bool cancelled =
                (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
            const bool only_stopped = ec == asio::error::operation_aborted && is_open() && !cancelled;
            if (ec && !only_stopped) co_return Moved{.ec = ec, .bytes = total};
        } else if (sent.ec) {
            co_return Moved{.ec = sent.ec, .bytes = total};
        }
    }
    co_return Moved{.ec = {}, .bytes = total};
}

void Wire::restart_deadline(Clock::time_point when)
{
    timed_out_ = false;
    set_deadline(when);
}

void Wire::stop_waiting()
{
    ErrorCode ignored;
    descriptor_.cancel(ignored);
}

void Wire::finish_sending()
{
    if (!is_open()) return;
    if (tls_) tls_->finish();
    ::shutdown(descriptor_.native_handle(), SHUT_WR);
}

bool Wire::is_quiet()
{
    if (!is_open()) return false;
    if (tls_) return tls_->is_quiet();
    char byte = 0;
    const auto result = ::recv(descriptor_.native_handle(), &byte, 1, MSG_DONTWAIT | MSG_PEEK);
    return result < 0 && errno == EAGAIN;
}

void Wire::close()
{
    clear_deadline();
    if (tls_ && is_open()) tls_->finish();
    ErrorCode ignored;
    descriptor_.close(ignored);
}

void Wire::on_deadline()
{
    timed_out_ = true;
    stop_waiting();
}

} // namespace furtka::http
