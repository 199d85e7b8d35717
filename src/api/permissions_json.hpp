// api/permissions_json.hpp — permission marks as JSON. Only for the .cpp files of messages.
#pragma once

#include "domain/permission_consent.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <vector>

namespace furtka::api {

/// A mark by itself.
boost::json::object mark_object(const PermissionMark& mark);
/// Each with `app` and `needs_acceptance`.
boost::json::array asked_permissions(const std::vector<AskedPermission>& permissions);
/// Each with `accepted`.
boost::json::array app_permissions(const std::vector<PermissionMark>& marks, const std::vector<std::string>& accepted);

} // namespace furtka::api
