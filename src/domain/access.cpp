#include "domain/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace furtka {
namespace {

constexpr std::array roles{std::pair{Role::viewer, std::string_view("viewer")},
    std::pair{Role::operate, std::string_view("operator")}, std::pair{Role::owner, std::string_view("owner")}};
constexpr std::array scope_names{std::pair{Scope::read, std::string_view("read")},
    std::pair{Scope::operate, std::string_view("operate")}, std::pair{Scope::install, std::string_view("install")},
    std::pair{Scope::admin, std::string_view("admin")}};

template <class Table, class Value>
std::string_view name_of(const Table& table, Value value)
{
    const auto found = std::ranges::find(table, value, &Table::value_type::first);
    return found == table.end() ? std::string_view() : found->second;
}

template <class Value, class Table>
std::optional<Value> value_of(const Table& table, std::string_view name)
{
    const auto found = std::ranges::find(table, name, &Table::value_type::second);
    if (found == table.end()) return std::nullopt;
    return found->first;
}

std::optional<Scope> scope_for(Need need)
{
    switch (need) {
    case Need::read: return Scope::read;
    case Need::operate: return Scope::operate;
    case Need::install: return Scope::install;
    case Need::admin: return Scope::admin;
    default: return std::nullopt;
    }
}

Error login_needed()
{
    return {.kind = ErrorKind::denied,
        .key = "login_needed",
        .message = "this call needs a login",
        .hint = "log in on the page, or send a token: Authorization: Bearer furtka_…"};
}

Error session_needed()
{
    return {.kind = ErrorKind::denied,
        .key = "session_needed",
        .message = "this call is about the login of whoever makes it, and there is none",
        .hint = "log in with a user name and a password"};
}

Error socket_only()
{
    return {.kind = ErrorKind::denied,
        .key = "socket_only",
        .message = "this call is answered on the server's own socket only",
        .hint = "use the command line on the server"};
}

Error scope_missing(const Caller& caller, Scope scope)
{
    if (caller.kind == Caller::Kind::token) {
        return {.kind = ErrorKind::denied,
            .key = "scope_missing",
            .message = fmt::format("the token {} has no scope {}", caller.token, to_text(scope)),
            .hint = "make a token with that scope"};
    }
    return {.kind = ErrorKind::denied,
        .key = "role_missing",
        .message = fmt::format("{} may not do this as {}", caller.user, to_text(caller.role)),
        .hint = "ask the owner of this server"};
}

Error app_not_allowed(const Caller& caller)
{
    return {.kind = ErrorKind::denied,
        .key = "app_not_allowed",
        .message = fmt::format("the token {} is for {} only", caller.token, fmt::join(caller.apps, ", ")),
        .hint = "make a token for this app, or for all"};
}

Result<void> check_app(const Caller& caller, Concerns concerns, std::optional<std::string_view> app)
{
    if (!caller.limited() || concerns == Concerns::no_app || concerns == Concerns::visible_apps) return {};
    const bool names_one = concerns == Concerns::app_in_path || concerns == Concerns::app_in_body;
    if (names_one && app && caller.sees(*app)) return {};
    return fail(app_not_allowed(caller));
}

} // namespace

std::string_view to_text(Role role) { return name_of(roles, role); }
std::optional<Role> parse_role(std::string_view text) { return value_of<Role>(roles, text); }
std::string_view to_text(Scope scope) { return name_of(scope_names, scope); }
std::optional<Scope> parse_scope(std::string_view text) { return value_of<Scope>(scope_names, text); }

std::string to_text(Scopes scopes)
{
    std::string text;
    for (const auto& [scope, name] : scope_names) {
        if (!scopes.has(scope)) continue;
        if (!text.empty()) text += ',';
        text += name;
    }
    return text;
}

std::optional<Scopes> parse_scopes(std::string_view text)
{
    Scopes scopes;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const auto scope = parse_scope(text.substr(0, comma));
        if (!scope) return std::nullopt;
        scopes.add(*scope);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    if (scopes.empty()) return std::nullopt;
    return scopes;
}

Scopes scopes_of(Role role)
{
    switch (role) {
    case Role::viewer: return {Scope::read};
    case Role::operate: return {Scope::read, Scope::operate};
    case Role::owner: return {Scope::read, Scope::operate, Scope::install, Scope::admin};
    }
    std::unreachable();
}

bool Caller::sees(std::string_view app) const { return !limited() || std::ranges::find(apps, app) != apps.end(); }

Caller open_caller() { return {.kind = Caller::Kind::open, .role = Role::owner, .scopes = scopes_of(Role::owner)}; }

Caller socket_caller(std::string user)
{
    return {.kind = Caller::Kind::socket, .user = std::move(user), .role = Role::owner, .scopes = scopes_of(Role::owner)};
}

std::string who(const Caller& caller)
{
    switch (caller.kind) {
    case Caller::Kind::nobody: return "nobody";
    case Caller::Kind::open: return "this server";
    case Caller::Kind::socket: return caller.user + " on this server";
    case Caller::Kind::session: return caller.user;
    case Caller::Kind::token: return fmt::format("token {} ({})", caller.token, caller.user);
    }
    std::unreachable();
}

Result<void> may(const Caller& caller, Needed needed, std::optional<std::string_view> app)
{
    if (needed.need == Need::everyone) return {};
    if (caller.kind == Caller::Kind::nobody || needed.need == Need::nobody) return fail(login_needed());
    if (needed.need == Need::login) return caller.kind == Caller::Kind::session ? Result<void>() : fail(session_needed());
    if (needed.need == Need::socket) return caller.kind == Caller::Kind::socket ? Result<void>() : fail(socket_only());
    const auto scope = scope_for(needed.need);
    const bool reads = scope == Scope::read && !caller.scopes.empty();
    if (!scope || (!reads && !caller.scopes.has(*scope))) return fail(scope_missing(caller, scope.value_or(Scope::admin)));
    return check_app(caller, needed.concerns, app);
}

bool is_open(LoginRule rule, bool owner_was_set, Listening listening)
{
    return rule == LoginRule::automatic && !owner_was_set && listening == Listening::on_loopback;
}

Result<void> may_listen(Listening listening, bool owner_was_set, Transport transport)
{
    if (listening == Listening::on_loopback || owner_was_set || transport == Transport::tls) return {};
    return fail({.kind = ErrorKind::denied,
        .key = "listen_needs_owner",
        .message = "wanted to listen beyond this machine, found that no owner is set: whoever came first could become it",
        .hint = "start on 127.0.0.1 first and set the owner with: furtka setup; from another machine use an SSH tunnel"});
}

} // namespace furtka
