// http/server.hpp — an HTTP/1.1 server on TCP, TLS and unix sockets (RFC 9110, RFC 9112); knows nothing of Furtka.
#pragma once

#include "http/message.hpp"
#include "http/tls.hpp"
#include "http/websocket.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace furtka::http {

struct Limits {
    std::size_t header_bytes = 16 * 1024; ///< over it: 431
    std::size_t body_bytes = 1024 * 1024; ///< over it: 413
    std::size_t connections = 2048; ///< over it: 503 and closed
    std::chrono::milliseconds header_time{10'000}; ///< from the first byte to the end of the header, else 408 (slow loris)
    std::chrono::milliseconds body_time{30'000}; ///< for the whole body, else 408
    std::chrono::milliseconds idle_time{75'000}; ///< between requests of a kept-alive connection
    std::chrono::milliseconds write_time{20'000}; ///< for one piece of a response to be taken, else closed
    std::chrono::milliseconds handshake_time{10'000}; ///< of TLS, from the connection on, else closed
    std::size_t handshakes = 128; ///< of TLS at once; with one more the oldest is cut: a good one takes milliseconds
    std::size_t sockets = 64; ///< open WebSockets; over it: 503
    SocketLimits socket;
};

/// Told of each finished request.
struct AccessRecord {
    std::string method;
    std::string path;
    int status = 0;
    std::size_t bytes = 0; ///< of the body sent
    std::chrono::microseconds took{0};
    Peer peer;
};

struct ServerOptions {
    Limits limits;
    std::function<void(const AccessRecord&)> access_log; ///< may be empty
    /// The body of a response made by the server itself (400, 408, 413, 426, 431, 501, 503, 505). Default: plain text.
    std::function<Response(int status, std::string_view reason)> error_response;
};

/// Refused before the handler is called: broken syntax, two Content-Length, Content-Length with Transfer-Encoding, an
/// unknown transfer coding, HTTP/1.1 without Host, two Hosts, a path that is not plain after decoding.
/// HEAD is handed over as GET and answered without a body. `Expect: 100-continue` is answered. Exceptions of a handler are
/// logged and become a 500. A handler goes on when its client leaves; only the end of a drain cancels it.
/// An idle connection costs about 2.5 KiB, an open stream about 3.7 KiB and what its writer holds.
class Server {
public:
    /// `tls`: a first byte that begins TLS is taken as such. Anything else is plain HTTP, which the handler is told
    /// (`Peer::wants_tls`), so that it can send the client there.
    enum class Speaks { plain, tls };

    Server(boost::asio::any_io_executor executor, Handler handler, ServerOptions options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// `127.0.0.1:7000`, `[::1]:0`. Returns the port.
    /// invalid `listen_address` | conflict `listen_in_use` | denied `listen_denied`.
    Result<std::uint16_t> listen_tcp(const std::string& address, Speaks speaks = Speaks::plain);
    /// What TLS connections are served with from the next one on. Before the first call TLS connections are closed.
    void use_tls(std::shared_ptr<const TlsContext> context);
    /// Binds the unix socket, mode 0660, group by name if it exists. A stale one is replaced; it is removed at the end.
    /// conflict `socket_in_use`: a live one, or something else of that name | invalid `socket_path` | denied `socket_denied`
    Result<void> listen_unix(const std::filesystem::path& socket, std::optional<std::string> group);

    /// Stops accepting, closes idle connections, tells streams and WebSockets to end, lets busy ones finish with
    /// `Connection: close`; returns when all are gone or after `limit`, when the rest is cut.
    Task<void> drain(std::chrono::milliseconds limit);

    std::size_t connections() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace furtka::http
