#include "domain/gate_override.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr int longest = 3'600;

Error refused(std::string_view what)
{
    return {.kind = ErrorKind::invalid,
        .key = "update_gate",
        .message = fmt::format("update_gate: {}", what),
        .hint = R"(write it as {"settle_seconds": 60, "timeout_seconds": 600, "ports": true, "http": true})"};
}

Result<std::optional<int>> seconds_in(const json::object& object, std::string_view name, int least)
{
    const auto* member = object.if_contains(name);
    if (member == nullptr || member->is_null()) return std::nullopt;
    if (!member->is_int64() || member->get_int64() < least || member->get_int64() > longest)
        return fail(refused(fmt::format("{} is not a whole number from {} to {}", name, least, longest)));
    return static_cast<int>(member->get_int64());
}

Result<std::optional<bool>> flag_in(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    if (member == nullptr || member->is_null()) return std::nullopt;
    if (!member->is_bool()) return fail(refused(fmt::format("{} is not true or false", name)));
    return member->get_bool();
}

} // namespace

std::string to_json(const GateOverride& wanted)
{
    if (wanted == GateOverride{}) return "null";
    json::object object{{"settle_seconds", nullptr}, {"timeout_seconds", nullptr}, {"ports", nullptr}, {"http", nullptr}};
    if (wanted.settle_seconds) object["settle_seconds"] = *wanted.settle_seconds;
    if (wanted.timeout_seconds) object["timeout_seconds"] = *wanted.timeout_seconds;
    if (wanted.ports) object["ports"] = *wanted.ports;
    if (wanted.http) object["http"] = *wanted.http;
    return json::serialize(object);
}

GateRules apply(GateRules rules, const GateOverride& wanted)
{
    if (wanted.settle_seconds) rules.settle = std::chrono::seconds(*wanted.settle_seconds);
    if (wanted.timeout_seconds) rules.timeout = std::chrono::seconds(*wanted.timeout_seconds);
    if (wanted.ports) rules.check_ports = *wanted.ports;
    if (wanted.http) rules.check_http = *wanted.http;
    return rules;
}

Result<GateOverride> parse_gate_override(std::string_view text)
{
    boost::system::error_code problem;
    const auto value = json::parse(text, problem);
    if (problem || !value.is_object()) return fail(refused("not a JSON object"));
    const auto& object = value.get_object();
    GateOverride wanted;
    TRY(wanted.settle_seconds, seconds_in(object, "settle_seconds", 0));
    TRY(wanted.timeout_seconds, seconds_in(object, "timeout_seconds", 1));
    TRY(wanted.ports, flag_in(object, "ports"));
    TRY(wanted.http, flag_in(object, "http"));
    return wanted;
}

} // namespace furtka
