// services/update_app.hpp — `POST /api/apps/{name}/update`: newest images for the tags, containers only where one changed.
#pragma once

#include "domain/outcomes.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

namespace furtka {

class UpdateApp {
public:
    UpdateApp(World world, Policies policies, LivePicture& picture);

    /// not_found `app_not_installed`. Changes nothing.
    Task<Result<void>> check(AppName app);

    /// Body of the job. broken `compose_invalid`, or a pull's error: nothing was changed.
    /// upstream `update_not_applied`: `up` ended well but a service runs another image than its tag's.
    /// upstream `app_failed_to_start`: a service does not stay up with the new image (details `service`, `exit_code`).
    Task<Result<UpdateOutcome>> run(AppName app, JobContext& job);

private:
    Task<Result<void>> apply(
        AppName app, ComposeModel model, std::vector<Container> before, std::vector<ServiceChange> changes, JobContext& job);

    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
