// services/app_project.hpp — an app folder as a compose project.
#pragma once

#include "domain/app_folder.hpp"
#include "ports/compose.hpp"

namespace furtka {

/// The folder's compose file, then Furtka's network override where there is one.
ComposeProject project_of(const AppName& app, const AppFolder& folder);

/// `.furtka/networks.yaml`, relative to the app's folder.
inline constexpr const char* network_override_file = ".furtka/networks.yaml";

} // namespace furtka
