#include "api/credentials.hpp"

#include "base/ascii.hpp"
#include "domain/user.hpp"
#include "http/cookies.hpp"

#include <fmt/format.h>

namespace furtka::api {

std::optional<std::string_view> bearer_of(const http::Headers& headers)
{
    const auto field = headers.find("Authorization");
    if (!field) return std::nullopt;
    constexpr std::string_view scheme = "Bearer ";
    if (!same_token(field->substr(0, scheme.size()), scheme)) return std::string_view();
    auto token = field->substr(scheme.size());
    while (token.starts_with(' ')) token.remove_prefix(1);
    return token;
}

std::optional<std::string_view> session_of(const http::Headers& headers)
{
    const auto field = headers.find("Cookie");
    if (!field) return std::nullopt;
    return http::find_cookie(*field, session_cookie);
}

std::string cookie_for(const std::string& secret, const http::Peer& peer)
{
    return http::set_cookie(session_cookie, secret, {.life = session_life, .secure = peer.secure});
}

std::string cookie_ended(const http::Peer& peer) { return http::set_cookie(session_cookie, "", {.secure = peer.secure}); }

std::string origin_text(const http::Peer& peer)
{
    if (!peer.unix_socket) return peer.address;
    return peer.uid ? fmt::format("socket uid {}", *peer.uid) : std::string("socket");
}

} // namespace furtka::api
