#include "api/messages_catalogs.hpp"

#include "api/json_parts.hpp"
#include "api/update_json.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::object catalog_object(const CatalogParts& parts)
{
    const auto& source = parts.source;
    const CatalogState state = parts.state.value_or(CatalogState{});
    json::value serial = nullptr;
    if (state.serial) serial = *state.serial;
    json::value signed_time = nullptr;
    if (state.signed_at) signed_time = time_or_null(WallTime(std::chrono::seconds(*state.signed_at)));
    json::value error = nullptr;
    if (parts.status.failed) error = json_error(*parts.status.failed);
    return {
        {"name", source.name},
        {"kind", to_text(source.kind)},
        {"location", json_text(source.location)},
        {"ref", json_text_or_null(source.ref)},
        {"key", json_text_or_null(source.key)},
        {"sha256", json_text_or_null(source.sha256)},
        {"ca_file", json_text_or_null(source.ca_file)},
        {"apps", state.apps},
        {"revision", json_text_or_null(state.revision)},
        {"serial", std::move(serial)},
        {"signed_at", std::move(signed_time)},
        {"synced_at", time_or_null(state.synced_at)},
        {"tried_at", time_or_null(parts.status.tried_at)},
        {"next_at", time_or_null(parts.next_at.value_or(WallTime{}))},
        {"error", std::move(error)},
    };
}

} // namespace

std::string catalogs_json(
    const OwnCatalogParts& own, const std::vector<CatalogParts>& catalogs, std::chrono::seconds interval)
{
    json::array list;
    for (const auto& catalog : catalogs) list.push_back(catalog_object(catalog));
    return json::serialize(
        json::object{{"catalogs", std::move(list)}, {"own", {{"location", json_text(own.folder)}, {"apps", own.apps}}},
            {"interval_seconds", std::int64_t{interval.count()}}});
}

} // namespace furtka::api
