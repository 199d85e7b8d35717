#include "adapters/net/socket_probe.hpp"

#include "async/nothrow.hpp"
#include "async/timeout.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <array>
#include <ifaddrs.h>
#include <memory>
#include <netinet/in.h>
#include <string_view>

namespace furtka {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

/// Whether this machine has an interface in the network of the address: a container of an engine elsewhere, or of another
/// network namespace, is no neighbour, and an address of that kind may belong to somebody else's machine.
bool is_neighbour(const std::string& host)
{
    boost::system::error_code problem;
    const auto wanted = asio::ip::make_address_v4(host, problem);
    if (problem) return false;
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return false;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> all(first, &::freeifaddrs);
    for (const auto* at = first; at != nullptr; at = at->ifa_next) {
        if (at->ifa_addr == nullptr || at->ifa_netmask == nullptr || at->ifa_addr->sa_family != AF_INET) continue;
        const auto here = ntohl(reinterpret_cast<const sockaddr_in*>(at->ifa_addr)->sin_addr.s_addr);
        const auto mask = ntohl(reinterpret_cast<const sockaddr_in*>(at->ifa_netmask)->sin_addr.s_addr);
        if (mask != 0 && (here & mask) == (wanted.to_uint() & mask)) return true;
    }
    return false;
}

/// The engine's proxy hangs up as soon as the container refuses it.
constexpr auto hang_up_time = 150ms;

Task<Result<std::vector<tcp::endpoint>>> endpoints_of(ProbeTarget target)
{
    boost::system::error_code problem;
    const auto literal = asio::ip::make_address(target.host, problem);
    if (!problem) co_return std::vector<tcp::endpoint>{{literal, target.port}};
    tcp::resolver resolver(co_await asio::this_coro::executor);
    const auto [failed, found] = co_await resolver.async_resolve(target.host, std::to_string(target.port), nothrow);
    std::vector<tcp::endpoint> endpoints;
    if (failed) co_return endpoints;
    for (const auto& entry : found) endpoints.push_back(entry.endpoint());
    co_return endpoints;
}

/// Whether nothing came, or something that is no end, within the time in which a proxy hangs up.
Task<bool> stays_open(tcp::socket& socket)
{
    asio::steady_timer timer(socket.get_executor(), hang_up_time);
    timer.async_wait([&socket](boost::system::error_code cancelled) {
        boost::system::error_code ignored;
        if (!cancelled) socket.cancel(ignored);
    });
    std::array<char, 1> byte;
    const auto [problem, size] = co_await socket.async_receive(asio::buffer(byte), tcp::socket::message_peek, nothrow);
    timer.cancel();
    co_return size > 0 || problem == asio::error::operation_aborted;
}

/// A server that waits for its client to say something sensible says nothing to this.
constexpr auto http_time = 2s;

Task<Result<int>> ask_http(tcp::socket& socket, const ProbeTarget& target)
{
    const auto request =
        fmt::format("GET / HTTP/1.1\r\nHost: {}:{}\r\nUser-Agent: furtka\r\nAccept: */*\r\nConnection: close\r\n\r\n",
            target.host, target.port);
    const auto [unsent, sent] = co_await asio::async_write(socket, asio::buffer(request), nothrow);
    if (unsent) co_return 0;
    std::array<char, 12> start; // "HTTP/1.1 200"
    const auto [unread, size] = co_await asio::async_read(socket, asio::buffer(start), nothrow);
    co_return http_status_of({start.data(), size});
}

Task<Result<PortAnswer>> ask_now(ProbeTarget target, std::shared_ptr<PortAnswer> answer)
{
    CO_TRY(const auto endpoints, co_await endpoints_of(target));
    tcp::socket socket(co_await asio::this_coro::executor);
    const auto [unreached, endpoint] = co_await asio::async_connect(socket, endpoints, nothrow);
    if (unreached) co_return *answer;
    if (target.ask_http) {
        const auto status = co_await with_timeout(ask_http(socket, target), http_time, "an HTTP answer");
        answer->http_status = status.value_or(0);
        answer->open = answer->http_status != 0;
        if (answer->open) co_return *answer;
        // It may speak something else: then it keeps a connection on which nothing is said.
        boost::system::error_code ignored;
        socket.close(ignored);
        target.ask_http = false;
        co_return co_await ask_now(target, answer);
    }
    answer->open = co_await stays_open(socket);
    co_return *answer;
}

} // namespace

int http_status_of(std::string_view answer)
{
    if (answer.size() < 12 || !answer.starts_with("HTTP/1.") || answer[8] != ' ') return 0;
    int status = 0;
    for (const char c : answer.substr(9, 3)) {
        if (c < '0' || c > '9') return 0;
        status = status * 10 + (c - '0');
    }
    return status >= 100 ? status : 0;
}

Task<PortAnswer> SocketProbe::ask(ProbeTarget target, std::chrono::milliseconds limit)
{
    if (target.neighbour && !is_neighbour(target.host)) co_return PortAnswer{};
    const auto answer = std::make_shared<PortAnswer>();
    auto asked = co_await with_timeout(ask_now(std::move(target), answer), limit, "asking a port");
    if (asked) co_return *asked;
    co_return PortAnswer{};
}

} // namespace furtka
