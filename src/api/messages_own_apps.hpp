// api/messages_own_apps.hpp — apps of the owner's own as JSON.
#pragma once

#include "services/own_apps.hpp"

#include <string>
#include <vector>

namespace furtka::api {

/// `{"name", "title", "from", "result", "reasons", …, "files", "plan"}`: what was understood of a text.
std::string own_preview_json(const OwnPreview& preview);
/// `{"apps": [{"name", "title", "from", "url", "installed"}]}`
std::string own_apps_json(const std::vector<OwnEntry>& entries);
/// The same of one, with the text it was made of.
std::string own_app_json(const OwnEntry& entry);
/// What was kept: `{"name", "title", "result", "reasons", "repairs"}`.
std::string own_kept_json(const OwnApp& app);

} // namespace furtka::api
