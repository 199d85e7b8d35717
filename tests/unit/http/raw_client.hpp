// unit/http/raw_client.hpp — a client that sends any bytes and shows any bytes.
#pragma once

#include "async/task.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace furtka::http {

class RawClient {
public:
    RawClient(boost::asio::io_context& io, std::uint16_t port)
        : socket_(io, boost::asio::generic::stream_protocol(boost::asio::ip::tcp::v4()))
    {
        socket_.connect(boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
    }

    RawClient(boost::asio::io_context& io, const std::string& path)
        : socket_(io, boost::asio::generic::stream_protocol(boost::asio::local::stream_protocol()))
    {
        socket_.connect(boost::asio::local::stream_protocol::endpoint(path));
    }

    Task<void> send(std::string bytes) { co_await boost::asio::async_write(socket_, boost::asio::buffer(bytes), nothrow); }

    /// All bytes until `end` has come, or the connection ends.
    Task<std::string> read_until(std::string end)
    {
        for (;;) {
            const auto at = received_.find(end);
            if (at != std::string::npos) {
                std::string bytes = received_.substr(0, at + end.size());
                received_.erase(0, bytes.size());
                co_return bytes;
            }
            const bool more = co_await receive();
            if (!more) co_return std::exchange(received_, {});
        }
    }

    /// All bytes until the server closes.
    Task<std::string> read_all()
    {
        bool more = true;
        while (more) more = co_await receive();
        co_return std::exchange(received_, {});
    }

    /// One response with a Content-Length; head and body.
    Task<std::string> read_response()
    {
        auto head = co_await read_until("\r\n\r\n");
        constexpr std::string_view field = "Content-Length: ";
        const auto at = head.find(field);
        if (at == std::string::npos) co_return head;
        const auto size = static_cast<std::size_t>(std::stoul(head.substr(at + field.size())));
        bool more = true;
        while (more && received_.size() < size) more = co_await receive();
        head += received_.substr(0, size);
        received_.erase(0, size);
        co_return head;
    }

    Task<std::string> ask(std::string bytes)
    {
        co_await send(std::move(bytes));
        auto answer = co_await read_all();
        co_return answer;
    }

    void close() { socket_.close(); }
    void shrink_receive_buffer() { socket_.set_option(boost::asio::socket_base::receive_buffer_size(4096)); }
    boost::asio::generic::stream_protocol::socket& socket() { return socket_; }

private:
    static constexpr auto nothrow = boost::asio::as_tuple(boost::asio::use_awaitable);

    Task<bool> receive()
    {
        std::array<char, 16384> buffer{};
        const auto [ec, size] = co_await socket_.async_read_some(boost::asio::buffer(buffer), nothrow);
        received_.append(buffer.data(), size);
        co_return !ec;
    }

    boost::asio::generic::stream_protocol::socket socket_;
    std::string received_;
};

} // namespace furtka::http
