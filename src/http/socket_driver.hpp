// http/socket_driver.hpp — runs a WebSocket on a connection, at either end of it.
#pragma once

#include "http/message.hpp"
#include "http/websocket.hpp"
#include "http/wire.hpp"

#include <memory>
#include <string>

namespace furtka::http {

class SocketDriver {
public:
    /// `first`: bytes that came with the request. `keep` owns the wire and lives as long as anything waits on it.
    static std::shared_ptr<SocketDriver> make(const boost::asio::any_io_executor& executor, Wire& wire, std::string first,
        SocketLimits limits, std::shared_ptr<void> keep);
    virtual ~SocketDriver() = default;

    /// Answers a good handshake: 101. False: the client is gone.
    virtual Task<bool> accept(std::string key) = 0;

    struct Answer {
        ErrorCode ec; ///< of the connection
        int status = 0; ///< 101: the socket is open
        std::string body; ///< of a refusal
    };
    /// Asks for a WebSocket; `headers`: sent beside those that the handshake has.
    virtual Task<Answer> ask(std::string host, std::string target, Headers headers) = 0;

    virtual WebSocket& socket() = 0;

    /// Reading ends; what is sent still goes out. For a server that stops.
    virtual void stop() = 0;
    /// Tells the other end, waits for its answer within `close_time`, closes the wire; returns when nothing waits any more.
    virtual Task<void> finish() = 0;
};

} // namespace furtka::http
