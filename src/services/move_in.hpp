// services/move_in.hpp — a project of another program taken over, with its data and the images that are there; taken back
// until its owner confirms.
#pragma once

#include "domain/gate.hpp"
#include "services/find_move_ins.hpp"
#include "services/jobs.hpp"

#include <string>
#include <vector>

namespace furtka {

struct MoveInOutcome {
    std::string app;
    std::string project;
    Program program = Program::compose;
    bool runs = false;
    std::vector<std::string> proof; ///< sentences
    std::string left; ///< the other program's folder, which stays
};
std::string to_json(const MoveInOutcome& outcome);

/// conflict `move_in_open`: it was taken over, and its owner has not confirmed it yet.
Result<void> check_settled(const AppFolder& folder);

class MoveIn {
public:
    MoveIn(World world, Policies policies, LivePicture& picture, MoveInPorts ports);

    /// Body of the job, for a plan that was checked. The old containers are stopped and kept, without a restart policy, so
    /// that a reboot does not start both. conflict `move_in_changed`: somebody changed the project meanwhile. upstream
    /// `move_in_taken_back`: it did not run well as an app; upstream `move_in_back_failed`: nor could it be put back. Any
    /// failure and a cancel put everything back as it was.
    Task<Result<MoveInOutcome>> take(MoveInPlan plan, JobContext& job);

    /// not_found `app_not_installed`; conflict `move_in_none` (it was not taken over, or is confirmed), `move_in_changed`
    /// (an old container is gone, or runs).
    Task<Result<void>> check_open(AppName app);
    /// Body of the job: the app goes, the old containers run as they did. No volume is touched. Can be run again.
    Task<Result<MoveInOutcome>> undo(AppName app, JobContext& job);
    /// Body of the job: the old containers go, and nothing else. Can be run again.
    Task<Result<MoveInOutcome>> confirm(AppName app, JobContext& job);

    /// After the daemon was killed during the taking over: what became of it, in words.
    Task<Result<std::string>> mend(AppName app, std::vector<JournalStep> steps);

private:
    Task<Result<MoveInOutcome>> take_all(MoveInPlan plan, JobContext& job);
    Task<Result<AppFolder>> put_folder(AppName app, const MoveInPlan& plan, const MoveInRecord& record);
    Task<Result<void>> check_unchanged(const MoveInRecord& record);
    Task<Result<void>> stop_old(MoveInRecord record, JobContext& job);
    Task<Result<GateBaseline>> baseline_of(const MoveInPlan& plan);
    Task<Result<std::vector<std::string>>> start(AppName app, GateBaseline baseline, JobContext& job);
    Task<Result<void>> put_back(AppName app);
    Task<Result<void>> put_old_back(OldContainer old);
    Task<Result<MoveInRecord>> open_record(AppName app);

    World world_;
    Policies policies_;
    LivePicture& picture_;
    MoveInPorts ports_;
};

} // namespace furtka
