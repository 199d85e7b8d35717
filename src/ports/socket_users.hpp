// ports/socket_users.hpp — who is at the other end of the unix socket.
#pragma once

#include "async/task.hpp"

#include <cstdint>
#include <string>

namespace furtka {

struct SocketUser {
    std::string name; ///< of the system, or `uid 1000`
    bool acts_as_owner = false; ///< root, the daemon's own user, or a member of the group `furtka`
};

class SocketUsers {
public:
    virtual ~SocketUsers() = default;

    /// Never fails. Source: /etc/passwd and /etc/group, read again after a minute.
    virtual Task<SocketUser> find(std::uint32_t uid, std::uint32_t gid) = 0;
};

} // namespace furtka
