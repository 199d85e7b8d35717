// services/update_app.hpp — `POST /api/apps/{name}/update`: newest images for the tags, containers only where one changed,
// proven afterwards or taken back.
#pragma once

#include "domain/outcomes.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/pull_images.hpp"
#include "services/swap_images.hpp"
#include "services/world.hpp"

#include <map>
#include <string>
#include <vector>

namespace furtka {

/// Who wants it. What nobody watches does not try an image again that was taken back.
enum class UpdateBy { owner, policy };

class UpdateApp {
public:
    UpdateApp(World world, Policies policies, LivePicture& picture);

    /// not_found `app_not_installed`; conflict `move_in_open`. Changes nothing.
    Task<Result<void>> check(AppName app);

    /// Body of the job. broken `compose_invalid`, no_space `disk_low`, or a pull's error: the app runs as it did, and its
    /// tags point to what they did. conflict `no_way_back`: an old image is gone already, so nothing was begun. conflict
    /// `image_refused`: by a policy, and the image was taken back before. upstream `update_taken_back`,
    /// `update_back_failed`: see services/end_swap.hpp.
    Task<Result<UpdateOutcome>> run(AppName app, JobContext& job, UpdateBy by = UpdateBy::owner);

    /// After the daemon was killed during it: the app is brought to the old or the new version, and what became of it is
    /// told in words. unavailable: the engine is away.
    Task<Result<std::string>> mend(AppName app, std::vector<JournalStep> steps, JobContext& job);

private:
    struct Prepared;
    Task<Result<UpdateOutcome>> update(AppName app, JobContext& job, UpdateBy by, SwapNote& note);
    Task<Result<RecoveryPoint>> keep_way_back(AppName app, const Prepared& ready, SwapNote& note, JobContext& job);
    Task<Result<void>> check_images(AppName app, const Prepared& ready, const SwapNote& note, UpdateBy by,
        const std::map<std::string, std::string>& digests);
    Task<void> forget_way_back(AppName app, SwapNote note, int number, JobContext& job);
    Task<Result<std::string>> mend_swap(AppName app, SwapNote note, SwapFrom from, JobContext& job);

    World world_;
    Policies policies_;
    LivePicture& picture_;
};

/// Starts the job of one update; errors of Jobs::start.
Result<JobId> begin_update(
    Jobs& jobs, UpdateApp& update, const AppName& app, UpdateBy by, boost::asio::any_io_executor executor);

/// What `up` is told to work on: nothing when all services run (so all); else those that run, and the one-shots they wait
/// for. A stopped service must not be started by an update.
std::vector<std::string> services_for_up(const ComposeModel& model, const std::vector<Container>& containers);

/// Services that others wait for until they have ended.
std::vector<std::string> one_shots_of(const ComposeModel& model);

/// The point for what runs: images, how well it is, and the next number.
Task<Result<RecoveryPoint>> point_of_now(
    World world, Policies policies, AppName app, const AppFolder& folder, const ComposeModel& model, std::string reason);

} // namespace furtka
