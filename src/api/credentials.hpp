// api/credentials.hpp — what a request shows of who makes it.
#pragma once

#include "http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace furtka::api {

inline constexpr std::string_view session_cookie = "furtka_session";

/// The token of `Authorization: Bearer …`; of another scheme the empty one, which no token is. Nothing: no such header.
std::optional<std::string_view> bearer_of(const http::Headers& headers);
/// The session's secret of the Cookie header.
std::optional<std::string_view> session_of(const http::Headers& headers);

/// The Set-Cookie of a session that begins, and of one that ends.
std::string cookie_for(const std::string& secret, const http::Peer& peer);
std::string cookie_ended(const http::Peer& peer);

/// `10.0.0.7`, or `socket uid 1000`.
std::string origin_text(const http::Peer& peer);

} // namespace furtka::api
