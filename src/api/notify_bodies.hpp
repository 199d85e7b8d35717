// api/notify_bodies.hpp — a target of notifications as callers send it.
#pragma once

#include "base/result.hpp"
#include "domain/notify_target.hpp"

#include <string_view>

namespace furtka::api {

/// invalid `body_json` | `body_member` (missing, unknown, or of the wrong type; detail `member`). What its texts may be is
/// judged by `check_target`.
Result<NotifyTarget> parse_notify_target(std::string_view text);

} // namespace furtka::api
