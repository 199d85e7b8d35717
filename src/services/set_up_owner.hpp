// services/set_up_owner.hpp — the first owner's password: only with a code that this server told on the server itself.
#pragma once

#include "services/access_book.hpp"
#include "services/tries.hpp"

#include <optional>
#include <string>

namespace furtka {

struct SetupCode {
    std::string code; ///< `ABCDE-FGHJK`
    WallTime expires_at{};
};

struct SetupRequest {
    std::string code;
    std::string user;
    std::string password;
    std::string address; ///< whose tries are counted
};

class SetUpOwner {
public:
    SetUpOwner(AccessPorts ports, AccessBook& book, Tries& tries) : ports_(ports), book_(book), tries_(tries) { }

    /// A code for an hour and ten tries; the one before is void. conflict `owner_exists`; errors of AccessStore.
    Task<Result<SetupCode>> issue();

    /// The code is void then. denied `setup_code_wrong` (or expired, or used);
    /// invalid those of the user's name and the password; conflict `owner_exists`; unavailable `too_many_tries`.
    Task<Result<void>> run(SetupRequest request);

private:
    struct Open {
        std::string hash;
        WallTime expires_at{};
        int tries = 0;
    };

    bool take(const std::string& code);
    Task<Result<void>> make_owner(std::string user, std::string password);

    AccessPorts ports_;
    AccessBook& book_;
    Tries& tries_;
    std::optional<Open> open_;
};

} // namespace furtka
