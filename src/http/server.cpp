#include "http/server.hpp"

#include "async/nothrow.hpp"
#include "base/log.hpp"
#include "http/listen.hpp"
#include "http/session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <list>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace furtka::http {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t scratch_bytes = std::size_t{16} * 1024;
constexpr int accepted_at_once = 64;
constexpr auto pause_without_sockets = 200ms;
constexpr auto last_words = 1s; // for handlers to end after they were cut

struct Listener {
    Listener(const asio::any_io_executor& executor, int socket) : descriptor(executor, socket) { }

    asio::posix::stream_descriptor descriptor;
    bool tls = false;
    std::filesystem::path path; // of a unix socket
    ino_t inode = 0; // to remove only what was made here
};

ino_t inode_of(const std::filesystem::path& path)
{
    struct stat found{};
    return ::lstat(path.c_str(), &found) == 0 ? found.st_ino : 0;
}

void close_listener(Listener& listener)
{
    ErrorCode ignored;
    listener.descriptor.close(ignored);
    if (!listener.path.empty() && listener.inode != 0 && inode_of(listener.path) == listener.inode)
        ::unlink(listener.path.c_str());
    listener.path.clear();
}

bool is_out_of_sockets(int number) { return number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM; }

// Best effort, without waiting: one more connection than the limit must not cost what a connection costs.
void turn_away(ServerCore& core, int socket)
{
    const auto response = core.error_response(503, "too many connections");
    const auto* text = std::get_if<std::string>(&response.body);
    const std::string body = text ? *text : std::string();
    const Framing framing{.length = body.size(), .chunked = false, .close = true};
    const auto bytes = format_head(503, response.headers, framing, core.date.at(std::time(nullptr))) + body;
    ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(socket, SHUT_WR);
    // Unread bytes would turn the close into a reset, which may overtake the response.
    ::recv(socket, core.scratch.data(), core.scratch.size(), MSG_DONTWAIT);
    ::close(socket);
}

void admit(const std::shared_ptr<ServerCore>& core, int socket, const Listener& listener)
{
    const bool full = core->sessions.size() >= core->options.limits.connections;
    if (core->draining || (full && listener.tls)) {
        ::close(socket);
        return;
    }
    if (full) return turn_away(*core, socket);
    const bool unix_socket = !listener.path.empty();
    if (!unix_socket) set_no_delay(socket);
    std::shared_ptr<Session> session;
    try {
        auto peer = peer_of(socket, unix_socket);
        peer.wants_tls = listener.tls;
        session = std::make_shared<Session>(core, socket, std::move(peer));
    } catch (const std::exception& error) {
        log::error("connection not served", {{"reason", error.what()}});
        ::close(socket);
        return;
    }
    session->start();
}

// Takes what is in line. False: there are no sockets left.
bool accept_some(const std::shared_ptr<ServerCore>& core, Listener& listener)
{
    for (int i = 0; i < accepted_at_once; ++i) {
        const int socket = accept_socket(listener.descriptor.native_handle());
        if (socket >= 0) {
            admit(core, socket, listener);
        } else if (is_out_of_sockets(errno)) {
            return false;
        } else if (errno == EAGAIN) {
            return true;
        }
    }
    return true;
}

Task<void> accept_all(std::shared_ptr<ServerCore> core, std::shared_ptr<Listener> listener)
{
    bool warned = false;
    while (listener->descriptor.is_open()) {
        const auto [ec] = co_await listener->descriptor.async_wait(asio::posix::stream_descriptor::wait_read, nothrow);
        if (ec || !listener->descriptor.is_open()) co_return;
        if (accept_some(core, *listener)) {
            warned = false;
            continue;
        }
        // The connection stays in line, so trying again at once would spin.
        if (!std::exchange(warned, true)) log::warning("no connection accepted", {{"reason", "no file descriptors left"}});
        asio::steady_timer pause(core->executor, pause_without_sockets);
        co_await pause.async_wait(nothrow);
    }
}

} // namespace

ServerCore::ServerCore(const asio::any_io_executor& where, Handler what, ServerOptions how)
    : executor(where), handler(std::move(what)), options(std::move(how)), deadlines(where), all_gone(where),
      scratch(scratch_bytes)
{
}

Response ServerCore::error_response(int status, std::string_view reason) const
{
    if (options.error_response) return options.error_response(status, reason);
    Response response{
        .status = status, .headers = {}, .body = fmt::format("{} {}: {}\n", status, reason_phrase(status), reason)};
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    return response;
}

void ServerCore::leave(Session& session)
{
    sessions.erase(&session);
    if (sessions.empty()) all_gone.cancel();
}

struct Server::Impl {
    std::shared_ptr<ServerCore> core;
    std::list<std::shared_ptr<Listener>> listeners;

    std::shared_ptr<Listener> listen(int socket)
    {
        auto listener = std::make_shared<Listener>(core->executor, socket);
        listeners.push_back(listener);
        return listener;
    }

    void begin(const std::shared_ptr<Listener>& listener) const
    {
        asio::co_spawn(core->executor, accept_all(core, listener), asio::detached);
    }

    void stop_accepting()
    {
        core->draining = true;
        for (const auto& listener : listeners) close_listener(*listener);
        listeners.clear();
    }

    void cut_all() const
    {
        const auto all = core->sessions;
        for (auto* session : all) session->cut();
    }

    // A session that is told something may leave at once, so the walk is over a copy.
    void drain_all() const
    {
        const auto all = core->sessions;
        for (auto* session : all) session->drain();
    }
};

Server::Server(asio::any_io_executor executor, Handler handler, ServerOptions options) : impl_(std::make_shared<Impl>())
{
    impl_->core = std::make_shared<ServerCore>(executor, std::move(handler), std::move(options));
}

Server::~Server()
{
    impl_->stop_accepting();
    impl_->cut_all();
}

Result<std::uint16_t> Server::listen_tcp(const std::string& address, Speaks speaks)
{
    TRY(const auto opened, open_tcp(address));
    const auto listener = impl_->listen(opened.socket);
    listener->tls = speaks == Speaks::tls;
    impl_->begin(listener);
    return opened.port;
}

void Server::use_tls(std::shared_ptr<const TlsContext> context) { impl_->core->tls = std::move(context); }

Result<void> Server::listen_unix(const std::filesystem::path& socket, std::optional<std::string> group)
{
    TRY(const auto opened, open_unix(socket, group));
    const auto listener = impl_->listen(opened);
    listener->path = socket;
    listener->inode = inode_of(socket);
    impl_->begin(listener);
    return {};
}

Task<void> Server::drain(std::chrono::milliseconds limit)
{
    const auto impl = impl_;
    impl->stop_accepting();
    impl->drain_all();
    if (!impl->core->sessions.empty()) {
        impl->core->all_gone.expires_after(limit);
        co_await impl->core->all_gone.async_wait(nothrow);
    }
    if (!impl->core->sessions.empty()) {
        impl->cut_all();
        impl->core->all_gone.expires_after(last_words);
        co_await impl->core->all_gone.async_wait(nothrow);
    }
}

std::size_t Server::connections() const { return impl_->core->sessions.size(); }

} // namespace furtka::http
