// domain/access.hpp — who asks, what a call needs, and whether the one may do the other.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class Role { viewer, operate, owner };
std::string_view to_text(Role role); ///< `viewer`, `operator`, `owner`
std::optional<Role> parse_role(std::string_view text);

/// What a token may be used for. Any scope lets it read.
enum class Scope { read, operate, install, admin };
std::string_view to_text(Scope scope);
std::optional<Scope> parse_scope(std::string_view text);

class Scopes {
public:
    constexpr Scopes() = default;
    constexpr Scopes(std::initializer_list<Scope> scopes)
    {
        for (const auto scope : scopes) add(scope);
    }
    constexpr void add(Scope scope) { bits_ |= bit(scope); }
    constexpr bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr bool operator==(const Scopes&) const = default;

private:
    static constexpr unsigned bit(Scope scope) { return 1U << static_cast<unsigned>(scope); }
    unsigned bits_ = 0;
};

/// In order: `read,operate`.
std::string to_text(Scopes scopes);
/// Nothing: a word that is no scope, or none at all.
std::optional<Scopes> parse_scopes(std::string_view text);

/// What a role may do.
Scopes scopes_of(Role role);

/// What a call needs of whoever makes it.
enum class Need {
    nobody, ///< not told, so nobody may
    everyone, ///< no login: setting up, logging in, liveness
    read,
    operate,
    install,
    admin,
    login, ///< about the caller's own login: a session, not a token
    socket, ///< only on this server's unix socket
};

/// Which apps a call is about, for tokens that are limited to some.
enum class Concerns {
    every_app, ///< all of them, or the server: no limited token may
    no_app, ///< tells and does nothing of any app
    app_in_path,
    app_in_body, ///< the member `name`; without it, every app
    visible_apps, ///< the answer is narrowed to the apps the caller may see
};

struct Needed {
    Need need = Need::nobody;
    Concerns concerns = Concerns::every_app;
};

/// Whoever makes a call.
struct Caller {
    enum class Kind {
        nobody, ///< not logged in
        open, ///< on loopback, while there is no owner
        socket, ///< a process of this server that may act as owner
        session,
        token,
    };
    Kind kind = Kind::nobody;
    std::string user; ///< of a session its user, of a socket the system's name, of a token who made it
    std::string token; ///< its name
    std::string id; ///< of the session or the token
    Role role = Role::viewer;
    Scopes scopes;
    std::vector<std::string> apps; ///< a token's; empty: all

    bool limited() const { return !apps.empty(); }
    bool sees(std::string_view app) const;
};

Caller open_caller();
Caller socket_caller(std::string user);

/// `anna`, `token backup (anna)`, `root on this server`, `this server`, `nobody`
std::string who(const Caller& caller);

/// denied `login_needed` (nobody) | `role_missing` | `scope_missing` | `app_not_allowed` (a limited token, another app or
/// all) | `session_needed` | `socket_only`. `app` is the app that the call names, if it names one.
Result<void> may(const Caller& caller, Needed needed, std::optional<std::string_view> app);

/// The setting `--login`.
enum class LoginRule { automatic, required };

/// Where the daemon listens, besides the unix socket.
enum class Listening { on_loopback, beyond };

/// Whether callers without a login may act as owner.
bool is_open(LoginRule rule, bool owner_was_set, Listening listening);

enum class Transport { plain, tls };
/// denied `listen_needs_owner`: beyond loopback, without an owner and without TLS.
Result<void> may_listen(Listening listening, bool owner_was_set, Transport transport);

} // namespace furtka
