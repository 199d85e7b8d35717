// services/rollback_app.hpp — `POST /api/apps/{name}/rollback`: an app back to one of its recovery points, by its owner's
// wish.
#pragma once

#include "domain/outcomes.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/swap_images.hpp"
#include "services/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace furtka {

class RollbackApp {
public:
    RollbackApp(World world, Policies policies, LivePicture& picture);

    /// The newest first. not_found `app_not_installed`.
    Task<Result<std::vector<RecoveryPoint>>> points(AppName app);

    /// not_found `app_not_installed`, `no_recovery_point`. Changes nothing.
    Task<Result<void>> check(AppName app, std::optional<int> to);

    /// Body of the job: files, settings and images of the point (the newest when none is named) are put in place, the app is
    /// brought up and must be as well as it was then; else everything is put back. What was left becomes a recovery point,
    /// so that a second rollback goes forward again. not_found `no_recovery_point`; conflict `image_gone`; upstream
    /// `update_taken_back`, `update_back_failed`.
    Task<Result<RollbackOutcome>> run(AppName app, std::optional<int> to, JobContext& job);

    /// As UpdateApp::mend. An edit of an app's files writes the same steps: `kind`.
    Task<Result<std::string>> mend(AppName app, std::vector<JournalStep> steps, JobContext& job, JobKind kind);

private:
    Task<Result<StoredPoint>> wanted(AppName app, std::optional<int> to);
    Task<Result<void>> fetch_gone(PointService service, int point, JobContext& job);
    Task<Result<RecoveryPoint>> prepare(AppName app, const StoredPoint& target, SwapNote& note, JobContext& job);
    Task<Result<RollbackOutcome>> roll_back(AppName app, std::optional<int> to, SwapNote& note, JobContext& job);

    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
