// http/handshake.hpp — what a request says about becoming a WebSocket (RFC 6455, 4.2.1).
#pragma once

#include "http/message.hpp"

#include <string>
#include <string_view>

namespace furtka::http {

struct Handshake {
    int refused_status = 0; ///< 0: it is a good one; 426: it does not ask, or for another version; 400: it is broken
    std::string_view reason;
    std::string key; ///< Sec-WebSocket-Key
};

Handshake read_handshake(const Request& request, bool http_1_0);

/// Says what a refused client may ask for.
void add_upgrade_fields(Response& response);

} // namespace furtka::http
