// http/connect.hpp — opens a connection to a server.
#pragma once

#include "http/client.hpp"
#include "http/wire.hpp"

#include <memory>

namespace furtka::http {

std::string endpoint_text(const Endpoint& endpoint); ///< for messages: `unix:///run/docker.sock`
std::string host_text(const Endpoint& endpoint); ///< for the Host field: `127.0.0.1:5000`; `localhost` for a unix socket

/// unavailable `connect`, `tls_failed` (no TLS there, or a certificate that is not trusted) | timeout `time_limit` |
/// cancelled
Task<Result<std::unique_ptr<Wire>>> connect(Endpoint endpoint, Deadlines& deadlines, Clock::time_point until);

} // namespace furtka::http
