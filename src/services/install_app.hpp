// services/install_app.hpp — install from a catalog or a folder, reinstall over an installed one, undo on failure.
#pragma once

#include "domain/install_plan.hpp"
#include "domain/outcomes.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <filesystem>
#include <optional>

namespace furtka {

struct InstallRequest {
    std::string name; ///< of an app in a catalog, or empty
    std::filesystem::path source; ///< absolute path of a folder on the server, or empty
    SettingValues settings;
};

/// What the installation will take and ask; changes nothing.
struct InstallPlan {
    AppFolder folder; ///< of the app itself
    bool replaces = false;
    std::vector<InstallStep> steps; ///< providers first, the app last
    std::vector<PortMapping> ports; ///< the app will publish; empty when Compose could not resolve the file yet
    std::vector<std::string> port_conflicts; ///< `8080 is used by nginx (pid 12)`
    std::vector<std::string> images;
    std::uint64_t disk_free = 0;
    SettingValues kept; ///< not secret values an earlier try or installation left
    std::vector<std::string> kept_secrets; ///< keys of secrets that are already set
};

class InstallApp {
public:
    InstallApp(World world, Policies policies, LivePicture& picture);

    /// invalid `install_request` (neither or both of name and source), `manifest_…`, `setting_…`; not_found `app_unknown`,
    /// `source_missing`, `requirement_unknown`; conflict `requirement_cycle`, `architecture`.
    Task<Result<InstallPlan>> plan(InstallRequest request);

    /// Everything that can be told without changing anything: the plan's errors, and conflict `port_in_use`.
    Task<Result<InstallPlan>> check(InstallRequest request);

    /// Body of the job. invalid `placeholder_secret` leaves the folder in place; any other failure is undone, and what the owner
    /// typed is kept as a draft.
    Task<Result<InstallOutcome>> run(InstallRequest request, InstallPlan plan, JobContext& job);

    /// Takes back what an interrupted job had done. `steps` are its journal's.
    Task<Result<void>> take_back(AppName app, std::vector<JournalStep> steps);

private:
    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
