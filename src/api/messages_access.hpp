// api/messages_access.hpp — what the API says of logins. No message holds a secret but those made for whoever asked: a new
// token, a setup code, recovery codes.
#pragma once

#include "domain/audit.hpp"
#include "services/account.hpp"
#include "services/manage_access.hpp"
#include "services/set_up_owner.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka::api {

struct SetupParts {
    bool owner = false;
    bool open = false; ///< callers without a login act as owner
};
std::string setup_json(SetupParts parts);
std::string setup_code_json(const SetupCode& code);

struct SessionParts {
    const Caller& caller;
    const User* user = nullptr; ///< of a session
    bool owner = false; ///< this server has one
};
std::string session_json(const SessionParts& parts);

/// `current` is the hash of the caller's own session.
std::string sessions_json(const std::vector<LoginSession>& sessions, std::string_view current);

std::string user_json(const User& user, std::size_t sessions);
struct UserParts {
    const User& user;
    std::size_t sessions = 0;
};
std::string users_json(const std::vector<UserParts>& users);

std::string tokens_json(const std::vector<ApiToken>& tokens);
std::string made_token_json(const MadeToken& made);

std::string offered_factor_json(const OfferedFactor& offer);
std::string recovery_codes_json(const std::vector<std::string>& codes);

std::string audit_json(const std::vector<AuditEntry>& entries);

} // namespace furtka::api
