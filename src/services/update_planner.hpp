// services/update_planner.hpp — what an update of an app would do: read from the registry and the engine, nothing changed.
#pragma once

#include "domain/update_plan.hpp"
#include "ports/inspection.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

class UpdatePlanner {
public:
    using Downtime = std::function<Task<std::optional<std::chrono::milliseconds>>(AppName app)>;

    UpdatePlanner(World world, Policies policies, Inspection& inspection, LivePicture& picture);

    /// How long the app was away in its earlier updates; without it no plan tells a downtime.
    void downtime_by(Downtime downtime) { downtime_ = std::move(downtime); }

    /// not_found `app_not_installed`; broken `compose_invalid`; errors of the engine. What a registry does not tell is the
    /// reason of its service.
    Task<Result<UpdatePlan>> plan(AppName app);

private:
    World world_;
    Policies policies_;
    Inspection& inspection_;
    LivePicture& picture_;
    Downtime downtime_;
};

/// What a plan found that an update nobody watches must not meet. Errors of UpdatePlanner::plan.
Task<Result<std::vector<std::string>>> serious_findings(UpdatePlanner& planner, AppName app);

} // namespace furtka
