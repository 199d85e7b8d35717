#include "http/connect.hpp"

#include "async/nothrow.hpp"
#include "async/timeout.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace furtka::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

std::unexpected<Error> no_connection(const Endpoint& endpoint, const ErrorCode& why)
{
    return fail({.kind = ErrorKind::unavailable,
        .key = "connect",
        .message = fmt::format("cannot connect to {}: {}", endpoint_text(endpoint), why.message())});
}

std::unexpected<Error> connect_error(const Endpoint& endpoint, const ErrorCode& why)
{
    if (why == asio::error::operation_aborted) return fail(detail::cancelled_error());
    if (why == asio::error::timed_out) {
        return fail({.kind = ErrorKind::timeout,
            .key = "time_limit",
            .message = fmt::format("{} did not take a connection in time", endpoint_text(endpoint))});
    }
    return no_connection(endpoint, why);
}

Address unix_address(const std::string& path)
{
    Address address;
    auto* place = reinterpret_cast<sockaddr_un*>(&address.storage);
    place->sun_family = AF_UNIX;
    std::memcpy(place->sun_path, path.c_str(), std::min(path.size() + 1, sizeof(place->sun_path)));
    address.size = sizeof(sockaddr_un);
    return address;
}

Address tcp_address(const tcp::endpoint& endpoint)
{
    Address address;
    address.size = static_cast<socklen_t>(endpoint.size());
    std::memcpy(&address.storage, endpoint.data(), endpoint.size());
    return address;
}

// A literal needs no resolver: the resolver of the library is a thread of its own.
Task<Result<std::vector<Address>>> addresses_of(Endpoint endpoint)
{
    if (endpoint.unix_socket) co_return std::vector{unix_address(endpoint.path)};
    ErrorCode ec;
    const auto literal = asio::ip::make_address(endpoint.host, ec);
    if (!ec) co_return std::vector{tcp_address({literal, static_cast<std::uint16_t>(std::stoi(endpoint.port))})};

    tcp::resolver resolver(co_await asio::this_coro::executor);
    auto [problem, found] = co_await resolver.async_resolve(endpoint.host, endpoint.port, nothrow);
    if (problem) co_return connect_error(endpoint, problem);
    std::vector<Address> addresses;
    for (const auto& entry : found) addresses.push_back(tcp_address(entry.endpoint()));
    co_return addresses;
}

ErrorCode error_of_socket(int socket)
{
    int value = 0;
    socklen_t size = sizeof(value);
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &value, &size) != 0) value = errno;
    return {value, boost::system::system_category()};
}

void send_at_once(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

// One try. would_block: the listen queue of a unix socket is full, for which there is nothing to wait on.
Task<ErrorCode> finish_connect(Wire& wire, const Address& address)
{
    const int socket = wire.native_handle();
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0) co_return ErrorCode{};
    if (errno == EAGAIN) co_return asio::error::would_block;
    if (errno != EINPROGRESS) co_return ErrorCode(errno, boost::system::system_category());
    const auto ec = co_await wire.writable();
    if (ec) co_return ec;
    co_return error_of_socket(socket);
}

struct Tried {
    ErrorCode ec;
    std::unique_ptr<Wire> wire;
};

Task<Tried> connect_to(Address address, Deadlines& deadlines, Clock::time_point until)
{
    const auto executor = co_await asio::this_coro::executor;
    for (;;) {
        const int socket = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (socket < 0) co_return Tried{.ec = {errno, boost::system::system_category()}, .wire = nullptr};
        auto wire = std::make_unique<Wire>(executor, socket, deadlines);
        wire->set_deadline(until);
        if (address.storage.ss_family != AF_UNIX) send_at_once(socket);
        const auto ec = co_await finish_connect(*wire, address);
        if (ec != asio::error::would_block) co_return Tried{.ec = ec, .wire = std::move(wire)};
        if (Clock::now() > until) co_return Tried{.ec = asio::error::timed_out, .wire = nullptr};
        const auto waited = co_await sleep_for(10ms);
        if (!waited) co_return Tried{.ec = asio::error::operation_aborted, .wire = nullptr};
    }
}

std::unexpected<Error> tls_error(const Endpoint& endpoint, const ErrorCode& why)
{
    if (why == asio::error::operation_aborted || why == asio::error::timed_out) return connect_error(endpoint, why);
    return fail({.kind = ErrorKind::unavailable,
        .key = "tls_failed",
        .message = fmt::format("no safe connection to {}: {}", endpoint_text(endpoint), why.message())});
}

Task<Result<void>> agree_on_tls(Wire& wire, const Endpoint& endpoint)
{
    auto trust = endpoint.trust;
    if (!trust) {
        CO_TRY(trust, TlsContext::trusting({}));
    }
    const auto ec = co_await wire.start_tls(std::move(trust), TlsStream::Role::client, endpoint.host);
    if (ec) co_return tls_error(endpoint, ec);
    co_return Result<void>{};
}

} // namespace

Task<Result<std::unique_ptr<Wire>>> connect(Endpoint endpoint, Deadlines& deadlines, Clock::time_point until)
{
    CO_TRY(const auto addresses, co_await addresses_of(endpoint));
    ErrorCode last = asio::error::host_not_found;
    for (const auto& address : addresses) {
        auto tried = co_await connect_to(address, deadlines, until);
        last = tried.ec;
        if (!last && endpoint.tls) {
            CO_CHECK(co_await agree_on_tls(*tried.wire, endpoint));
        }
        if (!last) co_return std::move(tried.wire);
        if (last == asio::error::operation_aborted || last == asio::error::timed_out) break;
    }
    co_return connect_error(endpoint, last);
}

} // namespace furtka::http
