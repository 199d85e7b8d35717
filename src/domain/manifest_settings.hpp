// domain/manifest_settings.hpp — the `settings` of a manifest.
#pragma once

#include "domain/manifest_members.hpp"
#include "domain/settings.hpp"

#include <vector>

namespace furtka {

/// The form, in its order. invalid `manifest_member`, `manifest_generate`, `manifest_pattern`, each with detail `member`.
Result<std::vector<Setting>> read_settings(Members& manifest);

} // namespace furtka
