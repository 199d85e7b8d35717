// services/install_plan.hpp — everything that can be told about an installation without changing anything.
#pragma once

#include "domain/install_plan.hpp"
#include "domain/permission_consent.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace furtka {

struct InstallRequest {
    std::string name; ///< of an app in a catalog, or empty
    std::filesystem::path source; ///< absolute path of a folder on the server, or empty
    SettingValues settings;
    std::vector<std::string> accept; ///< ids of permission marks; of apps that come along as `<app>/<id>`
};

struct InstallPlan {
    AppFolder folder; ///< of the app itself, where it comes from
    bool replaces = false; ///< an app of that name is installed
    std::vector<InstallStep> steps; ///< providers first, the app last
    std::vector<PortMapping>
        ports; ///< the app will publish; empty when Compose could not resolve the file without its settings
    std::vector<std::string> port_conflicts; ///< `port 8080 is used by nginx (pid 12)`
    std::vector<std::string> images;
    std::vector<AskedPermission> permissions; ///< of the app and of those that are installed with it
    bool permissions_known = false; ///< Compose could resolve the files with what is known of the settings
    std::uint64_t disk_free = 0; ///< bytes where the apps are kept
    SettingValues kept; ///< not secret values that an earlier try or the installed app has
    std::vector<std::string> kept_secrets; ///< keys of secrets that are set already
};

class InstallPlanner {
public:
    InstallPlanner(World world, Policies policies, LivePicture& picture);

    /// invalid `install_request` (neither or both of name and source), `manifest_…`; not_found `app_unknown`,
    /// `source_missing`, `requirement_unknown`; conflict `requirement_cycle`, `architecture`.
    Task<Result<InstallPlan>> plan(InstallRequest request);

    /// The plan, and what forbids it: invalid `setting_…`, `provider_settings`; conflict `port_in_use`,
    /// `permissions_not_accepted`, `project_exists` (containers of another program's project have the name of the app, or of
    /// a provider to be installed).
    Task<Result<InstallPlan>> check(InstallRequest request);

    /// The `.env` an installation of `folder` begins with: the installed app's, else the draft of a failed try, else
    /// `.env.example`.
    Task<Result<EnvFile>> first_env(AppName app, AppFolder folder);

private:
    Task<Result<AppFolder>> find_folder(const InstallRequest& request);
    Task<Result<std::vector<InstallStep>>> order(const Manifest& manifest);
    Task<Result<void>> check_providers(const InstallPlan& plan);
    Task<Result<void>> check_project(AppName app);
    Task<Result<void>> look_at_permissions(InstallPlan& plan, InstallRequest request);
    Task<bool> add_permissions(AppName app, AppFolder folder, SettingValues settings, bool itself, InstallPlan& plan);
    Task<void> look_at_model(AppName app, InstallPlan& plan, SettingValues wanted);

    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
