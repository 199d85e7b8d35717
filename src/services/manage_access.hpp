// services/manage_access.hpp — the owner's part: users, everyone's sessions, tokens.
#pragma once

#include "services/access_book.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

struct UserChange {
    std::optional<Role> role;
    std::optional<std::string> password;
    bool drop_factor = false; ///< of someone who lost the phone
};

struct TokenRequest {
    std::string name;
    Scopes scopes;
    std::vector<std::string> apps;
    std::optional<std::chrono::days> life; ///< none: until it is revoked
};

struct MadeToken {
    ApiToken token;
    std::string text; ///< shown once
};

class ManageAccess {
public:
    ManageAccess(AccessPorts ports, AccessBook& book) : ports_(ports), book_(book) { }

    /// conflict `user_exists`, `owner_missing` (the first user is the owner, and set up with a code); too_large
    /// `too_many_users`; invalid as for a name and a password.
    Task<Result<User>> add_user(std::string name, Role role, std::string password);
    /// A change of role or password ends the user's sessions. not_found `user_unknown`; conflict `last_owner`.
    Task<Result<User>> change_user(std::string name, UserChange change);
    /// not_found `user_unknown`; conflict `last_owner`.
    Task<Result<void>> remove_user(std::string name);

    /// By its public id, of `user` or, without, of anybody. not_found `session_unknown`.
    Task<Result<void>> end_session(std::string id, std::optional<std::string> user);

    /// conflict `owner_missing`; too_large `too_many_tokens`; invalid as check_token says.
    Task<Result<MadeToken>> make_token(Caller caller, TokenRequest request);
    /// By its id or, if only one has it, its name. not_found `token_unknown`.
    Task<Result<ApiToken>> revoke_token(std::string id);

private:
    AccessPorts ports_;
    AccessBook& book_;
};

} // namespace furtka
