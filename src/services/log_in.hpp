// services/log_in.hpp — from a name and a password, and a code if there is a second factor, to a session.
#pragma once

#include "services/access_book.hpp"
#include "services/tries.hpp"

#include <string>

namespace furtka {

struct LoginRequest {
    std::string user;
    std::string password;
    std::string code; ///< of the authenticator, or a recovery code; empty: none was asked for yet
    Origin origin;
    std::string ends; ///< hash of the session that the browser had, or empty: it is not used on
};

class LogIn {
public:
    LogIn(AccessPorts ports, AccessBook& book, Tries& tries) : ports_(ports), book_(book), tries_(tries) { }

    /// The secret of a new session. denied `login_failed` (no such user, or a wrong password: the same words, in the same
    /// time) | `second_factor_needed` | `second_factor_wrong`; unavailable `too_many_tries`, and those of PasswordHasher.
    Task<Result<std::string>> run(LoginRequest request);

    /// The same for someone who is logged in and is asked for the password again. Errors as above.
    Task<Result<void>> confirm(std::string user, std::string password, std::string address);

private:
    Task<Result<void>> check_password(std::string user, std::string password);
    Task<Result<void>> check_second(std::string user, std::string code);
    Task<void> hash_again(std::string user, std::string password, std::string old_hash);

    AccessPorts ports_;
    AccessBook& book_;
    Tries& tries_;
};

/// A code that was used, or one of the recovery codes, which is then gone. denied `second_factor_wrong`.
Result<SecondFactor> use_code(const SecondFactor& second, std::string_view code, WallTime now, Digests& digests);

} // namespace furtka
