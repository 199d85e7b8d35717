// http/listen.hpp — listening sockets: non-blocking, close-on-exec.
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace furtka::http {

struct TcpSocket {
    int socket = -1;
    std::uint16_t port = 0;
};

/// invalid `listen_address` | conflict `listen_in_use` | denied `listen_denied`. The caller owns the socket.
Result<TcpSocket> open_tcp(const std::string& address);

/// invalid `socket_path` | conflict `socket_in_use` | denied `socket_denied`. The caller owns the socket.
Result<int> open_unix(const std::filesystem::path& path, const std::optional<std::string>& group);

/// The next connection in line; -1 with errno when there is none.
int accept_socket(int listening);
Peer peer_of(int socket, bool unix_socket);
/// Small pieces are sent at once.
void set_no_delay(int socket);

} // namespace furtka::http
