#include "api/body_members.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::api {

namespace json = boost::json;

Error member_error(std::string_view member, std::string_view problem)
{
    return {.kind = ErrorKind::invalid,
        .key = "body_member",
        .message = fmt::format("\"{}\" {}", member, problem),
        .hint = "the shape of the body is in /api/openapi.json",
        .details = {{"member", std::string(member)}}};
}

Result<json::object> parse_object(std::string_view text, std::initializer_list<std::string_view> known)
{
    boost::system::error_code problem;
    auto value = json::parse(text, problem);
    if (problem || !value.is_object()) {
        const std::string found = text.empty() ? "nothing" : problem ? problem.message() : "another JSON value";
        return fail({.kind = ErrorKind::invalid,
            .key = "body_json",
            .message = fmt::format("the body must be a JSON object, found {}", found),
            .hint = "send an object, such as {\"name\": \"blog\"}"});
    }
    for (const auto& member : value.get_object()) {
        const std::string_view name = member.key();
        if (std::ranges::find(known, name) == known.end())
            return fail(member_error(name.substr(0, 100), "is not known here"));
    }
    return std::move(value.get_object());
}

Result<std::string> text_member(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return std::string();
    if (!value->is_string()) return fail(member_error(name, "must be text"));
    return std::string(value->get_string());
}

Result<std::vector<std::string>> texts_member(const json::object& object, std::string_view name, std::size_t most)
{
    constexpr std::size_t longest = 300;
    std::vector<std::string> texts;
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return texts;
    if (!value->is_array()) return fail(member_error(name, "must be a list of texts"));
    if (value->get_array().size() > most) return fail(member_error(name, fmt::format("may have at most {} items", most)));
    for (const auto& item : value->get_array()) {
        if (!item.is_string() || item.get_string().size() > longest)
            return fail(member_error(name, fmt::format("must be a list of texts of at most {} bytes", longest)));
        texts.emplace_back(item.get_string());
    }
    return texts;
}

Result<bool> flag_member(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return false;
    if (!value->is_bool()) return fail(member_error(name, "must be true or false"));
    return value->get_bool();
}

Result<std::optional<std::int64_t>> number_member(
    const json::object& object, std::string_view name, std::int64_t least, std::int64_t most)
{
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most)
        return fail(member_error(name, fmt::format("must be a whole number from {} to {}", least, most)));
    return value->get_int64();
}

Result<SettingValues> values_member(const json::object& object, std::string_view name)
{
    SettingValues values;
    const auto* member = object.if_contains(name);
    if (member == nullptr || member->is_null()) return values;
    if (!member->is_object()) return fail(member_error(name, "must be an object of texts"));
    for (const auto& [key, value] : member->get_object()) {
        if (!value.is_string()) return fail(member_error(fmt::format("{}.{}", name, std::string_view(key)), "must be text"));
        values.emplace(key, value.get_string());
    }
    return values;
}

Result<SettingValues> settings_member(const json::object& object) { return values_member(object, "settings"); }

} // namespace furtka::api
