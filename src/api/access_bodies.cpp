#include "api/access_bodies.hpp"

#include "api/body_members.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

constexpr std::size_t most_scopes = 16;
constexpr std::size_t most_apps = 1'000;

Result<std::string> needed_text(const json::object& object, std::string_view name)
{
    TRY(auto text, text_member(object, name));
    if (text.empty()) return fail(member_error(name, "is missing"));
    return text;
}

Result<Role> role_of(std::string_view text)
{
    const auto role = parse_role(text);
    if (!role) return fail(member_error("role", "must be \"viewer\", \"operator\" or \"owner\""));
    return *role;
}

} // namespace

Result<SetupRequest> parse_setup_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"code", "username", "password"}));
    SetupRequest request;
    TRY(request.code, needed_text(object, "code"));
    TRY(request.user, needed_text(object, "username"));
    TRY(request.password, needed_text(object, "password"));
    return request;
}

Result<LoginRequest> parse_session_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"username", "password", "code"}));
    LoginRequest request;
    TRY(request.user, needed_text(object, "username"));
    TRY(request.password, needed_text(object, "password"));
    TRY(request.code, text_member(object, "code"));
    return request;
}

Result<PasswordBody> parse_password_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"current", "password"}));
    PasswordBody body;
    TRY(body.old_one, needed_text(object, "current"));
    TRY(body.new_one, needed_text(object, "password"));
    return body;
}

Result<std::string> parse_one_text(std::string_view text, std::string_view name)
{
    TRY(const auto object, parse_object(text, {name}));
    return needed_text(object, name);
}

Result<UserBody> parse_user_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"username", "role", "password"}));
    UserBody body;
    TRY(body.name, needed_text(object, "username"));
    TRY(const auto role, needed_text(object, "role"));
    TRY(body.role, role_of(role));
    TRY(body.password, needed_text(object, "password"));
    return body;
}

Result<UserChange> parse_user_change(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"role", "password", "second_factor"}));
    UserChange change;
    TRY(const auto role, text_member(object, "role"));
    TRY(auto password, text_member(object, "password"));
    TRY(const auto factor, text_member(object, "second_factor"));
    if (!role.empty()) {
        TRY(change.role, role_of(role));
    }
    if (!password.empty()) change.password = std::move(password);
    if (!factor.empty() && factor != "off") return fail(member_error("second_factor", "must be \"off\""));
    change.drop_factor = !factor.empty();
    if (!change.role && !change.password && !change.drop_factor)
        return fail(member_error("role", "or password or second_factor is missing: what is to be changed"));
    return change;
}

Result<TokenRequest> parse_token_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"name", "scopes", "apps", "days"}));
    constexpr int most_days = 3650;
    TokenRequest request;
    TRY(request.name, needed_text(object, "name"));
    TRY(const auto scopes, texts_member(object, "scopes", most_scopes));
    for (const auto& word : scopes) {
        const auto scope = parse_scope(word);
        if (!scope) return fail(member_error("scopes", "may hold read, operate, install and admin"));
        request.scopes.add(*scope);
    }
    TRY(request.apps, texts_member(object, "apps", most_apps));
    TRY(const auto days, number_member(object, "days", 1, most_days));
    if (days) request.life = std::chrono::days(*days);
    return request;
}

std::string named_app(std::string_view text)
{
    boost::system::error_code problem;
    const auto value = json::parse(text, problem);
    const auto* object = problem ? nullptr : value.if_object();
    const auto* name = object == nullptr ? nullptr : object->if_contains("name");
    return name == nullptr || !name->is_string() ? std::string() : std::string(name->get_string());
}

} // namespace furtka::api
