// adapters/disk/app_state_file.hpp — `.furtka/state.json`: {"intent": "run" | "stop", "installed_from": "bundled",
// "accepted_permissions": ["privileged:web"]}.
#pragma once

#include "base/result.hpp"
#include "domain/app_folder.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

inline constexpr auto own_folder = ".furtka"; ///< Furtka's files inside an app's folder
inline constexpr auto network_override_path = ".furtka/networks.yaml";
inline constexpr std::size_t largest_policy_file = std::size_t{64} << 10;
inline constexpr auto move_in_path = ".furtka/move-in.json";
inline constexpr auto policy_path = ".furtka/policy.json"; ///< what the owner chose about updates

struct AppStateFile {
    Intent intent = Intent::run;
    std::string installed_from;
    std::optional<std::vector<std::string>> accepted_permissions; ///< none: never asked
    bool operator==(const AppStateFile&) const = default;
};

/// What cannot be read is the default: an app runs unless its owner stopped it.
AppStateFile parse_state(std::string_view text);
AppStateFile read_state(int app_folder);

std::string to_json(const AppStateFile& state);
/// Makes `.furtka/` if it is missing.
Result<void> write_state(int app_folder, const AppStateFile& state);

} // namespace furtka
