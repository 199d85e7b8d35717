#include "http/session.hpp"

#include "async/cancellation.hpp"
#include "base/log.hpp"
#include "http/listen.hpp"
#include "http/stream_writer.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <exception>
#include <utility>

namespace furtka::http {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using State = RequestReader::State;

namespace {

constexpr auto linger_time = 1s;
constexpr std::size_t linger_bytes = std::size_t{4} * 1024 * 1024;
constexpr unsigned char tls_handshake = 0x16; // the first byte of a TLS connection (RFC 8446, 5.1)
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

void log_end(const std::exception_ptr& problem)
{
    if (!problem) return;
    try {
        std::rethrow_exception(problem);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted)
            log::error("connection ended", {{"reason", error.code().message()}});
    } catch (const std::exception& error) {
        log::error("connection ended", {{"reason", error.what()}});
    } catch (...) {
        log::error("connection ended", {{"reason", "unknown exception"}});
    }
}

// One of the handshakes that go on. The oldest of too many is cut: whoever is slow at it is no browser.
class Handshaking {
public:
    Handshaking(ServerCore& core, Session& session) : core_(core), session_(session)
    {
        if (core_.handshakes.size() >= core_.options.limits.handshakes) {
            auto* const oldest = core_.handshakes.front();
            core_.handshakes.pop_front();
            oldest->cut();
        }
        core_.handshakes.push_back(&session_);
    }
    ~Handshaking() { core_.handshakes.remove(&session_); }
    Handshaking(const Handshaking&) = delete;
    Handshaking& operator=(const Handshaking&) = delete;

private:
    ServerCore& core_;
    Session& session_;
};

std::string_view body_text(const Response& response)
{
    if (const auto* text = std::get_if<std::string>(&response.body)) return *text;
    if (const auto* text = std::get_if<std::string_view>(&response.body)) return *text;
    if (const auto* text = std::get_if<SharedText>(&response.body))
        return *text ? std::string_view(**text) : std::string_view();
    return {};
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

} // namespace

Session::Session(std::shared_ptr<ServerCore> core, int socket, Peer peer)
    : core_(std::move(core)), wire_(core_->executor, socket, core_->deadlines), peer_(std::move(peer))
{
    core_->enter(*this);
}

Session::~Session() { core_->leave(*this); }

void Session::start()
{
    auto ended = [self = shared_from_this()](const std::exception_ptr& problem) { log_end(problem); };
    asio::co_spawn(core_->executor, serve(), asio::bind_cancellation_slot(cut_.slot(), std::move(ended)));
}

void Session::drain()
{
    if (idle_)
        wire_.close();
    else if (socket_ != nullptr)
        socket_->stop();
    else
        wire_.stop_waiting(); // a stream looks up and sees that the server stops
}

void Session::cut()
{
    gone_ = true;
    wire_.close();
    // Emitted on the loop: elsewhere, asio (seen in 1.81) posts the cancel itself, and it may arrive after the coroutine's
    // end.
    asio::dispatch(core_->executor, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->cut_.emit(asio::cancellation_type::all);
    });
}

Task<bool> Session::find_transport()
{
    wire_.restart_deadline(Clock::now() + core_->options.limits.handshake_time);
    const auto ec = co_await wire_.readable();
    if (ec) co_return false;
    if (wire_.first_byte() != tls_handshake) co_return true;
    const bool agreed = co_await shake_hands();
    co_return agreed;
}

Task<bool> Session::shake_hands()
{
    const auto core = core_;
    if (!core->tls) co_return false;
    const Handshaking counted(*core, *this);
    const auto ec = co_await wire_.start_tls(core->tls, TlsStream::Role::server);
    if (ec) {
        log::debug("TLS not agreed on", {{"from", peer_.address}, {"reason", ec.message()}});
        co_return false;
    }
    peer_.secure = true;
    peer_.wants_tls = false;
    co_return true;
}

Task<void> Session::serve()
{
    bool again = true;
    if (peer_.wants_tls) again = co_await find_transport();
    while (again) {
        auto incoming = co_await next_request();
        if (!incoming) break;
        again = co_await answer(std::move(incoming));
    }
    wire_.close();
}

// Gives the reader the bytes that are there. The reader is made with the first byte: an idle connection has none.
void Session::feed(std::unique_ptr<RequestReader>& reader, std::string_view bytes)
{
    const auto& limits = core_->options.limits;
    if (!reader) {
        idle_ = false;
        reader = std::make_unique<RequestReader>(limits.header_bytes, limits.body_bytes);
        wire_.set_deadline(Clock::now() + limits.header_time);
    }
    const bool in_header = reader->state() == State::header;
    if (rest_.empty()) {
        rest_ = bytes.substr(reader->feed(bytes));
    } else {
        rest_.append(bytes);
        rest_.erase(0, reader->feed(rest_));
    }
    if (rest_.empty()) rest_ = {};
    if (in_header && reader->state() == State::body) wire_.set_deadline(Clock::now() + limits.body_time);
}

