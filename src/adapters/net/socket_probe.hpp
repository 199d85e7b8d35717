// adapters/net/socket_probe.hpp — the port Probe on plain TCP sockets.
#pragma once

#include "ports/probe.hpp"

namespace furtka {

class SocketProbe final : public Probe {
public:
    Task<PortAnswer> ask(ProbeTarget target, std::chrono::milliseconds limit) override;
};

/// The status in the start of an answer, `HTTP/1.1 204 No Content`; 0: it is none.
int http_status_of(std::string_view answer);

} // namespace furtka
