#include "adapters/net/socket_probe.hpp"
#include "support/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <functional>

namespace furtka::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

class Probing : public testing::Test {
protected:
    using Serve = std::function<Task<void>(tcp::socket)>;

    void serves(Serve serve)
    {
        acceptor.emplace(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        asio::co_spawn(io, accept_all(*acceptor, std::move(serve)), asio::detached);
    }
    static Task<void> accept_all(tcp::acceptor& acceptor, Serve serve)
    {
        for (;;) {
            auto socket = co_await acceptor.async_accept(asio::use_awaitable);
            asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
        }
    }
    PortAnswer ask(bool http = true, std::chrono::milliseconds limit = 4s)
    {
        const auto port = acceptor ? acceptor->local_endpoint().port() : closed_port();
        return run(io, probe.ask({.host = "127.0.0.1", .port = port, .ask_http = http}, limit));
    }
    static std::uint16_t closed_port()
    {
        asio::io_context other;
        const tcp::acceptor taken(other, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        return taken.local_endpoint().port();
    }
    static Task<void> answer(tcp::socket socket, std::string text)
    {
        asio::streambuf request;
        co_await asio::async_read_until(socket, request, "\r\n\r\n", asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
    }
    static Task<void> stay_silent(tcp::socket socket)
    {
        asio::steady_timer timer(socket.get_executor(), 10s);
        co_await timer.async_wait(asio::use_awaitable);
    }
    static Task<void> hang_up(tcp::socket socket)
    {
        socket.close();
        co_return;
    }

    asio::io_context io{1};
    SocketProbe probe;
    std::optional<tcp::acceptor> acceptor;
};

TEST_F(Probing, ReadsTheStatusOfAWebServer)
{
    serves(
        [](tcp::socket socket) { return answer(std::move(socket), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"); });
    EXPECT_EQ(ask(), (PortAnswer{.open = true, .http_status = 404}));
}

TEST_F(Probing, FindsAPortOpenThatSpeaksSomethingElse)
{
    serves([](tcp::socket socket) { return answer(std::move(socket), "-ERR unknown command\r\n"); });
    EXPECT_EQ(ask(), (PortAnswer{.open = true, .http_status = 0}));
}

TEST_F(Probing, FindsAPortOpenThatWaitsForItsClient)
{
    serves([](tcp::socket socket) { return stay_silent(std::move(socket)); });
    EXPECT_EQ(ask(), (PortAnswer{.open = true, .http_status = 0}));
    EXPECT_EQ(ask(false), (PortAnswer{.open = true, .http_status = 0}));
}

TEST_F(Probing, AsksANeighbourOnlyInANetworkOfThisMachine)
{
    serves([](tcp::socket socket) { return stay_silent(std::move(socket)); });
    const auto ask_neighbour = [&](std::string host) {
        const auto port = acceptor->local_endpoint().port();
        return run(io, probe.ask({.host = std::move(host), .port = port, .ask_http = false, .neighbour = true}, 4s));
    };
    EXPECT_EQ(ask_neighbour("127.0.0.1"), (PortAnswer{.open = true}));
    EXPECT_EQ(ask_neighbour("203.0.113.7"), PortAnswer{}); // nothing is sent there
    EXPECT_EQ(ask_neighbour("localhost"), PortAnswer{}); // a name is no container's address
}

TEST_F(Probing, FindsAPortClosedThatNobodyHas) { EXPECT_EQ(ask(), PortAnswer{}); }

TEST_F(Probing, FindsAPortClosedThatHangsUpAtOnceAsTheEnginesProxyDoes)
{
    serves([](tcp::socket socket) { return hang_up(std::move(socket)); });
    EXPECT_EQ(ask(false), PortAnswer{});
    EXPECT_EQ(ask(true), PortAnswer{});
}

TEST_F(Probing, EndsAtItsLimit)
{
    serves([](tcp::socket socket) { return stay_silent(std::move(socket)); });
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(ask(true, 100ms), PortAnswer{});
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
}

TEST(HttpStatus, IsReadFromTheFirstLineOnly)
{
    EXPECT_EQ(http_status_of("HTTP/1.1 204"), 204);
    EXPECT_EQ(http_status_of("HTTP/1.0 500 Broken"), 500);
    for (const auto* text : {"", "HTTP/1.1 2", "HTTP/2 200 OK!", "HTTP/1.1 abc", "220 mail ESMTP", "HTTP/1.1 099"})
        EXPECT_EQ(http_status_of(text), 0) << text;
}

} // namespace
} // namespace furtka::test
