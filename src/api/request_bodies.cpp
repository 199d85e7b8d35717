#include "api/request_bodies.hpp"

#include "api/body_members.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::api {
namespace {

namespace json = boost::json;

constexpr std::size_t most_accepted = 500;

} // namespace

Result<InstallBody> parse_install_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"name", "source", "settings", "accept", "free_ports", "ports"}));
    InstallBody body;
    TRY(body.name, text_member(object, "name"));
    TRY(body.source, text_member(object, "source"));
    TRY(body.settings, settings_member(object));
    TRY(body.accept, texts_member(object, "accept", most_accepted));
    TRY(body.free_ports, flag_member(object, "free_ports"));
    TRY(body.ports, values_member(object, "ports"));
    return body;
}

Result<RemoveBody> parse_remove_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"name", "data"}));
    RemoveBody body;
    TRY(body.name, text_member(object, "name"));
    TRY(const auto data, text_member(object, "data"));
    if (body.name.empty()) return fail(member_error("name", "is missing: which app is to be removed"));
    if (!data.empty() && data != "keep" && data != "delete")
        return fail(member_error("data", "must be \"keep\" or \"delete\""));
    body.delete_data = data == "delete";
    return body;
}

Result<SettingsBody> parse_settings_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"settings", "accept", "ports"}));
    if (!object.contains("settings") && !object.contains("ports")) return fail(member_error("settings", "is missing"));
    SettingsBody body;
    TRY(body.settings, settings_member(object));
    TRY(body.accept, texts_member(object, "accept", most_accepted));
    TRY(body.ports, values_member(object, "ports"));
    return body;
}

Result<MoveInBody> parse_move_in_body(std::string_view text)
{
    MoveInBody body;
    if (text.empty()) return body;
    TRY(const auto object, parse_object(text, {"name", "accept"}));
    TRY(body.name, text_member(object, "name"));
    TRY(body.accept, texts_member(object, "accept", most_accepted));
    return body;
}

Result<std::vector<std::string>> parse_accept_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"accept"}));
    TRY(auto ids, texts_member(object, "accept", most_accepted));
    if (ids.empty()) return fail(member_error("accept", "is missing: the ids of the permissions"));
    return ids;
}

Result<std::string> parse_check_body(std::string_view text)
{
    if (text.empty()) return std::string();
    TRY(const auto object, parse_object(text, {"name"}));
    return text_member(object, "name");
}

Result<LoginBody> parse_login_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"registry", "username", "password"}));
    LoginBody body;
    TRY(body.registry, text_member(object, "registry"));
    TRY(body.username, text_member(object, "username"));
    TRY(body.password, text_member(object, "password"));
    if (body.registry.empty()) return fail(member_error("registry", "is missing: the host, such as ghcr.io"));
    if (body.username.empty()) return fail(member_error("username", "is missing"));
    if (body.password.empty()) return fail(member_error("password", "is missing: a password or an access token"));
    return body;
}

Result<std::optional<int>> parse_rollback_body(std::string_view text)
{
    if (text.empty()) return std::nullopt;
    TRY(const auto object, parse_object(text, {"to"}));
    const auto* to = object.if_contains("to");
    if (to == nullptr || to->is_null()) return std::nullopt;
    constexpr std::int64_t highest = 1'000'000'000;
    if (!to->is_int64() || to->get_int64() < 1 || to->get_int64() > highest)
        return fail(member_error("to", "must be the number of a recovery point"));
    return static_cast<int>(to->get_int64());
}

Result<void> expect_no_members(std::string_view text)
{
    if (text.empty()) return {};
    CHECK(parse_object(text, {}));
    return {};
}

} // namespace furtka::api
