// api/own_app_bodies.hpp — what callers send of apps of their own.
#pragma once

#include "base/result.hpp"
#include "domain/own_app.hpp"
#include "domain/settings.hpp"

#include <string_view>

namespace furtka::api {

struct OwnAppBody {
    OwnSource source;
    SettingValues settings; ///< answers to its form
};

/// `{"from", "text", "url"?, "name"?, "title"?, "icon"?, "settings"?}`. invalid `body_json` | `body_member`.
/// A `url` without a text is one to be fetched: only a preview does that.
Result<OwnAppBody> parse_own_app(std::string_view text);

} // namespace furtka::api
