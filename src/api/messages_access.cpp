#include "api/messages_access.hpp"

#include "api/json_parts.hpp"
#include "api/messages.hpp"
#include "base/time_text.hpp"

#include <boost/json.hpp>

#include <array>

namespace furtka::api {
namespace {

namespace json = boost::json;

std::string_view kind_word(Caller::Kind kind)
{
    switch (kind) {
    case Caller::Kind::nobody: return "nobody";
    case Caller::Kind::open: return "open";
    case Caller::Kind::socket: return "socket";
    case Caller::Kind::session: return "session";
    case Caller::Kind::token: return "token";
    }
    std::unreachable();
}

json::array scope_words(Scopes scopes)
{
    json::array words;
    for (const auto scope : {Scope::read, Scope::operate, Scope::install, Scope::admin}) {
        const bool implied = scope == Scope::read && !scopes.empty();
        if (implied || scopes.has(scope)) words.emplace_back(to_text(scope));
    }
    return words;
}

json::value time_or_null(const std::optional<WallTime>& time)
{
    if (!time) return nullptr;
    return json::string(time_text(*time));
}

json::value apps_or_null(const std::vector<std::string>& apps)
{
    if (apps.empty()) return nullptr;
    return json_texts(apps);
}

json::object token_object(const ApiToken& token)
{
    return {
        {"id", token.id},
        {"name", json_text(token.name)},
        {"scopes", scope_words(token.scopes)},
        {"apps", apps_or_null(token.apps)},
        {"made_by", json_text(token.made_by)},
        {"created_at", time_text(token.created_at)},
        {"expires_at", time_or_null(token.expires_at)},
        {"used_at", time_or_null(token.used_at)},
    };
}

json::object user_object(const User& user, std::size_t sessions)
{
    return {
        {"username", user.name},
        {"role", to_text(user.role)},
        {"second_factor", user.second.has_value()},
        {"sessions", sessions},
        {"created_at", time_text(user.created_at)},
    };
}

} // namespace

std::string setup_json(SetupParts parts)
{
    return json::serialize(json::object{{"owner", parts.owner}, {"login", parts.open ? "open" : "required"}});
}

std::string setup_code_json(const SetupCode& code)
{
    return json::serialize(json::object{{"code", code.code}, {"expires_at", time_text(code.expires_at)}});
}

std::string session_json(const SessionParts& parts)
{
    const auto& caller = parts.caller;
    const bool factor = parts.user != nullptr && parts.user->second.has_value();
    json::value left = nullptr;
    if (factor) left = parts.user->second->recovery.size();
    json::value role = nullptr;
    if (caller.kind != Caller::Kind::token) role = to_text(caller.role);
    return json::serialize(json::object{
        {"kind", kind_word(caller.kind)},
        {"username", json_text_or_null(caller.user)},
        {"token", json_text_or_null(caller.token)},
        {"role", std::move(role)},
        {"may", scope_words(caller.scopes)},
        {"apps", apps_or_null(caller.apps)},
        {"second_factor", factor},
        {"recovery_codes_left", std::move(left)},
        {"owner", parts.owner},
    });
}

std::string sessions_json(const std::vector<LoginSession>& sessions, std::string_view current)
{
    json::array list;
    for (const auto& session : sessions) {
        list.push_back(json::object{
            {"id", public_id(session)},
            {"username", session.user},
            {"address", json_text_or_null(session.address)},
            {"agent", json_text_or_null(session.agent)},
            {"created_at", time_text(session.created_at)},
            {"seen_at", time_text(session.seen_at)},
            {"current", session.hash == current},
        });
    }
    return json::serialize(json::object{{"sessions", std::move(list)}});
}

std::string user_json(const User& user, std::size_t sessions) { return json::serialize(user_object(user, sessions)); }

std::string users_json(const std::vector<UserParts>& users)
{
    json::array list;
    for (const auto& parts : users) list.push_back(user_object(parts.user, parts.sessions));
    return json::serialize(json::object{{"users", std::move(list)}});
}

std::string tokens_json(const std::vector<ApiToken>& tokens)
{
    json::array list;
    for (const auto& token : tokens) list.push_back(token_object(token));
    return json::serialize(json::object{{"tokens", std::move(list)}});
}

std::string made_token_json(const MadeToken& made)
{
    auto object = token_object(made.token);
    object["token"] = made.text;
    return json::serialize(object);
}

std::string offered_factor_json(const OfferedFactor& offer)
{
    return json::serialize(json::object{{"secret", offer.secret}, {"uri", offer.uri}});
}

std::string recovery_codes_json(const std::vector<std::string>& codes)
{
    return json::serialize(json::object{{"recovery_codes", json_texts(codes)}});
}

std::string audit_json(const std::vector<AuditEntry>& entries)
{
    json::array list;
    for (const auto& entry : entries) {
        json::value job = nullptr;
        if (entry.job) job = *entry.job;
        list.push_back(json::object{
            {"id", entry.id},
            {"at", time_text(entry.at)},
            {"who", json_text(entry.who)},
            {"from", json_text(entry.from)},
            {"what", json_text(entry.what)},
            {"about", json_text_or_null(entry.app)},
            {"job", std::move(job)},
            {"result", json_text(entry.result)},
            {"times", entry.times},
        });
    }
    return json::serialize(json::object{{"entries", std::move(list)}});
}

} // namespace furtka::api
