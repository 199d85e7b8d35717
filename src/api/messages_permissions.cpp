#include "api/json_parts.hpp"
#include "api/messages.hpp"
#include "api/permissions_json.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace furtka::api {

namespace json = boost::json;

json::object mark_object(const PermissionMark& mark)
{
    return {
        {"id", json_text(mark.id)},
        {"kind", json_text(mark.kind)},
        {"severity", to_text(mark.severity)},
        {"service", json_text(mark.service)},
        {"detail", json_text(mark.detail)},
        {"sentence", json_text(mark.sentence)},
    };
}

json::array asked_permissions(const std::vector<AskedPermission>& permissions)
{
    json::array list;
    for (const auto& asked : permissions) {
        auto object = mark_object(asked.mark);
        object["app"] = json_text(asked.app);
        object["needs_acceptance"] = asked.needs_acceptance;
        list.push_back(std::move(object));
    }
    return list;
}

json::array app_permissions(const std::vector<PermissionMark>& marks, const std::vector<std::string>& accepted)
{
    json::array list;
    for (const auto& mark : marks) {
        auto object = mark_object(mark);
        // Nobody is asked about the plain ones.
        object["accepted"] = mark.severity == MarkSeverity::plain || std::ranges::find(accepted, mark.id) != accepted.end();
        list.push_back(std::move(object));
    }
    return list;
}

std::string permissions_json(const std::vector<PermissionMark>& marks, const std::vector<std::string>& accepted)
{
    return json::serialize(json::object{{"permissions", app_permissions(marks, accepted)}});
}

} // namespace furtka::api
