// adapters/compose/ports_file.hpp — the override that moves an app's ports: beside its other state, made of its `.env`.
#pragma once

#include "base/result.hpp"
#include "domain/port_moves.hpp"

#include <filesystem>
#include <string_view>
#include <vector>

namespace furtka {

/// Relative to the app's folder.
inline constexpr const char* ports_file = ".furtka/ports.yaml";

/// What the `.env` of a folder moves; none where it cannot be read.
std::vector<PortMove> moves_of(const std::filesystem::path& folder);

/// Writes the file unless it says so already. no_space `disk_full`; unavailable `apps_dir`.
Result<void> write_ports_file(const std::filesystem::path& folder, std::string_view text);

} // namespace furtka
