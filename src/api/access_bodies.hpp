// api/access_bodies.hpp — what callers send about logins, read strictly. Each: invalid `body_json` | `body_member`.
#pragma once

#include "services/log_in.hpp"
#include "services/manage_access.hpp"
#include "services/set_up_owner.hpp"

#include <string>
#include <string_view>

namespace furtka::api {

/// `{"code", "username", "password"}`; the origin is the caller's to add.
Result<SetupRequest> parse_setup_body(std::string_view text);
/// `{"username", "password", "code"?}`
Result<LoginRequest> parse_session_body(std::string_view text);

struct PasswordBody {
    std::string old_one;
    std::string new_one;
};
/// `{"current", "password"}`
Result<PasswordBody> parse_password_body(std::string_view text);
/// `{NAME: text}`, not empty.
Result<std::string> parse_one_text(std::string_view text, std::string_view name);

struct UserBody {
    std::string name;
    Role role = Role::viewer;
    std::string password;
};
/// `{"username", "role", "password"}`
Result<UserBody> parse_user_body(std::string_view text);
/// `{"role"?, "password"?, "second_factor"?: "off"}`, at least one of them.
Result<UserChange> parse_user_change(std::string_view text);
/// `{"name", "scopes": [], "apps"?: [], "days"?: number}`
Result<TokenRequest> parse_token_body(std::string_view text);

/// The member `name` of a body, if it is one that names an app; nothing is judged.
std::string named_app(std::string_view text);

} // namespace furtka::api
