// http/message.hpp — requests and responses as handlers see them; no Beast.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace furtka::http {

/// Header fields in order; names compare without case.
class Headers {
public:
    void add(std::string name, std::string value);
    void set(std::string name, std::string value); ///< replaces all of that name
    std::optional<std::string_view> find(std::string_view name) const; ///< the first
    const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// Where a request came from.
struct Peer {
    bool unix_socket = false;
    std::string address; ///< `127.0.0.1`, or empty on a unix socket
    std::optional<std::uint32_t> uid; ///< of the process at the other end of a unix socket (SO_PEERCRED)
    std::optional<std::uint32_t> gid;
    bool secure = false; ///< the connection is TLS
    bool wants_tls = false; ///< plain HTTP, where TLS is served
};

struct Request {
    std::string method; ///< `GET`
    std::string path; ///< decoded, `/api/apps/blog`; a path with an encoded slash, NUL, `..` or `//` is refused before
    std::vector<std::pair<std::string, std::string>> query; ///< decoded, in order
    Headers headers;
    std::string body;
    Peer peer;

    std::optional<std::string_view> query_value(std::string_view name) const;
};

/// The open body of a streaming response.
class BodyWriter {
public:
    virtual ~BodyWriter() = default;
    /// Sends a piece and waits until the socket took it. cancelled: the client is gone or the server drains.
    virtual Task<Result<void>> write(std::string_view piece) = 0;
    /// Completes when the client has gone or the server drains; cancel it when no longer of interest.
    virtual Task<void> closed() = 0;
    /// Ends the stream from elsewhere, as if the client had gone.
    virtual void cut() = 0;
};

/// Text shared by many responses without a copy.
using SharedText = std::shared_ptr<const std::string>;
/// Called once with the open body; the body ends when it returns. Sent chunked (HTTP/1.1).
using StreamBody = std::function<Task<void>(BodyWriter&)>;

class WebSocket;
/// Called once with the open WebSocket, which is closed when it returns. Instead of it, a request that does not ask for a
/// WebSocket is answered 426, and one that asks wrongly 400 or 426; the rest of the response does not count.
using SocketBody = std::function<Task<void>(WebSocket&)>;

struct Response {
    int status = 200;
    Headers headers; ///< Content-Length, Transfer-Encoding, Connection and Date are the server's
    /// string_view: static data (embedded files)
    std::variant<std::string, SharedText, std::string_view, StreamBody, SocketBody> body;
};

using Handler = std::function<Task<Response>(Request)>;

/// `text` with `%41` decoded. Nothing: a broken escape, a NUL, or (in a path) an encoded `/` or `\`.
std::optional<std::string> percent_decode_path(std::string_view text);
std::string percent_encode(std::string_view text); ///< for one path segment or query value (RFC 3986 unreserved kept)

} // namespace furtka::http
