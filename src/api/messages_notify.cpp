#include "api/json_parts.hpp"
#include "api/messages.hpp"
#include "base/time_text.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::object target_object(const NotifyTargetParts& parts)
{
    const auto& target = parts.target;
    const bool mail = target.kind == TargetKind::mail;
    json::array events;
    for (const auto event : target.events.empty() ? subscribable_events() : target.events)
        events.emplace_back(to_text(event));
    json::value port = nullptr;
    if (target.port != 0) port = target.port;
    json::value sent_at = nullptr;
    if (parts.sent_at) sent_at = time_text(*parts.sent_at);
    json::value error = nullptr;
    if (parts.error) error = json_error(*parts.error);
    return {
        {"id", target.id},
        {"kind", to_text(target.kind)},
        {"name", json_text(target.name.empty() ? shown_address(target) : target.name)},
        {"address", json_text(shown_address(target))},
        {"host", json_text_or_null(target.host)},
        {"port", std::move(port)},
        {"security", json_text_or_null(mail ? to_text(target.security) : std::string_view())},
        {"user", json_text_or_null(target.user)},
        {"from", json_text_or_null(target.from)},
        {"to", json_text_or_null(target.to)},
        {"ca_file", json_text_or_null(target.ca_file)},
        {"has_secret", !target.secret.empty()},
        {"events", std::move(events)},
        {"sent_at", std::move(sent_at)},
        {"error", std::move(error)},
    };
}

} // namespace

std::string notify_target_json(const NotifyTargetParts& target) { return json::serialize(target_object(target)); }

std::string notify_targets_json(const std::vector<NotifyTargetParts>& targets)
{
    json::array list;
    for (const auto& target : targets) list.push_back(target_object(target));
    json::array events;
    for (const auto event : subscribable_events()) events.emplace_back(to_text(event));
    return json::serialize(json::object{{"targets", std::move(list)}, {"events", std::move(events)}});
}

} // namespace furtka::api
