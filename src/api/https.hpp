// api/https.hpp — from plain HTTP to HTTPS, where HTTPS is served.
#pragma once

#include "http/message.hpp"

#include <string_view>

namespace furtka::api {

/// To the same place by HTTPS (308). A call that changes something, or that has sent a secret already, is refused instead
/// (403 `https_needed`): its sender would not notice that everyone on the way could read it.
http::Response lead_to_https(const http::Request& request);

/// Tells browsers to ask this host by HTTPS only from now on, for a year (RFC 6797), where that harms nobody.
void pin_https(http::Response& response, const http::Request& request, bool trusted, std::string_view app_host);

} // namespace furtka::api
