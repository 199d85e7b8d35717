// services/engine_disk.hpp — how much room the disk with the engine's images and volumes has left.
#pragma once

#include "services/world.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace furtka {

/// Free bytes. None: not known; the disk of an engine on another machine cannot be looked at from here.
std::optional<std::uint64_t> engine_disk_free(Host& host, const Policies& policies, const EngineInfo& engine);

/// no_space `disk_low`, with both figures in bytes as its details `needed` and `free`.
Error disk_low(std::string message, std::string hint, std::uint64_t needed, std::uint64_t free);

} // namespace furtka
