// ports/installed_apps.hpp — the apps root: the folders in it are the truth about what is installed.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/app_folder.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace furtka {

/// Where a new app folder comes from and what becomes of it.
struct NewFolder {
    std::filesystem::path source;
    std::string env; ///< text of the new `.env`, written 0600 from its first byte
    std::string installed_from;
    /// `.furtka/base.json`: the author's files as they are put there. None: those of `source` are; empty: not known.
    std::optional<std::string> base;
    /// Files to be taken away, which `source` lacks. Those of the author that `base` lacks go too, unless somebody changed
    /// them.
    std::vector<std::string> gone;
    std::optional<std::vector<std::string>> accepted_permissions; ///< none: those that were accepted stay
};

/// Writes are temporary file, fsync, rename, fsync of the folder. no_space `disk_full`, unavailable `apps_dir` (unreadable,
/// read-only).
class InstalledApps {
public:
    virtual ~InstalledApps() = default;

    /// Every folder of the root, in name order; hidden ones and those being staged left out.
    virtual Task<Result<std::vector<InstalledEntry>>> list() = 0;

    /// One. not_found `app_not_installed`; the folder's own errors (`manifest_…`, `compose_file_missing`,
    /// `compose_file_ambiguous`, `folder_name`, `folder_symlink`).
    virtual Task<Result<AppFolder>> read(AppName app) = 0;

    /// Whether a folder of that name exists, readable as an app or not.
    virtual Task<Result<bool>> contains(AppName app) = 0;

    /// The app's `.env`, also of a folder that cannot be read as an app; none: it has none. not_found `app_not_installed`;
    /// broken: the file cannot be read (`env_…`, `folder_file`).
    virtual Task<Result<std::optional<EnvFile>>> read_env(AppName app) = 0;

    /// Puts a folder in place in one step: copied to the side (regular files and folders only, no symlink leaving it, at
    /// most 2,000 files and 64 MiB), `.env` written, then renamed; an installed one is replaced and its `.furtka/` kept. The
    /// replaced folder stays as the previous one until it is dropped or restored.
    virtual Task<Result<AppFolder>> put(AppName app, NewFolder folder) = 0;

    /// Puts the folder that the last `put` replaced back in place. not_found `no_previous_folder`.
    virtual Task<Result<void>> restore_previous(AppName app) = 0;
    /// Deletes the folder that the last `put` replaced. None is success.
    virtual Task<Result<void>> drop_previous(AppName app) = 0;

    /// A hook script of an installed app: a regular file inside its folder, no symlink, at most 64 KiB.
    /// not_found `script_missing`; invalid `script_path` (absolute, or out of the folder).
    virtual Task<Result<std::string>> read_script(AppName app, std::string relative_path) = 0;

    virtual Task<Result<void>> write_env(AppName app, std::string text) = 0;
    virtual Task<Result<void>> write_intent(AppName app, Intent intent) = 0;
    /// Ids of permission marks, at most 500; they are kept when the folder is replaced.
    virtual Task<Result<void>> write_accepted_permissions(AppName app, std::vector<std::string> ids) = 0;

    /// `.furtka/move-in.json`; kept when the folder is replaced.
    virtual Task<Result<void>> write_move_in(AppName app, MoveInRecord record) = 0;

    /// `.furtka/images.json`, at most 200; none removes it. They are kept when the folder is replaced.
    virtual Task<Result<void>> write_stand_ins(AppName app, std::vector<StandIn> stand_ins) = 0;

    /// `.furtka/networks.yaml`; empty text removes it.
    virtual Task<Result<void>> write_network_override(AppName app, std::string text) = 0;

    /// Renames the folder away, then deletes it. An absent one is success.
    virtual Task<Result<void>> remove(AppName app) = 0;

    /// Calls `sink` with a folder's name when something in it changed (several changes may be told once), and with an empty
    /// name when anything may have changed. Runs until cancelled or failed.
    virtual Task<Result<void>> follow(std::function<void(std::string_view name)> sink) = 0;
};

} // namespace furtka
