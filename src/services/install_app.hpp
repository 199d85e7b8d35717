// services/install_app.hpp — install from a catalog or a folder, reinstall over an installed one, undo on failure.
#pragma once

#include "domain/compose_model.hpp"
#include "domain/install_note.hpp"
#include "domain/outcomes.hpp"
#include "domain/update_check.hpp"
#include "services/install_plan.hpp"
#include "services/jobs.hpp"

#include <functional>
#include <memory>

namespace furtka {

class InstallApp {
public:
    InstallApp(World world, Policies policies, LivePicture& picture);

    /// Body of the job, for a plan that was checked. invalid `placeholder_secret` leaves the folder of a first installation
    /// in place, so that its owner can mend the `.env` there. conflict `permissions_not_accepted`: with all settings in
    /// place it asks for more than was known and accepted. Any other failure, and a cancel, is undone: a reinstalled app is
    /// as it was before; of a first installation stay the draft of its settings and volumes that a container may have
    /// written to.
    Task<Result<InstallOutcome>> run(InstallRequest request, InstallPlan plan, JobContext& job);

    /// Called with pairs that an import taught: what a registry calls the image of a file, and what it is called here.
    void on_learned(std::function<void(std::vector<SameContent>)> call) { on_learned_ = std::move(call); }

    /// What an interrupted job did, from its journal's steps: taken back, or finished when its last step was `end`.
    Task<Result<void>> mend(std::vector<JournalStep> steps);

private:
    /// The apps of the job worked on so far, the last one last.
    using Notes = std::vector<InstallNote>;

    Task<Result<InstallOutcome>> install_all(InstallRequest request, InstallPlan plan, Notes& notes, JobContext& job);
    /// What the owner said of the permissions of one app.
    struct Consent {
        std::vector<std::string> accepted;
        AcceptedBefore before;
    };
    /// One app of the job. `request` is that of the app that was asked for, and empty for one that comes along.
    struct Wanted {
        AppFolder source;
        SettingValues settings;
        PortChoices ports;
        std::vector<std::string> accepted;
        InstallRequest request;
    };
    Task<Result<void>> install_one(AppName app, Wanted wanted, Notes& notes, JobContext& job);
    Task<Result<AppFolder>> put_folder(AppName app, const Wanted& wanted, Notes& notes, JobContext& job);
    Task<std::vector<Requirement>> new_requirements(AppName app, AppFolder source);
    Task<Result<void>> ask_providers(AppName app, std::vector<Requirement> requirements, JobContext& job);
    Task<Result<void>> pull_and_make_volumes(
        AppName app, AppFolder folder, ComposeModel model, InstallNote& note, JobContext& job);
    Task<Result<void>> start_first_time(
        AppName app, Consent consent, std::shared_ptr<ImportSource> import, InstallNote& note, JobContext& job);

    // install_undo.cpp: how it ends
    Task<void> take_back(Notes notes, JobContext& job);
    Task<void> make_final(Notes notes);
    Task<Result<void>> undo(InstallNote note);
    Task<Result<void>> undo_replacement(AppName app, InstallNote note);
    Task<Result<void>> undo_first(AppName app, InstallNote note);
    Task<Result<void>> remove_folder(AppName app);

    World world_;
    Policies policies_;
    LivePicture& picture_;
    std::function<void(std::vector<SameContent>)> on_learned_;
};

} // namespace furtka
