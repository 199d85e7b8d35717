// services/remove_app.hpp — take an app away; its data only with the word delete.
#pragma once

#include "domain/outcomes.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

namespace furtka {

enum class Data { keep, remove };

class RemoveApp {
public:
    RemoveApp(World world, LivePicture& picture);

    /// not_found `app_not_installed`; conflict `required_by_others` (who), `move_in_open`. A broken folder may be removed.
    Task<Result<void>> check(AppName app);
    /// Body of the job; can be run again after an interruption. With the data its settings go too; without, they are kept as
    /// a draft for the next installation.
    Task<Result<RemoveOutcome>> run(AppName app, Data data, JobContext& job);

private:
    Task<Result<void>> delete_volumes(
        AppName app, std::vector<std::string> volumes, RemoveOutcome& outcome, JobContext& job);
    Task<Result<void>> keep_or_drop_settings(AppName app, Data data);

    World world_;
    LivePicture& picture_;
};

} // namespace furtka
