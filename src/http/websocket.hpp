// http/websocket.hpp — an open WebSocket (RFC 6455) as handlers and callers see it; no Beast.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace furtka::http {

enum class SocketKind { text, binary };

struct SocketMessage {
    SocketKind kind = SocketKind::binary;
    std::string data;
    bool operator==(const SocketMessage&) const = default;
};

/// What the other end is told at the end (RFC 6455, 7.4.1).
enum class SocketClose : std::uint16_t { normal = 1000, going_away = 1001, policy = 1008, failed = 1011 };

struct SocketLimits {
    std::size_t message_bytes = std::size_t{64} * 1024; ///< of one that comes; over it: closed with 1009
    std::size_t waiting_bytes = std::size_t{256} * 1024; ///< came and are not read yet; with more no more is taken
    std::chrono::milliseconds idle_time{60'000}; ///< nothing came for half of it: a ping; for all of it: closed
    std::chrono::milliseconds write_time{20'000}; ///< for one piece of a message to be taken, else closed
    std::chrono::milliseconds close_time{3'000}; ///< for the other end to answer a close
};

/// Pings are answered and sent by themselves.
class WebSocket {
public:
    virtual ~WebSocket() = default;

    /// The next message. cancelled `socket_closed`: the other end has closed, is gone or silent, or the server stops. Such a
    /// stop still lets messages be sent.
    virtual Task<Result<SocketMessage>> read() = 0;

    /// Waits until the socket took all of it, also when the task is cancelled meanwhile: a message is never cut. So whoever
    /// makes more than the other end takes has to wait. Messages of several tasks go out one after the other.
    /// cancelled `socket_closed`.
    virtual Task<Result<void>> send(SocketKind kind, std::string data) = 0;

    /// What the other end is told when the socket's task has ended; without: `normal`, or `going_away` when the server
    /// stops. `reason`: at most 123 bytes.
    virtual void close_with(SocketClose code, std::string reason) = 0;
};

} // namespace furtka::http
