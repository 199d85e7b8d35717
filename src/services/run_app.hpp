// services/run_app.hpp — start, stop and restart; what the owner wants is remembered in the app's folder.
#pragma once

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
    /// Body of the job; `{"app", "state"}`.
    Task<Result<std::string>> run(AppName app, RunAction action, JobContext& job);

private:
    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