// Reads once, waiting for bytes if there are none.
Task<ErrorCode> Session::fill(std::unique_ptr<RequestReader>& reader)
{
    for (;;) {
        const auto read = wire_.read_now(core_->scratch);
        if (!read.ec) {
            feed(reader, {core_->scratch.data(), read.bytes});
            co_return ErrorCode{};
        }
        if (read.ec != asio::error::would_block) co_return read.ec;
        const auto ec = co_await wire_.readable();
        if (ec) co_return ec;
    }
}

// Leaves no reader behind when the connection has ended or the client was told off.
Task<void> Session::read_request(std::unique_ptr<RequestReader>& reader)
{
    bool told_to_continue = false;
    while (!reader || reader->state() == State::header || reader->state() == State::body) {
        if (reader && reader->state() == State::body && reader->expects_continue()
            && !std::exchange(told_to_continue, true)) {
            const std::array pieces{continue_line};
            const bool sent = co_await write(pieces);
            if (!sent) break;
        }
        const auto ec = co_await fill(reader);
        if (ec == asio::error::timed_out && reader) {
            const bool in_body = reader->state() == State::body;
            co_await refuse(408, in_body ? "the body did not come in time" : "the header did not come in time");
        }
        if (ec) break;
    }
    if (reader && reader->state() == State::refused) co_await refuse(reader->refused_status(), reader->refused_reason());
    if (reader && reader->state() != State::done) reader.reset();
}

Task<std::unique_ptr<Session::Incoming>> Session::next_request()
{
    idle_ = true;
    wire_.restart_deadline(Clock::now() + core_->options.limits.idle_time);
    if (core_->draining) co_return nullptr;
    std::unique_ptr<RequestReader> reader;
    if (!rest_.empty()) {
        // A client that sends many requests at once takes turns with the others.
        co_await asio::post(core_->executor, asio::use_awaitable);
        feed(reader, {});
    }
    co_await read_request(reader);
    co_return take(std::move(reader));
}

std::unique_ptr<Session::Incoming> Session::take(std::unique_ptr<RequestReader> reader)
{
    if (!reader) return nullptr;
    wire_.set_deadline(Clock::time_point::max()); // none: a handler may take its time
    auto incoming = std::make_unique<Incoming>();
    incoming->keep_alive = reader->keep_alive();
    incoming->head = reader->is_head();
    incoming->http_1_0 = reader->is_http_1_0();
    incoming->request = reader->take();
    incoming->request.peer = peer_;
    if (incoming->request.headers.find("Upgrade"))
        incoming->handshake = std::make_unique<Handshake>(read_handshake(incoming->request, incoming->http_1_0));
    if (core_->options.access_log) {
        incoming->record = std::make_unique<AccessRecord>();
        incoming->record->method = incoming->head ? "HEAD" : incoming->request.method;
        incoming->record->path = incoming->request.path;
    }
    return incoming;
}

Task<void> Session::refuse(int status, std::string_view reason)
{
    const auto response = core_->error_response(status, reason);
    Outgoing outgoing{.close = true, .begin = Clock::now()};
    wire_.restart_deadline(Clock::now() + core_->options.limits.write_time);
    const bool sent = co_await send_whole(response, body_text(response), outgoing);
    if (core_->options.access_log) {
        core_->options.access_log(
            {.method = "-", .path = "-", .status = status, .bytes = outgoing.body_bytes, .took = {}, .peer = peer_});
    }
    if (sent) co_await linger();
}

// Closing with unread bytes would reset the connection and take the response away from the client: read on for a moment.
Task<void> Session::linger()
{
    wire_.finish_sending();
    wire_.restart_deadline(Clock::now() + linger_time);
    std::size_t total = 0;
    while (total < linger_bytes) {
        const auto read = wire_.read_now(core_->scratch);
        total += read.bytes;
        if (!read.ec) continue;
        if (read.ec != asio::error::would_block) co_return;
        const auto ec = co_await wire_.readable();
        if (ec) co_return;
    }
}

Task<Response> Session::call_handler(Request request)
{
    try {
        auto response = co_await core_->handler(std::move(request));
        co_return response;
    } catch (const boost::system::system_error& error) {
        if (gone_) throw;
        log::error("handler failed", {{"reason", error.code().message()}});
    } catch (const std::exception& error) {
        log::error("handler failed", {{"reason", error.what()}});
    } catch (...) {
        log::error("handler failed", {{"reason", "unknown exception"}});
    }
    co_return core_->error_response(500, "this should not have happened; the log says more");
}

void Session::log_access(AccessRecord& record, int status, const Outgoing& outgoing) const
{
    record.status = status;
    record.bytes = outgoing.body_bytes;
    record.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - outgoing.begin);
    record.peer = peer_;
    core_->options.access_log(record);
}

