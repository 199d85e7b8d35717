#include "api/json_parts.hpp"
#include "api/messages.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::object service_object(const ServicePlan& plan)
{
    return {
        {"service", plan.service},
        {"image", json_text(plan.image)},
        {"changes", plan.changes},
        {"key", json_text_or_null(plan.why.key)},
        {"reason", json_text_or_null(plan.why.text)},
        {"from", json_text_or_null(plan.from.text)},
        {"to", json_text_or_null(plan.to.text)},
        {"from_version", json_text_or_null(plan.from_version)},
        {"to_version", json_text_or_null(plan.to_version)},
        {"notes_url", json_text_or_null(plan.notes_url)},
        {"download_bytes", plan.download},
    };
}

json::object follower_object(const Follower& follower)
{
    return {{"app", json_text_or_null(follower.app)}, {"service", json_text(follower.service)},
        {"reason", json_text(follower.why)}};
}

json::object finding_object(const Finding& finding)
{
    return {{"service", json_text_or_null(finding.service)},
        {"severity", finding.severity == Severity::serious ? "serious" : "note"}, {"key", finding.key},
        {"message", json_text(finding.message)}};
}

template <class T>
json::array listed(const std::vector<T>& items, json::object (*object)(const T&))
{
    json::array list;
    for (const auto& item : items) list.push_back(object(item));
    return list;
}

} // namespace

std::string update_plan_json(const UpdatePlan& plan)
{
    json::object object{
        {"app", plan.app},
        {"changes", plan.changes()},
        {"services", listed(plan.services, service_object)},
        {"followers", listed(plan.followers, follower_object)},
        {"findings", listed(plan.findings, finding_object)},
        {"serious", plan.has_serious()},
        {"download_bytes", plan.download},
        {"disk_needed_bytes", plan.disk_needed},
        {"disk_free_bytes", nullptr},
        {"expected_downtime_seconds", nullptr},
    };
    if (plan.disk_free) object["disk_free_bytes"] = *plan.disk_free;
    if (plan.downtime) object["expected_downtime_seconds"] = static_cast<double>(plan.downtime->count()) / 1000;
    return json::serialize(object);
}

} // namespace furtka::api
