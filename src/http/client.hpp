// http/client.hpp — an HTTP/1.1 client for one server on a unix socket, TCP or TLS: kept-alive connections and streams.
#pragma once

#include "http/message.hpp"
#include "http/tls.hpp"
#include "http/websocket.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace furtka::http {

struct ClientRequest {
    std::string method = "GET";
    std::string target; ///< path with query, encoded
    Headers headers;
    std::string body;
    std::chrono::milliseconds limit{30'000}; ///< for the whole exchange; for a stream: until the header of the answer
    std::chrono::milliseconds silence{0}; ///< streams: longest wait between two pieces; 0: none
    std::size_t largest_answer = 32 * 1024 * 1024; ///< bytes of a whole (not streamed) body; over it: too_large
    std::function<void()> opened; ///< streams: called once when the header of an answer with a status < 300 has come
};

struct ClientResponse {
    int status = 0;
    Headers headers;
    std::string body; ///< empty for a stream
};

/// Takes a piece of a streamed body. Returning false ends the stream (the connection is closed).
using PieceSink = std::function<bool(std::string_view)>;

/// A connection that is no HTTP any more: bytes both ways. Its end closes it.
class Channel {
public:
    virtual ~Channel() = default;

    /// The next bytes; none: the other end has sent all. upstream `stream_cut` | cancelled
    virtual Task<Result<std::string>> read() = 0;
    /// Waits until the socket took all. upstream `stream_cut` | timeout `stream_stuck`: nothing was taken for `patience` |
    /// cancelled
    virtual Task<Result<void>> write(std::string bytes, std::chrono::milliseconds patience) = 0;
    /// The other end sees the end of the bytes; reading goes on.
    virtual void finish_sending() = 0;
};

/// The next piece of a body that is sent; empty: that was all. An error ends the exchange and is its result.
using BodySource = std::function<Task<Result<std::string>>()>;
/// Takes a piece of a body that comes, and is waited for before more is read. An error ends the exchange and is its result.
using BodySink = std::function<Task<Result<void>>(std::string)>;

struct Upgraded {
    ClientResponse response;
    std::unique_ptr<Channel> channel; ///< only with status 101
};

/// Where the server is: `unix:///run/docker.sock`, `tcp://127.0.0.1:2375`, `http://127.0.0.1:5000`,
/// `https://nas.local:7000`.
struct Endpoint {
    bool unix_socket = false;
    std::string path; ///< of the unix socket
    std::string host;
    std::string port;
    bool tls = false;
    std::shared_ptr<const TlsContext> trust; ///< with TLS: whom to believe; none: those that this system trusts
    static Result<Endpoint> parse(std::string_view text); ///< invalid `endpoint`
};

class Client {
public:
    /// At most `most_connections` at once; further requests wait. Idle ones are kept at most `keep_idle`.
    Client(boost::asio::any_io_executor executor, Endpoint endpoint, std::size_t most_connections = 16,
        std::chrono::seconds keep_idle = std::chrono::seconds(30));
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// One exchange. Any status is a result. A request on a reused connection that ends before the first byte of an answer
    /// is sent once more, if it is GET, HEAD, PUT or DELETE, or no byte of it could be written.
    ///
    /// invalid `request_line` (control characters or spaces where none may be) | unavailable `connect` (who, why),
    /// `tls_failed` | upstream `http_protocol` (garbage, or the answer broke off) | timeout `time_limit` | too_large |
    /// cancelled. A cancel closes the connection. It must be given on the loop's thread.
    Task<Result<ClientResponse>> request(ClientRequest request);

    /// A streamed answer on a connection of its own, which `most_connections` does not count. For a status >= 300 nothing is
    /// streamed and the body is in the result (at most 64 KiB). upstream `stream_cut`: the body broke off before its end.
    /// timeout `stream_silent`: nothing came for `silence`.
    Task<Result<ClientResponse>> stream(ClientRequest request, PieceSink sink);

    /// A body of any length one way, or each way: `source` is sent chunked (none: the request's own body), the body of an
    /// answer with a status < 300 goes to `sink` (none: it is kept, at most 64 KiB of it). What the other end does not take
    /// or send for `silence` ends it. Failures as of `stream`. An answer that comes before all was sent counts.
    Task<Result<ClientResponse>> transfer(ClientRequest request, BodySource source, BodySink sink);

    /// Asks for another protocol (the request has Connection and Upgrade) on a connection of its own. Any status is a
    /// result; failures as of `request`.
    Task<Result<Upgraded>> upgrade(ClientRequest request);

    /// A WebSocket on a connection of its own: `body` runs while it is open, and it is closed when `body` has returned. A
    /// refusal is a result with its status and body. Of the request, target, headers and
    /// limit (until it is open) count.
    Task<Result<ClientResponse>> web_socket(ClientRequest request, SocketBody body);

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace furtka::http
