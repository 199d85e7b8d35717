// api/update_json.hpp — what is known of an app's updates, as a JSON value. Only for the .cpp files of messages.
#pragma once

#include "domain/update_check.hpp"

#include <boost/json/fwd.hpp>

namespace furtka::api {

/// Null when there was no check.
boost::json::value update_value(const AppCheck* check);
/// RFC 3339; null for the epoch.
boost::json::value time_or_null(WallTime time);

} // namespace furtka::api
