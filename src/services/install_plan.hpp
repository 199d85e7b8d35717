// services/install_plan.hpp — everything that can be told about an installation without changing anything.
#pragma once

#include "domain/install_plan.hpp"
#include "domain/name_claims.hpp"
#include "domain/permission_consent.hpp"
#include "domain/port_claims.hpp"
#include "domain/port_moves.hpp"
#include "ports/exports.hpp"
#include "ports/inspection.hpp"
#include "services/env_for_app.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// A file that an app is installed from.
struct ImportSource {
    std::shared_ptr<IncomingExport> file;
    Inspection& inspection;
};

struct InstallRequest {
    std::string name; ///< of an app in a catalog, or empty
    std::filesystem::path source; ///< absolute path of a folder on the server, or empty
    SettingValues settings;
    std::vector<std::string> accept; ///< ids of permission marks; of apps that come along as `<app>/<id>`
    std::shared_ptr<ImportSource> import = {}; ///< then `source` is the folder of its files
    bool free_ports = false; ///< ports that are taken are moved to free ones
    PortChoices ports; ///< of the app itself: what is to be published instead of what its files say
};

struct InstallPlan {
    AppFolder folder; ///< of the app itself, where it comes from
    bool replaces = false; ///< an app of that name is installed
    std::vector<InstallStep> steps; ///< providers first, the app last
    std::vector<PortMapping> ports; ///< the app will publish; empty when Compose cannot read the files yet
    std::vector<PortTaken> ports_taken; ///< of the app and of those that are installed with it
    std::vector<PortMoved> ports_moved; ///< by `free_ports`
    std::vector<NameTaken> names_taken; ///< of the app and of those that are installed with it
    std::vector<std::string> images;
    std::vector<AskedPermission> permissions; ///< of the app and of those that are installed with it
    bool permissions_known = false; ///< Compose could resolve the files with what is known of the settings
    std::uint64_t disk_free = 0; ///< bytes where the apps are kept
    SettingValues kept; ///< not secret values that an earlier try or the installed app has
    std::vector<std::string> kept_secrets; ///< keys of secrets that are set already
};

/// What `given` becomes with the ports that were moved for this app: by settings, and by places.
SettingValues with_moved_ports(const InstallPlan& plan, std::string_view app, SettingValues given);
PortChoices with_moved_places(const InstallPlan& plan, std::string_view app, PortChoices given);

/// Which keys of the first `.env` get the form's default.
Fill fill_of(const InstallRequest& request, bool replaces);

class InstallPlanner {
public:
    InstallPlanner(World world, Policies policies, LivePicture& picture);

    /// invalid `install_request` (neither or both of name and source), `port_choice`, `manifest_…`; not_found `app_unknown`,
    /// `source_missing`, `requirement_unknown`; conflict `requirement_cycle`, `architecture`.
    Task<Result<InstallPlan>> plan(InstallRequest request);

    /// The plan, and what forbids it: invalid `setting_…`, `provider_settings`, `port_place_unknown`; conflict
    /// `port_in_use`, `name_taken`, `permissions_not_accepted`, `move_in_open`, `project_exists` (containers of another
    /// program's project have the name of the app, or of a provider to be installed).
    Task<Result<InstallPlan>> check(InstallRequest request);

    /// The `.env` an installation of `folder` begins with: the installed app's, else the draft of a failed try, else
    /// `.env.example`.
    Task<Result<EnvFile>> first_env(AppName app, AppFolder folder);
    /// The same of the app that was asked for: out of a file it has its own.
    Task<Result<EnvFile>> first_env_of(AppName app, AppFolder folder, InstallRequest request);

private:
    Task<Result<AppFolder>> find_folder(const InstallRequest& request);
    Task<Result<std::vector<InstallStep>>> order(const Manifest& manifest);
    Task<Result<void>> check_providers(const InstallPlan& plan);
    Task<Result<void>> check_project(AppName app);
    /// An app that would be installed, and what Compose makes of it with what is known of its settings.
    struct Look {
        AppName app;
        AppFolder folder;
        SettingValues values;
        std::optional<ComposeModel> model; ///< none: what it asks for cannot be told yet
        bool itself = false; ///< the one that was asked for
    };
    Task<Result<std::vector<Look>>> look_at_apps(InstallPlan plan, InstallRequest request);
    Task<Look> look_at(AppName app, AppFolder folder, SettingValues settings, InstallRequest request);
    Task<Result<void>> check_import(const InstallPlan& plan);
    Task<void> add_permissions(Look look, InstallPlan& plan);
    Task<void> add_ports(std::vector<Look> looks, InstallRequest request, InstallPlan& plan);

    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
