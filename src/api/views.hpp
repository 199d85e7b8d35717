// api/views.hpp — parts of the live picture as messages want them.
#pragma once

#include "api/messages.hpp"
#include "services/install_plan.hpp"
#include "services/live_picture.hpp"

#include <string_view>

namespace furtka::api {

/// References into `view`: use at once.
AppParts app_parts(const AppView& view, std::string_view open_host);
EngineParts engine_parts(const EngineView& view);
/// References into `plan`.
PlanParts plan_parts(const InstallPlan& plan);

/// The app's name when it is a name, and installed as far as the picture knows or not: the use case tells. A folder that
/// cannot be an app gives its own error. not_found `app_not_installed`: not a name at all.
Result<AppName> app_of_path(const LivePicture& picture, std::string_view name);

} // namespace furtka::api
