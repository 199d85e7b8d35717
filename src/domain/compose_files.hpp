// domain/compose_files.hpp — names that an app's compose file may have, and its owner's override of it.
#pragma once

#include <array>

namespace furtka {

/// The preferred one first.
inline constexpr std::array compose_file_names{"docker-compose.yaml", "compose.yaml", "docker-compose.yml", "compose.yml"};

/// The first that is there counts.
inline constexpr std::array compose_override_names{
    "compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"};

} // namespace furtka
