#include "adapters/registry/tls_probe.hpp"

#include "adapters/registry/web_exchange.hpp"
#include "http/connect.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <array>
#include <span>
#include <string_view>

namespace furtka::registry {

namespace asio = boost::asio;

namespace {

using namespace std::string_view_literals;

// A ClientHello (RFC 8446, 4.1.2): record header, handshake header, version, 32 random bytes, no session, four cipher
// suites, no compression, no extensions. The "random" bytes have an empty line in them: to an HTTP server, which may read up
// to the end of a line or of a header before it answers, this is a whole broken request.
constexpr auto hello = "\x16\x03\x01\x00\x33"
                       "\x01\x00\x00\x2f"
                       "\x03\x03"
                       "furtka asks: TLS?\r\n\r\n01234567890"
                       "\x00"
                       "\x00\x08\x13\x01\xc0\x2f\xc0\x2b\x00\x9c"
                       "\x01\x00"sv;
static_assert(hello.size() == 5 + 0x33);

constexpr char alert = 0x15;
constexpr char handshake = 0x16;

Error silent_error(const http::Endpoint& server)
{
    return {.kind = ErrorKind::timeout,
        .key = "time_limit",
        .message = fmt::format("{} did not answer within {} s", http::host_text(server), connect_limit.count() / 1000)};
}

} // namespace

Task<Result<bool>> speaks_tls(http::Endpoint server)
{
    http::Deadlines deadlines(co_await asio::this_coro::executor);
    const auto until = http::Clock::now() + connect_limit;
    CO_TRY(const auto wire, co_await http::connect(server, deadlines, until));
    wire->set_deadline(until);

    const std::array pieces{hello};
    const auto sent = co_await wire->write_all(pieces);
    http::ErrorCode ec = sent.ec;
    if (!ec) ec = co_await wire->readable();
    if (ec == asio::error::timed_out) co_return fail(silent_error(server));
    if (ec == asio::error::operation_aborted) {
        co_return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"});
    }
    char first = 0;
    const auto read = wire->read_now(std::span(&first, 1));
    co_return read.bytes == 1 && (first == alert || first == handshake);
}

} // namespace furtka::registry
