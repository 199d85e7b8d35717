// domain/app_folder.hpp — one app folder as read from disk in one go.
#pragma once

#include "base/result.hpp"
#include "domain/env_file.hpp"
#include "domain/manifest.hpp"
#include "domain/move_in/move_in_record.hpp"
#include "domain/names.hpp"
#include "domain/stand_in.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// What the owner wants of an installed app. Kept in its folder: `.furtka/state.json`.
enum class Intent { run, stop };

struct AppFolder {
    std::filesystem::path path;
    Manifest manifest;
    std::string compose_file; ///< file name inside the folder
    std::string env_example; ///< text, or empty
    std::optional<EnvFile> env; ///< none: no `.env`, or it cannot be read (then `env_error` says why)
    std::optional<Error> env_error;
    std::string icon_svg; ///< checked text, or empty: the generic icon is shown
    Intent intent = Intent::run;
    bool network_override = false; ///< `.furtka/networks.yaml` is there: Furtka gave the app's networks their subnets
    GateOverride update_gate; ///< the owner's word: `gate` of `.furtka/policy.json`
    std::optional<std::vector<std::string>> accepted_permissions; ///< ids of marks; none: it was never asked
    std::optional<MoveInRecord> moved_in; ///< another program ran it before; none: it was installed
    std::vector<StandIn> stand_ins; ///< `.furtka/images.json`: images that came with it out of a file
    std::string installed_from; ///< `bundled`, `folder`, or empty when unknown

    /// It was taken over, and its owner has not said yet whether it stays.
    bool waits_for_confirmation() const { return moved_in && !moved_in->confirmed; }
    bool operator==(const AppFolder&) const = default;
};

/// An entry of the apps root: an app, or a folder that cannot be read as one, with the reason.
struct InstalledEntry {
    std::string name; ///< of the folder
    Result<AppFolder> folder;
    bool operator==(const InstalledEntry&) const = default;
};

/// not_found `app_not_installed`. The name may be anything that a caller wrote.
Error app_not_installed(std::string_view name);

} // namespace furtka
