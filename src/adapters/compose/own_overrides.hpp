// adapters/compose/own_overrides.hpp — the overrides that Compose gets beside an app's files: ports that its owner moved,
// and local images that stand for those of its files. Both are made of what is kept in the app's folder, at each use.
#pragma once

#include "base/result.hpp"
#include "domain/port_moves.hpp"
#include "domain/stand_in.hpp"

#include <filesystem>
#include <string_view>
#include <vector>

namespace furtka {

/// Relative to the app's folder.
inline constexpr const char* ports_file = ".furtka/ports.yaml";
inline constexpr const char* images_file = ".furtka/images.yaml";

/// What is kept in a folder.
struct OwnChoices {
    std::vector<PortMove> moves; ///< of its `.env`
    std::vector<StandIn> images; ///< of `.furtka/images.json`
    bool empty() const { return moves.empty() && images.empty(); }
};
/// What cannot be read chooses nothing.
OwnChoices choices_in(const std::filesystem::path& folder);
ComposeModel with_choices(ComposeModel model, const OwnChoices& choices);

/// Writes the file unless it says so already. no_space `disk_full`; unavailable `apps_dir`.
Result<void> write_override(const std::filesystem::path& folder, const char* file, std::string_view text);

} // namespace furtka
