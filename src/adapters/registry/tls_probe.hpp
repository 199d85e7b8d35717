// adapters/registry/tls_probe.hpp — whether a server speaks TLS.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "http/client.hpp"

namespace furtka::registry {

/// Sends the start of a TLS handshake and looks at the first byte of the answer; nothing about the caller is in it. A server
/// that answers anything else, or hangs up, speaks none. The engine learns the same by a full handshake; this way a
/// plain registry of the own network does not cost libcurl's memory.
/// unavailable `connect` | timeout `time_limit`: no connection, or no answer, within 5 s | cancelled.
Task<Result<bool>> speaks_tls(http::Endpoint server);

} // namespace furtka::registry
