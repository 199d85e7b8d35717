#include "api/json_parts.hpp"
#include "api/messages.hpp"
#include "api/update_json.hpp"
#include "base/time_text.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::object service_object(const ServiceCheck& check)
{
    return {
        {"service", check.service},
        {"image", json_text(check.image)},
        {"state", to_text(shown_state(check))},
        {"key", json_text_or_null(shown_why(check).key)},
        {"reason", json_text_or_null(shown_why(check).text)},
        {"offered", json_text_or_null(check.offered.text)},
        {"first_seen", time_or_null(check.first_seen)},
        {"checked_at", time_or_null(check.checked_at)},
        {"newer_tag", json_text_or_null(check.newer_tag)},
    };
}

} // namespace

json::value time_or_null(WallTime time)
{
    if (time == WallTime{}) return nullptr;
    return json::string(time_text(time));
}

json::value update_value(const AppCheck* check)
{
    if (check == nullptr) return nullptr;
    json::array services;
    for (const auto& service : check->services) services.push_back(service_object(service));
    return json::object{
        {"state", to_text(check->state)},
        {"key", json_text_or_null(check->why.key)},
        {"reason", json_text_or_null(check->why.text)},
        {"checked_at", time_or_null(check->checked_at)},
        {"newer_version", json_text_or_null(check->newer_version)},
        {"services", std::move(services)},
    };
}

std::string updates_json(const UpdatesParts& updates)
{
    json::array apps;
    for (const auto& app : updates.apps) {
        apps.push_back(json::object{{"name", json_text(app.name)}, {"update", update_value(app.update)}});
    }
    return json::serialize(json::object{
        {"apps", std::move(apps)},
        {"checking", updates.checking},
        {"interval_seconds", std::int64_t{updates.interval.count()}},
        {"next_check_at", time_or_null(updates.next.value_or(WallTime{}))},
    });
}

} // namespace furtka::api
