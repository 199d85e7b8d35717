// domain/user.hpp — the people who may log in, their sessions, and the tokens they made.
#pragma once

#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/rate_limit.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

inline constexpr std::size_t most_users = 50;
inline constexpr std::size_t most_sessions = 1'000; ///< of all users
inline constexpr std::size_t most_sessions_of_user = 20; ///< the one longest unused makes room
inline constexpr std::size_t most_tokens = 100;

/// The second factor of a user.
struct SecondFactor {
    std::string secret; ///< bytes
    std::int64_t last_step = 0; ///< of the newest code that was taken: none is taken twice
    std::vector<std::string> recovery; ///< hashes of the codes that are left
    bool operator==(const SecondFactor&) const = default;
};

struct User {
    std::string name;
    Role role = Role::viewer;
    std::string password; ///< as the hasher made it
    std::optional<SecondFactor> second;
    WallTime created_at{};
    bool operator==(const User&) const = default;
};

/// `^[a-z][a-z0-9._-]*$`, at most 32 characters. invalid `user_name`.
Result<void> check_user_name(std::string_view name);

/// A login that goes on. Its secret is known to the browser only; here is the hash.
struct LoginSession {
    std::string hash; ///< hexadecimal
    std::string user;
    WallTime created_at{};
    WallTime seen_at{};
    std::string address; ///< of the login
    std::string agent; ///< what the browser calls itself, shortened
    bool operator==(const LoginSession&) const = default;
};

inline constexpr std::chrono::hours session_idle{7 * 24};
inline constexpr std::chrono::hours session_life{30 * 24};

/// Unused for seven days, or thirty days old. A clock that was set back ends nothing.
bool has_ended(const LoginSession& session, WallTime now);
/// How a session is named to people and in addresses: tells nothing of its secret.
std::string public_id(const LoginSession& session);

struct ApiToken {
    std::string id; ///< `k3`
    std::string name;
    std::string hash; ///< hexadecimal
    Scopes scopes;
    std::vector<std::string> apps; ///< empty: all
    std::string made_by;
    WallTime created_at{};
    std::optional<WallTime> expires_at;
    std::optional<WallTime> used_at;
    bool operator==(const ApiToken&) const = default;
};

bool has_ended(const ApiToken& token, WallTime now);

/// invalid `token_name`, `token_scopes` (none, or admin for some apps only), `token_apps` (no app's name, or too many),
/// `token_expiry` (in the past, or over ten years).
Result<void> check_token(const ApiToken& token, WallTime now);

} // namespace furtka
