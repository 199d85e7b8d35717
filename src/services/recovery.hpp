// services/recovery.hpp — at start-up: every unfinished job is finished or taken back.
#pragma once

#include "services/export_app.hpp"
#include "services/install_app.hpp"
#include "services/jobs.hpp"
#include "services/move_in.hpp"
#include "services/remove_app.hpp"
#include "services/rollback_app.hpp"
#include "services/update_app.hpp"

namespace furtka {

/// An interrupted install or taking over is taken back (one that had reached its end is made final); a removal, and what
/// its owner said about an app that was taken over, is finished; an update or a way back is finished or taken back, with the
/// same proof as if nothing had happened; of an export nothing stays; new settings, start, stop or restart are finished by
/// bringing the app to what its folder says, which the reconcile pass after this does. `Jobs` holds the apps until then.
class Recovery {
public:
    Recovery(JobStore& store, InstallApp& install, RemoveApp& remove, UpdateApp& update, RollbackApp& rollback,
        MoveIn& move_in, ExportApp& exports, Jobs& jobs);
    /// Needs the engine for some jobs; those wait for the next call when it is away. True: nothing is left unfinished. A job
    /// that cannot be mended for another reason is ended with that reason. One call at a time: a second one returns false at
    /// once.
    Task<bool> run();

private:
    Task<bool> run_all();
    Task<bool> end(UnfinishedJob unfinished);
    Task<Result<std::string>> mend(UnfinishedJob unfinished);

    JobStore& store_;
    InstallApp& install_;
    RemoveApp& remove_;
    UpdateApp& update_;
    RollbackApp& rollback_;
    MoveIn& move_in_;
    ExportApp& exports_;
    Jobs& jobs_;
    bool running_ = false;
};

} // namespace furtka
