// services/who_calls.hpp — from what a request shows to who makes it.
#pragma once

#include "ports/socket_users.hpp"
#include "services/access_book.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace furtka {

class WhoCalls {
public:
    WhoCalls(AccessBook& book, SocketUsers& sockets) : book_(book), sockets_(sockets) { }

    /// A token counts alone: a wrong one never falls back to something else. A session that has ended is as none. denied
    /// `token_invalid` | `token_expired`.
    Result<Caller> over_network(std::optional<std::string_view> token, std::optional<std::string_view> session);

    /// denied `socket_peer`: whoever that is may open the socket and is not one of those who act as owner.
    Task<Result<Caller>> over_socket(std::optional<std::uint32_t> uid, std::optional<std::uint32_t> gid);

private:
    AccessBook& book_;
    SocketUsers& sockets_;
};

} // namespace furtka
