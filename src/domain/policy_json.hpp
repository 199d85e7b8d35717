// domain/policy_json.hpp — policies as JSON text: the same in files and over the API.
#pragma once

#include "base/result.hpp"
#include "domain/update_policy.hpp"

#include <string>
#include <string_view>

namespace furtka {

/// `{"mode": "auto", "windows": ["daily 02:00-05:00"], "time_zone": "Europe/Berlin", "cooling_hours": 24}`
std::string to_json(const UpdatePolicy& policy);
/// The same with null for what the app has not of its own, and `hold`, `skipped` and `gate`.
std::string to_json(const AppPolicy& policy);

/// Members that are absent stay as they are in `before`; in an app's policy null gives up what it has of its own.
/// A `gate` replaces the one before as a whole. invalid `body_json`, `body_member` (detail `member`), `window`,
/// `update_gate`.
Result<UpdatePolicy> parse_update_policy(std::string_view json, UpdatePolicy before);
Result<AppPolicy> parse_app_policy(std::string_view json, AppPolicy before);

} // namespace furtka
