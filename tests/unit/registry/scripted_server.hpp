// A server on loopback that says what the test tells it to, byte for byte, and keeps what it was asked.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace furtka::test {

/// An answer without a body, or with one.
inline std::string answer(std::string status, const std::string& fields = "", const std::string& body = "")
{
    return "HTTP/1.1 " + std::move(status) + "\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n"
        + body;
}

inline constexpr const char* hang = "hang"; ///< an answer that never comes

class ScriptedServer {
    using Stream = boost::asio::ip::tcp::socket;

public:
    explicit ScriptedServer(boost::asio::io_context& io, boost::asio::ssl::context* tls = nullptr)
        : acceptor_(io, {boost::asio::ip::address_v4::loopback(), 0})
    {
        boost::asio::co_spawn(io, accept(this, tls), boost::asio::detached);
    }

    std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }
    std::string host() const { return "127.0.0.1:" + port(); }

    /// The answers to a request line's start, in turn; the last one stays.
    void says(const std::string& request, std::deque<std::string> answers) { script_[request] = std::move(answers); }

    /// What was asked, `HEAD /v2/; ` each, with the Authorization field in brackets; a TLS greeting is `greeting; `.
    std::string asked;
    int connections = 0;
    std::string last_request; ///< header fields and all

private:
    static boost::asio::awaitable<void> accept(ScriptedServer* server, boost::asio::ssl::context* tls)
    {
        while (true) {
            auto [ec, socket] = co_await server->acceptor_.async_accept(boost::asio::as_tuple(boost::asio::use_awaitable));
            if (ec) co_return;
            ++server->connections;
            if (tls) {
                boost::asio::ssl::stream<Stream> secure(std::move(socket), *tls);
                boost::asio::co_spawn(
                    server->acceptor_.get_executor(), greet(server, std::move(secure)), boost::asio::detached);
            } else {
                boost::asio::co_spawn(
                    server->acceptor_.get_executor(), serve(server, std::move(socket)), boost::asio::detached);
            }
        }
    }

    static boost::asio::awaitable<void> greet(ScriptedServer* server, boost::asio::ssl::stream<Stream> stream)
    {
        auto [ec] = co_await stream.async_handshake(
            boost::asio::ssl::stream_base::server, boost::asio::as_tuple(boost::asio::use_awaitable));
        if (!ec) co_await serve(server, std::move(stream));
    }

    template <class S>
    static boost::asio::awaitable<void> serve(ScriptedServer* server, S stream)
    {
        std::string buffer;
        while (true) {
            while (!buffer.starts_with('\x16') && buffer.find("\r\n\r\n") == std::string::npos) {
                std::string piece(4096, '\0');
                auto [ec, length] = co_await stream.async_read_some(
                    boost::asio::buffer(piece), boost::asio::as_tuple(boost::asio::use_awaitable));
                if (ec) co_return;
                buffer += piece.substr(0, length);
            }
            const std::string reply = server->reply_to(buffer);
            buffer.clear(); // bodies of requests come with the header here
            if (reply == hang) {
                boost::asio::steady_timer forever(stream.get_executor(), boost::asio::steady_timer::time_point::max());
                co_await forever.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
                co_return;
            }
            co_await boost::asio::async_write(
                stream, boost::asio::buffer(reply), boost::asio::as_tuple(boost::asio::use_awaitable));
            if (!reply.starts_with("HTTP/1.1") || reply.find("400 Bad") != std::string::npos) co_return;
        }
    }

    std::string reply_to(const std::string& request)
    {
        if (request.starts_with('\x16')) {
            asked += "greeting; ";
            return answer("400 Bad Request");
        }
        last_request = request;
        const std::string line = request.substr(0, request.find(" HTTP/1.1"));
        const auto field = request.find("Authorization: ");
        asked += line;
        if (field != std::string::npos)
            asked += " [" + request.substr(field + 15, request.find("\r\n", field) - field - 15) + "]";
        asked += "; ";
        for (auto& [start, answers] : script_) {
            if (!line.starts_with(start)) continue;
            std::string reply = answers.front();
            if (answers.size() > 1) answers.pop_front();
            return reply;
        }
        return answer("404 Not Found");
    }

    boost::asio::ip::tcp::acceptor acceptor_;
    std::map<std::string, std::deque<std::string>> script_;
};

} // namespace furtka::test
