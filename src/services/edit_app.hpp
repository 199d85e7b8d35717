// services/edit_app.hpp — the compose file or the override of an installed app changed by its owner: checked, applied,
// proven, or put back.
#pragma once

#include "domain/app_edit.hpp"
#include "domain/outcomes.hpp"
#include "domain/permission_consent.hpp"
#include "ports/app_texts.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/swap_images.hpp"
#include "services/world.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace furtka {

struct EditRequest {
    EditedFile file = EditedFile::override_file;
    std::string text;
    std::vector<std::string> accept; ///< ids of permission marks
    bool undo = false; ///< it is the version before: it is taken off those that are kept
};

struct EditCheck {
    std::string name; ///< of the file
    std::string before; ///< what it says as it is; empty: it is not there
    std::vector<std::string> warnings; ///< of Compose
    std::vector<PermissionMark> asked; ///< grave ones that the owner has not accepted yet
};

struct EditedFiles {
    AppTexts texts;
    std::vector<EditVersion> versions; ///< the newest last
};

class EditApp {
public:
    EditApp(World world, Policies policies, LivePicture& picture, AppTextFiles& texts);

    /// not_found `app_not_installed`.
    Task<Result<EditedFiles>> files(AppName app);

    /// Asks Compose, and changes nothing. invalid `edit_text`; broken `compose_invalid` (details `line`, where it can be
    /// told); invalid `edit_variable_unset`, `edit_builds`; conflict `too_many_looks`.
    Task<Result<EditCheck>> check(AppName app, EditRequest request);
    /// The same, and what forbids it: conflict `permissions_not_accepted`, `edit_nothing` (the file says so already).
    Task<Result<EditCheck>> check_all(AppName app, EditRequest request);

    /// The edit that takes the newest one back. not_found `edit_no_version`.
    Task<Result<EditRequest>> undoing(AppName app);

    /// Body of the job. A stopped app gets the file and stays stopped. One that runs is brought up, must then be as well as
    /// it was, or file and containers are put back. The errors of `check_all`; upstream `update_taken_back`,
    /// `update_back_failed`.
    Task<Result<EditOutcome>> run(AppName app, EditRequest request, JobContext& job);

private:
    struct Staged; ///< the app as it would be, to the side
    Task<Result<Staged>> stage(AppName app, const EditRequest& request);
    Task<Result<void>> fill(AppName app, const EditRequest& request, Staged& staged);
    Task<Result<EditOutcome>> edit(AppName app, const EditRequest& request, SwapNote& note, JobContext& job);
    Task<Result<EditOutcome>> exchange(AppName app, const Staged& staged, SwapNote& note, JobContext& job);
    Task<Result<RecoveryPoint>> keep_way_back(AppName app, const Staged& staged, SwapNote& note, JobContext& job);
    Task<Result<void>> put(AppName app, const Staged& staged);
    Task<Result<void>> remember(AppName app, const EditRequest& request, const Staged& staged);

    World world_;
    Policies policies_;
    LivePicture& picture_;
    AppTextFiles& texts_;
    std::shared_ptr<std::size_t> looks_ = std::make_shared<std::size_t>(0);
};

} // namespace furtka
