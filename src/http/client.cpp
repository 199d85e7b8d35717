#include "http/client.hpp"

#include "async/cancellation.hpp"
#include "async/timeout.hpp"
#include "base/ascii.hpp"
#include "http/channel.hpp"
#include "http/connection_pool.hpp"
#include "http/response_reader.hpp"
#include "http/socket_driver.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace furtka::http {

namespace asio = boost::asio;
using State = ResponseReader::State;

struct Client::Impl {
    std::shared_ptr<ConnectionPool> pool;
    std::vector<char> scratch = std::vector<char>(std::size_t{16} * 1024); // filled and used up between two waits
};

namespace {

constexpr std::size_t largest_error_body = std::size_t{64} * 1024;

// What one attempt left behind.
struct Attempt {
    ErrorCode ec; // of the socket
    bool wrote_any = false;
};

struct Exchange {
    ClientRequest request;
    std::string head;
    std::string name; // for messages
    Clock::time_point until;
    bool streamed = false;
};

bool is_clean(std::string_view text) { return std::ranges::none_of(text, is_control); }

Result<void> check(const ClientRequest& request)
{
    const auto has_space = [](std::string_view text) {
        return text.empty() || text.find(' ') != std::string_view::npos || !is_clean(text);
    };
    bool bad = has_space(request.method) || has_space(request.target);
    for (const auto& [name, value] : request.headers.all()) bad = bad || has_space(name) || !is_clean(value);
    if (!bad) return {};
    return fail({.kind = ErrorKind::invalid,
        .key = "request_line",
        .message = "a request needs a method, a target and field names without spaces, and no control characters anywhere"});
}

enum class Framed { by_length, in_chunks };

std::string request_head(const ClientRequest& request, const Endpoint& endpoint, Framed framed)
{
    std::string head = fmt::format("{} {} HTTP/1.1\r\n", request.method, request.target);
    if (!request.headers.find("host")) head += fmt::format("Host: {}\r\n", host_text(endpoint));
    for (const auto& [name, value] : request.headers.all()) {
        if (!same_token(name, "content-length") && !same_token(name, "transfer-encoding")) {
            head += fmt::format("{}: {}\r\n", name, value);
        }
    }
    if (framed == Framed::in_chunks) return head + "Transfer-Encoding: chunked\r\n\r\n";
    const bool has_body = !request.body.empty() || request.method == "POST" || request.method == "PUT";
    if (has_body) head += fmt::format("Content-Length: {}\r\n", request.body.size());
    return head + "\r\n";
}

bool is_repeatable(std::string_view method)
{
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
}

std::string shown_limit(std::chrono::milliseconds limit)
{
    return limit.count() % 1000 == 0 ? fmt::format("{} s", limit.count() / 1000) : fmt::format("{} ms", limit.count());
}

Error timeout_error(const Exchange& exchange, bool silent)
{
    if (silent) {
        return {.kind = ErrorKind::timeout,
            .key = "stream_silent",
            .message = fmt::format("{} sent nothing for {}", exchange.name, shown_limit(exchange.request.silence))};
    }
    return {.kind = ErrorKind::timeout,
        .key = "time_limit",
        .message = fmt::format("{} was not answered within {}", exchange.name, shown_limit(exchange.request.limit))};
}

Error too_large_error(const Exchange& exchange, std::size_t largest)
{
    return {.kind = ErrorKind::too_large,
        .key = "answer_too_large",
        .message = fmt::format("the answer to {} is larger than {} bytes", exchange.name, largest)};
}

Error broken_error(const Exchange& exchange, std::string_view why)
{
    return {.kind = ErrorKind::upstream,
        .key = "http_protocol",
        .message = fmt::format("the answer to {} is not HTTP: {}", exchange.name, why)};
}

Error cut_error(const Exchange& exchange, bool in_stream, const ErrorCode& ec)
{
    const std::string why = ec ? ec.message() : "the connection was closed";
    return {.kind = ErrorKind::upstream,
        .key = in_stream ? "stream_cut" : "http_protocol",
        .message = fmt::format("the answer to {} broke off before its end: {}", exchange.name, why)};
}

ResponseReader::Options reader_options(const Exchange& exchange, const PieceSink& sink)
{
    return {.head = exchange.request.method == "HEAD",
        .largest = exchange.streamed ? largest_error_body : exchange.request.largest_answer,
        .sink = sink,
        .opened = exchange.request.opened};
}

// How long the next wait may be: the whole exchange has a limit; the body of a stream only between two pieces.
void limit_next_wait(Wire& wire, const Exchange& exchange, const ResponseReader& reader)
{
    if (!reader.is_streamed()) {
        wire.set_deadline(exchange.until);
    } else if (exchange.request.silence.count() > 0) {
        wire.set_deadline(Clock::now() + exchange.request.silence);
    } else {
        wire.clear_deadline();
    }
}

Task<ErrorCode> read_answer(Wire& wire, const Exchange& exchange, ResponseReader& reader, std::span<char> scratch)
{
    while (!reader.ended()) {
        const auto read = wire.read_now(scratch);
        if (!read.ec) {
            reader.feed({scratch.data(), read.bytes});
        } else if (read.ec == asio::error::eof) {
            reader.feed_end();
        } else if (read.ec == asio::error::would_block) {
            limit_next_wait(wire, exchange, reader);
            const auto ec = co_await wire.readable();
            if (ec) co_return ec;
        } else {
            co_return read.ec;
        }
    }
    co_return ErrorCode{};
}

Task<Attempt> attempt(Wire& wire, const Exchange& exchange, ResponseReader& reader, std::span<char> scratch)
{
    wire.set_deadline(exchange.until);
    const std::array<std::string_view, 2> pieces{exchange.head, exchange.request.body};
    const auto sent = co_await wire.write_all(pieces);
    Attempt result{.ec = sent.ec, .wrote_any = sent.bytes > 0};
    if (result.ec == asio::error::operation_aborted || result.ec == asio::error::timed_out) co_return result;
    // A server may answer and close before it has read the whole request, so a failed write is no reason not to look.
    const auto write_error = result.ec;
    result.ec = co_await read_answer(wire, exchange, reader, scratch);
    if (!result.ec && write_error && !reader.got_any()) result.ec = write_error;
    co_return result;
}

// Only for a connection that was used before: the server may have closed it while the request was on its way.
bool may_send_again(const Attempt& attempt, const Exchange& exchange, const ResponseReader& reader)
{
    const bool gave_up = attempt.ec == asio::error::operation_aborted || attempt.ec == asio::error::timed_out;
    return !gave_up && !reader.got_any() && (is_repeatable(exchange.request.method) || !attempt.wrote_any);
}

Result<ClientResponse> outcome(const Attempt& attempt, const Exchange& exchange, ResponseReader& reader)
{
    const bool in_stream = reader.is_streamed();
    switch (reader.state()) {
    case State::done:
    case State::stopped: return reader.take();
    case State::broken: return fail(broken_error(exchange, reader.problem()));
    case State::cut: return fail(cut_error(exchange, in_stream, attempt.ec));
    case State::too_large:
        return fail(too_large_error(exchange, exchange.streamed ? largest_error_body : exchange.request.largest_answer));
    case State::header:
    case State::body: break;
    }
    if (attempt.ec == asio::error::operation_aborted) return fail(detail::cancelled_error());
    if (attempt.ec == asio::error::timed_out) return fail(timeout_error(exchange, in_stream));
    return fail(cut_error(exchange, in_stream, attempt.ec));
}

Task<Result<ClientResponse>> run_request(std::shared_ptr<ConnectionPool> pool, Exchange exchange, std::span<char> scratch)
{
    CO_TRY(const auto slot, co_await ConnectionPool::wait_for_slot(pool, exchange.until));
    if (auto reused = pool->take_idle()) {
        ResponseReader reader(reader_options(exchange, {}));
        const auto tried = co_await attempt(*reused, exchange, reader, scratch);
        if (!may_send_again(tried, exchange, reader)) {
            if (reader.state() == State::done && reader.keep_alive()) pool->keep(std::move(reused));
            co_return outcome(tried, exchange, reader);
        }
    }
    CO_TRY(auto wire, co_await connect(pool->endpoint(), pool->deadlines(), exchange.until));
    ResponseReader reader(reader_options(exchange, {}));
    const auto tried = co_await attempt(*wire, exchange, reader, scratch);
    if (reader.state() == State::done && reader.keep_alive()) pool->keep(std::move(wire));
    co_return outcome(tried, exchange, reader);
}

Task<Result<ClientResponse>> run_stream(
    std::shared_ptr<ConnectionPool> pool, Exchange exchange, PieceSink sink, std::span<char> scratch)
{
    CO_TRY(const auto wire, co_await connect(pool->endpoint(), pool->deadlines(), exchange.until));
    ResponseReader reader(reader_options(exchange, sink));
    const auto tried = co_await attempt(*wire, exchange, reader, scratch);
    co_return outcome(tried, exchange, reader);
}

constexpr std::size_t transfer_piece = std::size_t{256} * 1024;

/// How long the other end may take for the next bytes.
std::chrono::milliseconds patience_of(const ClientRequest& request)
{
    return request.silence.count() > 0 ? request.silence : request.limit;
}

/// Whether all of it was taken. Less is no failure yet: a server may have answered before it read everything.
Task<Result<bool>> send_chunks(Wire& wire, const Exchange& exchange, BodySource source)
{
    for (;;) {
        CO_TRY(const std::string piece, co_await source());
        const std::string size = piece.empty() ? "0\r\n" : fmt::format("{:x}\r\n", piece.size());
        const std::array<std::string_view, 3> chunk{size, piece, "\r\n"};
        wire.restart_deadline(Clock::now() + patience_of(exchange.request));
        const auto sent = co_await wire.write_all(chunk);
        if (sent.ec == asio::error::operation_aborted) co_return fail(detail::cancelled_error());
        if (sent.ec == asio::error::timed_out) co_return fail(timeout_error(exchange, true));
        if (sent.ec) co_return false;
        if (piece.empty()) co_return true;
    }
}

/// The next of the answer's bytes, as far as they are there.
Task<ErrorCode> read_some(Wire& wire, ResponseReader& reader, std::span<char> scratch)
{
    const auto read = wire.read_now(scratch);
    if (!read.ec) {
        reader.feed({scratch.data(), read.bytes});
    } else if (read.ec == asio::error::eof) {
        reader.feed_end();
    } else if (read.ec == asio::error::would_block) {
        co_return co_await wire.readable();
    } else {
        co_return read.ec;
    }
    co_return ErrorCode{};
}

Task<Result<ClientResponse>> run_transfer(
    std::shared_ptr<ConnectionPool> pool, Exchange exchange, BodySource source, BodySink sink, std::span<char> scratch)
{
    CO_TRY(const auto wire, co_await connect(pool->endpoint(), pool->deadlines(), exchange.until));
    std::string come;
    PieceSink gather;
    if (sink) gather = [&come](std::string_view piece) { return come.append(piece), true; };
    ResponseReader reader(reader_options(exchange, gather));
    const std::array<std::string_view, 2> head{exchange.head, exchange.request.body};
    Attempt result{.ec = {}, .wrote_any = true};
    result.ec = (co_await wire->write_all(head)).ec;
    if (!result.ec && source) CO_CHECK(co_await send_chunks(*wire, exchange, std::move(source)));
    const auto unsent = std::exchange(result.ec, {});
    while (!reader.ended() && !result.ec) {
        // Until it answers, the other end may be busy with what it was sent.
        const auto patience = reader.is_streamed() ? patience_of(exchange.request) : exchange.request.limit;
        wire->restart_deadline(Clock::now() + patience);
        result.ec = co_await read_some(*wire, reader, scratch);
        if (come.size() < transfer_piece && !reader.ended()) continue;
        if (!come.empty()) CO_CHECK(co_await sink(std::exchange(come, {})));
    }
    if (unsent && !reader.got_any()) result.ec = unsent;
    co_return outcome(result, exchange, reader);
}

Task<Result<Upgraded>> run_upgrade(std::shared_ptr<ConnectionPool> pool, Exchange exchange, std::span<char> scratch)
{
    CO_TRY(auto wire, co_await connect(pool->endpoint(), pool->deadlines(), exchange.until));
    ResponseReader reader(reader_options(exchange, {}));
    const auto tried = co_await attempt(*wire, exchange, reader, scratch);
    CO_TRY(auto response, outcome(tried, exchange, reader));
    Upgraded upgraded{.response = std::move(response), .channel = nullptr};
    if (upgraded.response.status == 101) upgraded.channel = open_channel(std::move(wire), reader.take_rest(), exchange.name);
    co_return upgraded;
}

Task<Result<ClientResponse>> run_web_socket(std::shared_ptr<ConnectionPool> pool, Exchange exchange, SocketBody body)
{
    CO_TRY(auto connected, co_await connect(pool->endpoint(), pool->deadlines(), exchange.until));
    const std::shared_ptr<Wire> wire = std::move(connected);
    SocketLimits limits;
    limits.write_time = exchange.request.limit;
    const auto driver = SocketDriver::make(co_await asio::this_coro::executor, *wire, {}, limits, wire);
    wire->clear_deadline(); // the driver holds the limit
    auto answer = co_await driver->ask(host_text(pool->endpoint()), exchange.request.target, exchange.request.headers);
    if (answer.ec == asio::error::operation_aborted) co_return fail(detail::cancelled_error());
    if (answer.ec == asio::error::timed_out) co_return fail(timeout_error(exchange, false));
    if (answer.ec) co_return fail(cut_error(exchange, false, answer.ec));
    if (answer.status == 101) {
        std::exception_ptr problem;
        try {
            co_await body(driver->socket());
        } catch (...) {
            problem = std::current_exception();
        }
        co_await forget_cancellation();
        co_await driver->finish();
        if (problem) std::rethrow_exception(problem);
    }
    co_return ClientResponse{.status = answer.status, .headers = {}, .body = std::move(answer.body)};
}

// A cancel may also show as an exception: of the next wait after the one it hit.
template <class T>
Task<Result<T>> cancel_as_result(Task<Result<T>> work, std::shared_ptr<void> keep_alive)
{
    const auto kept = std::move(keep_alive);
    try {
        auto result = co_await std::move(work);
        co_return result;
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted) throw;
    }
    co_return fail(detail::cancelled_error());
}

