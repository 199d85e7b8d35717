// services/run_app.hpp — start, stop and restart; what the owner wants is remembered in the app's folder.
#pragma once

#include "domain/outcomes.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

namespace furtka {

enum class RunAction { start, stop, restart };

class RunApp {
public:
    RunApp(World world, Policies policies, LivePicture& picture);

    /// not_found `app_not_installed`; the folder's own errors.
    Task<Result<void>> check(AppName app);
    /// Body of the job. upstream `app_failed_to_start`; conflict `port_in_use`; invalid `placeholder_secret` (an app that
    /// never ran).
    Task<Result<RunOutcome>> run(AppName app, RunAction action, JobContext& job);

private:
    Task<Result<void>> stop(AppName app, JobContext& job);
    Task<Result<void>> start(AppName app, RunAction action, JobContext& job);
    Task<Result<void>> check_ports(AppName app, AppFolder folder, ComposeModel model);

    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
