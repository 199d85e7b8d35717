#include "api/json_parts.hpp"
#include "api/messages.hpp"
#include "base/time_text.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::object change_object(const HistoryChange& change)
{
    return {{"service", change.service}, {"tag", json_text(change.tag)}, {"from", change.from.text}, {"to", change.to.text},
        {"from_version", json_text_or_null(change.from_version)}, {"to_version", json_text_or_null(change.to_version)},
        {"to_digest", json_text_or_null(change.to_digest)}};
}

json::object entry_object(const HistoryEntry& entry)
{
    json::array changes;
    for (const auto& change : entry.changes) changes.push_back(change_object(change));
    json::value downtime;
    if (entry.downtime) downtime = static_cast<double>(entry.downtime->count()) / 1000.0;
    return {{"id", entry.id}, {"app", entry.app}, {"kind", to_text(entry.kind)}, {"by", entry.by}, {"job", entry.job},
        {"outcome", to_text(entry.outcome)}, {"at", time_text(entry.at)}, {"services", std::move(changes)},
        {"bytes_pulled", entry.bytes_pulled}, {"downtime_seconds", std::move(downtime)}, {"proof", json_texts(entry.proof)},
        {"key", json_text_or_null(entry.key)}, {"reason", json_text_or_null(entry.reason)},
        {"service", json_text_or_null(entry.service)}};
}

json::object point_object(const RecoveryPoint& point)
{
    json::array services;
    for (const auto& service : point.services) {
        services.push_back(json::object{{"service", service.service}, {"tag", json_text(service.tag)},
            {"image", service.image.text}, {"version", json_text_or_null(service.version)}});
    }
    return {{"number", point.number}, {"made_at", time_text(point.made_at)}, {"made_for", point.reason},
        {"app_version", json_text_or_null(point.app_version)}, {"services", std::move(services)}};
}

} // namespace

std::string history_json(const std::vector<HistoryEntry>& entries)
{
    json::array list;
    list.reserve(entries.size());
    for (const auto& entry : entries) list.push_back(entry_object(entry));
    return json::serialize(json::object{{"history", std::move(list)}});
}

std::string recovery_points_json(const std::vector<RecoveryPoint>& points)
{
    json::array list;
    for (const auto& point : points) list.push_back(point_object(point));
    return json::serialize(json::object{{"recovery_points", std::move(list)}});
}

} // namespace furtka::api