template <class T>
Task<Result<T>> refuse(Error error)
{
    co_return fail(std::move(error));
}

Exchange make_exchange(ClientRequest request, const Endpoint& endpoint, bool streamed, Framed framed = Framed::by_length)
{
    Exchange exchange{.request = std::move(request), .head = {}, .name = {}, .until = {}, .streamed = streamed};
    exchange.head = request_head(exchange.request, endpoint, framed);
    exchange.name = fmt::format("{} {} on {}", exchange.request.method, exchange.request.target, endpoint_text(endpoint));
    exchange.until = Clock::now() + exchange.request.limit;
    return exchange;
}

} // namespace

Client::Client(
    asio::any_io_executor executor, Endpoint endpoint, std::size_t most_connections, std::chrono::seconds keep_idle)
    : impl_(std::make_shared<Impl>())
{
    impl_->pool = std::make_shared<ConnectionPool>(executor, std::move(endpoint), most_connections, keep_idle);
}

Client::~Client() { impl_->pool->close_idle(); }

Task<Result<ClientResponse>> Client::request(ClientRequest request)
{
    if (auto checked = check(request); !checked) return refuse<ClientResponse>(std::move(checked).error());
    auto exchange = make_exchange(std::move(request), impl_->pool->endpoint(), false);
    return cancel_as_result(run_request(impl_->pool, std::move(exchange), impl_->scratch), impl_);
}

