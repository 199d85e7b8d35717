// adapters/disk/disk_installed_apps.hpp — the port InstalledApps made real: one folder an app below the apps root.
#pragma once

#include "async/worker_pool.hpp"
#include "base/owned_fd.hpp"
#include "ports/installed_apps.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace furtka {

/// Hidden folders of the root are Furtka's: `.staging-…` and `.trash-…` (deleted at the first list after a start),
/// `.replacing-…` (undone at construction), `.previous-<app>` (what the last `put` replaced).
class DiskInstalledApps : public InstalledApps {
public:
    /// Makes the root if it is missing. A root that cannot be used makes every call fail with unavailable `apps_dir`.
    DiskInstalledApps(std::filesystem::path root, WorkerPool& workers);

    Task<Result<std::vector<InstalledEntry>>> list() override;
    Task<Result<AppFolder>> read(AppName app) override;
    Task<Result<bool>> contains(AppName app) override;
    Task<Result<std::optional<EnvFile>>> read_env(AppName app) override;
    Task<Result<AppFolder>> put(AppName app, NewFolder folder) override;
    Task<Result<void>> restore_previous(AppName app) override;
    Task<Result<void>> drop_previous(AppName app) override;
    Task<Result<std::string>> read_script(AppName app, std::string relative_path) override;
    Task<Result<void>> write_env(AppName app, std::string text) override;
    Task<Result<void>> write_intent(AppName app, Intent intent) override;
    Task<Result<void>> write_accepted_permissions(AppName app, std::vector<std::string> ids) override;
    Task<Result<void>> write_move_in(AppName app, MoveInRecord record) override;
    Task<Result<void>> write_stand_ins(AppName app, std::vector<StandIn> stand_ins) override;
    Task<Result<void>> write_network_override(AppName app, std::string text) override;
    Task<Result<void>> remove(AppName app) override;
    Task<Result<void>> follow(std::function<void(std::string_view name)> sink) override;

private:
    Result<OwnedFd> open_root() const;
    Result<OwnedFd> open_app(const AppName& app) const;
    Result<AppFolder> read_now(const std::string& name) const;

    std::filesystem::path root_;
    WorkerPool& workers_;
    std::vector<std::string> leftovers_; ///< found at construction
};

} // namespace furtka
