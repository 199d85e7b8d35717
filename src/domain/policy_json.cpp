#include "domain/policy_json.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace furtka {
namespace {

namespace json = boost::json;

std::unexpected<Error> wrong(std::string_view member, std::string_view problem)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "body_member",
        .message = fmt::format("\"{}\" {}", member, problem),
        .hint = "the shape of a policy is in /api/openapi.json",
        .details = {{"member", std::string(member)}}});
}

Result<json::object> object_in(std::string_view text, std::initializer_list<std::string_view> known)
{
    boost::system::error_code problem;
    auto value = json::parse(text, problem);
    if (problem || !value.is_object()) {
        return fail({.kind = ErrorKind::invalid,
            .key = "body_json",
            .message = "a policy must be a JSON object",
            .hint = "such as {\"mode\": \"auto\"}"});
    }
    for (const auto& member : value.get_object()) {
        const std::string_view name = member.key();
        if (std::ranges::find(known, name) == known.end()) return wrong(name.substr(0, 100), "is not known here");
    }
    return std::move(value.get_object());
}

Result<UpdateMode> mode_of(const json::value& value)
{
    const auto mode = value.is_string() ? update_mode(std::string_view(value.get_string())) : std::nullopt;
    if (!mode) return wrong("mode", R"(must be "hand", "tell" or "auto")");
    return *mode;
}

Result<std::vector<Window>> windows_of(const json::value& value)
{
    if (!value.is_array() || value.get_array().size() > most_windows)
        return wrong("windows", fmt::format("must be a list of at most {} texts", most_windows));
    std::vector<Window> windows;
    for (const auto& item : value.get_array()) {
        if (!item.is_string()) return wrong("windows", "must be a list of texts");
        TRY(auto window, parse_window(std::string_view(item.get_string())));
        windows.push_back(window);
    }
    return windows;
}

Result<std::string> zone_of(const json::value& value)
{
    if (!value.is_string() || value.get_string().size() > 100) return wrong("time_zone", "must be the name of a time zone");
    return std::string(value.get_string());
}

Result<int> hours_of(const json::value& value)
{
    if (!value.is_int64() || value.get_int64() < 0 || value.get_int64() > most_cooling_hours)
        return wrong("cooling_hours", fmt::format("must be a number from 0 to {}", most_cooling_hours));
    return static_cast<int>(value.get_int64());
}

Result<std::vector<std::string>> skipped_of(const json::value& value)
{
    if (!value.is_array() || value.get_array().size() > most_skipped)
        return wrong("skipped", fmt::format("must be a list of at most {} digests", most_skipped));
    std::vector<std::string> digests;
    for (const auto& item : value.get_array()) {
        if (!item.is_string() || item.get_string().size() > 200) return wrong("skipped", "must be a list of digests");
        digests.emplace_back(item.get_string());
    }
    return digests;
}

/// Reads a member of an app's policy: absent stays, null gives it up.
template <class T>
Result<void> own(
    const json::object& object, std::string_view name, std::optional<T>& into, Result<T> (*read)(const json::value&))
{
    const auto* value = object.if_contains(name);
    if (value == nullptr) return {};
    into.reset();
    if (value->is_null()) return {};
    TRY(into, read(*value));
    return {};
}

template <class T>
Result<void> common(const json::object& object, std::string_view name, T& into, Result<T> (*read)(const json::value&))
{
    const auto* value = object.if_contains(name);
    if (value == nullptr) return {};
    TRY(into, read(*value));
    return {};
}

json::array texts(const std::vector<Window>& windows)
{
    json::array list;
    for (const auto& window : windows) list.emplace_back(to_text(window));
    return list;
}

} // namespace

std::string to_json(const UpdatePolicy& policy)
{
    return json::serialize(json::object{{"mode", to_text(policy.mode)}, {"windows", texts(policy.windows)},
        {"time_zone", policy.time_zone}, {"cooling_hours", policy.cooling_hours}});
}

std::string to_json(const AppPolicy& policy)
{
    json::object object{{"mode", nullptr}, {"windows", nullptr}, {"time_zone", nullptr}, {"cooling_hours", nullptr}};
    if (policy.mode) object["mode"] = to_text(*policy.mode);
    if (policy.windows) object["windows"] = texts(*policy.windows);
    if (policy.time_zone) object["time_zone"] = *policy.time_zone;
    if (policy.cooling_hours) object["cooling_hours"] = *policy.cooling_hours;
    object["hold"] = policy.hold;
    json::array skipped;
    for (const auto& digest : policy.skipped) skipped.emplace_back(digest);
    object["skipped"] = std::move(skipped);
    object["gate"] = json::parse(to_json(policy.gate));
    return json::serialize(object);
}

Result<UpdatePolicy> parse_update_policy(std::string_view text, UpdatePolicy before)
{
    TRY(const auto object, object_in(text, {"mode", "windows", "time_zone", "cooling_hours"}));
    CHECK(common(object, "mode", before.mode, mode_of));
    CHECK(common(object, "windows", before.windows, windows_of));
    CHECK(common(object, "time_zone", before.time_zone, zone_of));
    CHECK(common(object, "cooling_hours", before.cooling_hours, hours_of));
    return before;
}

Result<AppPolicy> parse_app_policy(std::string_view text, AppPolicy before)
{
    TRY(const auto object, object_in(text, {"mode", "windows", "time_zone", "cooling_hours", "hold", "skipped", "gate"}));
    CHECK(own(object, "mode", before.mode, mode_of));
    CHECK(own(object, "windows", before.windows, windows_of));
    CHECK(own(object, "time_zone", before.time_zone, zone_of));
    CHECK(own(object, "cooling_hours", before.cooling_hours, hours_of));
    CHECK(common(object, "skipped", before.skipped, skipped_of));
    if (const auto* hold = object.if_contains("hold")) {
        if (!hold->is_bool()) return wrong("hold", "must be true or false");
        before.hold = hold->get_bool();
    }
    if (const auto* gate = object.if_contains("gate")) {
        before.gate = {};
        if (!gate->is_null()) {
            TRY(before.gate, parse_gate_override(json::serialize(*gate)));
        }
    }
    return before;
}

} // namespace furtka