Task<Result<ClientResponse>> Client::stream(ClientRequest request, PieceSink sink)
{
    if (auto checked = check(request); !checked) return refuse<ClientResponse>(std::move(checked).error());
    auto exchange = make_exchange(std::move(request), impl_->pool->endpoint(), true);
    return cancel_as_result(run_stream(impl_->pool, std::move(exchange), std::move(sink), impl_->scratch), impl_);
}

Task<Result<ClientResponse>> Client::transfer(ClientRequest request, BodySource source, BodySink sink)
{
    if (auto checked = check(request); !checked) return refuse<ClientResponse>(std::move(checked).error());
    const auto framed = source ? Framed::in_chunks : Framed::by_length;
    auto exchange = make_exchange(std::move(request), impl_->pool->endpoint(), true, framed);
    return cancel_as_result(
        run_transfer(impl_->pool, std::move(exchange), std::move(source), std::move(sink), impl_->scratch), impl_);
}

Task<Result<Upgraded>> Client::upgrade(ClientRequest request)
{
    if (auto checked = check(request); !checked) return refuse<Upgraded>(std::move(checked).error());
    auto exchange = make_exchange(std::move(request), impl_->pool->endpoint(), false);
    return cancel_as_result(run_upgrade(impl_->pool, std::move(exchange), impl_->scratch), impl_);
}

Task<Result<ClientResponse>> Client::web_socket(ClientRequest request, SocketBody body)
{
    if (auto checked = check(request); !checked) return refuse<ClientResponse>(std::move(checked).error());
    auto exchange = make_exchange(std::move(request), impl_->pool->endpoint(), false);
    return cancel_as_result(run_web_socket(impl_->pool, std::move(exchange), std::move(body)), impl_);
}

} // namespace furtka::http
