// services/revise_app.hpp — a newer revision of an app from its catalog: what it changes, and taking it, proven or taken
// back.
#pragma once

#include "domain/outcomes.hpp"
#include "domain/permission_consent.hpp"
#include "domain/port_moves.hpp"
#include "domain/revision.hpp"
#include "services/app_revision.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/swap_images.hpp"
#include "services/world.hpp"

#include <string>
#include <vector>

namespace furtka {

struct ReviseRequest {
    Choices choices;
    SettingValues settings; ///< values of the newer revision's form
    std::vector<std::string> accept; ///< ids of permission marks
    PortChoices ports; ///< where its ports are to be instead of what its files say
};

struct RevisionPlan {
    std::string app;
    std::string catalog;
    std::string from; ///< version that is installed
    std::string to; ///< version that the catalog has
    std::string release_notes;
    bool available = false; ///< there is something new
    Revision revision;
    std::vector<PermissionMark> asked; ///< that the owner has not accepted yet
    std::optional<Error> problem; ///< why it cannot be taken as things are; conflicts apart
};

class ReviseApp {
public:
    ReviseApp(World world, Policies policies, LivePicture& picture);

    /// Changes nothing. not_found `app_not_installed`; conflict `revision_no_catalog`: it is from no catalog, or from one
    /// that has it no more.
    Task<Result<RevisionPlan>> plan(AppName app, ReviseRequest request);

    /// What forbids it: the errors of `plan`; conflict `revision_none`, `revision_conflicts` (details `files`: which),
    /// `revision_needs_more` (it asks for another app), `permissions_not_accepted`, `port_in_use`; invalid: the form's
    /// `setting_…` errors, `port_choice`, `port_place_unknown`, and those of an app folder.
    Task<Result<void>> check(AppName app, ReviseRequest request);

    /// Body of the job, of kind update: UpdateApp mends it. Its errors, and those of `check`; conflict `revision_changed`:
    /// somebody changed the app's files meanwhile. Until containers are exchanged a failure leaves everything as it was;
    /// afterwards the app is proven, or files and images are put back.
    Task<Result<UpdateOutcome>> run(AppName app, ReviseRequest request, JobContext& job);

private:
    struct Decided;
    struct Staged; ///< the files as they will be, to the side
    struct Exchange; ///< how far it has come

    Task<Result<Decided>> decide(AppName app, Choices choices);
    Task<Result<Staged>> stage(AppName app, Decided decided, ReviseRequest request);
    Task<Result<void>> fill(AppName app, Decided decided, ReviseRequest request, Staged& staged);
    Task<Result<Staged>> prepare(AppName app, ReviseRequest request);

    Task<Result<UpdateOutcome>> revise(AppName app, ReviseRequest request, Exchange& exchange, JobContext& job);
    Task<Result<UpdateOutcome>> take(AppName app, const Staged& staged, Exchange& exchange, JobContext& job);
    Task<Result<UpdateOutcome>> take_running(AppName app, const Staged& staged, Exchange& exchange, JobContext& job);
    Task<Result<RecoveryPoint>> keep_way_back(
        AppName app, const Staged& staged, ComposeModel running, SwapNote& note, JobContext& job);
    Task<Result<void>> put(AppName app, const Staged& staged);
    Task<Result<void>> check_written(AppName app, JobContext& job);

    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
