// services/access_ports.hpp — what the use cases of logins work with.
#pragma once

#include "ports/access_store.hpp"
#include "ports/crypto.hpp"
#include "ports/host.hpp"

namespace furtka {

/// References only: the adapters behind it outlive every service.
struct AccessPorts {
    AccessStore& store;
    OwnerMark& mark;
    PasswordHasher& hasher;
    Digests& digests;
    Host& host; ///< clock and chance
};

} // namespace furtka
