// services/install_app.hpp — install from a catalog or a folder, reinstall over an installed one, undo on failure.
#pragma once

#include "domain/install_note.hpp"
#include "domain/outcomes.hpp"
#include "services/install_plan.hpp"
#include "services/jobs.hpp"

namespace furtka {

class InstallApp {
public:
    InstallApp(World world, Policies policies, LivePicture& picture);

    /// Body of the job, for a plan that was checked. invalid `placeholder_secret` leaves the folder in place; any other failure is
    /// undone, and what the owner typed is kept as a draft.
    Task<Result<InstallOutcome>> run(InstallRequest request, InstallPlan plan, JobContext& job);

    /// Takes back what an interrupted job had done, from its journal's steps; does nothing when its last step was `end`.
    Task<Result<void>> take_back(std::vector<JournalStep> steps);

private:
    /// The apps of the job worked on so far, the last one last.
    using Notes = std::vector<InstallNote>;

    Task<Result<InstallOutcome>> install_all(InstallRequest request, InstallPlan plan, Notes& notes, JobContext& job);
    Task<Result<void>> install_one(AppName app, AppFolder source, SettingValues settings, Notes& notes, JobContext& job);
    Task<Result<void>> ask_providers(AppName app, AppFolder folder, JobContext& job);
    Task<Result<void>> start_first_time(AppName app, Notes& notes, JobContext& job);
    Task<Result<void>> undo(InstallNote note);

    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