Task<bool> Session::answer(std::unique_ptr<Incoming> incoming)
{
    Outgoing outgoing{
        .close = !incoming->keep_alive, .head = incoming->head, .http_1_0 = incoming->http_1_0, .begin = Clock::now()};
    const auto record = std::move(incoming->record);
    auto handshake = std::move(incoming->handshake);
    const auto made = co_await call_handler(std::move(incoming->request));
    incoming.reset();
    outgoing.close = outgoing.close || core_->draining;

    if (const auto* socket = std::get_if<SocketBody>(&made.body)) {
        const int status = co_await serve_socket(*socket, std::move(handshake), outgoing);
        if (record) log_access(*record, status, outgoing);
        co_return status != 101 && !gone_ && !outgoing.close;
    }
    const bool sent = co_await send(made, outgoing);
    if (record) log_access(*record, made.status, outgoing);
    if (sent && outgoing.close && !rest_.empty()) co_await linger();
    co_return sent && !outgoing.close;
}

Task<bool> Session::send(const Response& response, Outgoing& outgoing)
{
    const auto* stream = std::get_if<StreamBody>(&response.body);
    if (stream == nullptr) {
        const bool sent = co_await send_whole(response, body_text(response), outgoing);
        co_return sent;
    }
    const bool opened = co_await open_stream(response, outgoing);
    if (!opened || outgoing.head || !may_have_body(response.status)) co_return opened;
    const bool ended = co_await send_stream(*stream, outgoing);
    co_return ended;
}

Task<bool> Session::send_whole(const Response& response, std::string_view body, Outgoing& outgoing)
{
    const Framing framing{.length = body.size(), .chunked = false, .close = outgoing.close, .http_1_0 = outgoing.http_1_0};
    const auto head = format_head(response.status, response.headers, framing, core_->date.at(std::time(nullptr)));
    if (outgoing.head || !may_have_body(response.status)) body = {};
    const std::array pieces{std::string_view(head), body};
    const bool sent = co_await write(pieces);
    if (sent) outgoing.body_bytes = body.size();
    co_return sent;
}

Task<bool> Session::open_stream(const Response& response, Outgoing& outgoing)
{
    const bool chunked = !outgoing.http_1_0 && may_have_body(response.status);
    outgoing.close = outgoing.close || outgoing.http_1_0;
    const Framing framing{.length = {}, .chunked = chunked, .close = outgoing.close};
    const auto head = format_head(response.status, response.headers, framing, core_->date.at(std::time(nullptr)));
    const std::array pieces{std::string_view(head)};
    const bool sent = co_await write(pieces);
    co_return sent;
}

Task<bool> Session::send_stream(const StreamBody& body, Outgoing& outgoing)
{
    StreamWriter writer(*this, !outgoing.http_1_0);
    co_await body(writer);
    const bool ended = co_await writer.end();
    outgoing.body_bytes = writer.bytes();
    co_return ended;
}

Task<int> Session::refuse_socket(int status, std::string_view reason, Outgoing& outgoing)
{
    auto response = core_->error_response(status, reason);
    if (status == 426) add_upgrade_fields(response);
    [[maybe_unused]] const bool sent = co_await send_whole(response, body_text(response), outgoing);
    co_return status;
}

Task<int> Session::serve_socket(const SocketBody& body, std::unique_ptr<Handshake> handshake, Outgoing& outgoing)
{
    if (!handshake || outgoing.head) handshake = std::make_unique<Handshake>(read_handshake({}, false));
    if (handshake->refused_status != 0)
        co_return co_await refuse_socket(handshake->refused_status, handshake->reason, outgoing);
    if (core_->draining) co_return co_await refuse_socket(503, "the server stops", outgoing);
    if (core_->sockets >= core_->options.limits.sockets)
        co_return co_await refuse_socket(503, "too many WebSockets are open", outgoing);
    const auto core = core_;
    ++core->sockets;
    std::exception_ptr problem;
    try {
        [[maybe_unused]] const bool opened = co_await run_socket(body, std::move(handshake->key));
    } catch (...) {
        problem = std::current_exception();
    }
    --core->sockets;
    if (problem) std::rethrow_exception(problem);
    co_return 101;
}

Task<bool> Session::run_socket(const SocketBody& body, std::string key)
{
    const auto& limits = core_->options.limits;
    const auto driver =
        SocketDriver::make(core_->executor, wire_, std::exchange(rest_, {}), limits.socket, shared_from_this());
    const bool opened = co_await driver->accept(std::move(key));
    if (!opened) {
        gone_ = true;
        co_return false;
    }
    socket_ = driver.get();
    if (core_->draining) driver->stop();
    std::exception_ptr problem;
    try {
        co_await body(driver->socket());
    } catch (...) {
        problem = std::current_exception();
        driver->socket().close_with(SocketClose::failed, "this should not have happened; the log says more");
    }
    co_await forget_cancellation();
    co_await driver->finish();
    socket_ = nullptr;
    if (problem) std::rethrow_exception(problem);
    co_return true;
}

Task<bool> Session::write(std::span<const std::string_view> pieces)
{
    const auto sent = co_await wire_.write_all(pieces, core_->options.limits.write_time);
    if (sent.ec) gone_ = true;
    co_return !sent.ec;
}

} // namespace furtka::http
