// services/own_apps.hpp — apps of the owner's own: understood, looked at, kept in a catalog of their own, changed,
// forgotten.
#pragma once

#include "domain/own_app.hpp"
#include "ports/own_apps.hpp"
#include "services/install_plan.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// What was given, understood and looked at; nothing of it is kept.
struct OwnPreview {
    OwnSource source; ///< with the text that was fetched, and the name it would have
    OwnApp app;
    std::optional<InstallPlan> plan; ///< of an installation; none when it is refused
    std::vector<std::string> warnings; ///< of Compose
};

struct OwnEntry {
    OwnSource source;
    std::string title;
    bool installed = false;
};

class OwnApps {
public:
    OwnApps(World world, Policies policies, LivePicture& picture, OwnShelf& shelf, WebTexts& web);

    /// A source of kind `url` without a text is fetched first. What cannot become an app, or is refused by Compose, is told
    /// as refused with the reasons. The errors of own_app_of and WebTexts; conflict `too_many_looks`.
    Task<Result<OwnPreview>> preview(OwnSource source, SettingValues settings);

    /// Keeps it, so that it can be installed. Answers to its form are kept as those of a failed installation are. The errors
    /// of own_app_of; invalid `own_app_refused` (with the reasons), `setting_…`; conflict `own_name_taken` (another catalog,
    /// an app of one, or an app of the owner's own has the name), `too_many_own_apps`.
    Task<Result<OwnApp>> add(OwnSource source, SettingValues settings);
    /// The same of one that is there; an installed app is not touched. not_found `own_app_unknown`.
    Task<Result<OwnApp>> change(AppName app, OwnSource source);
    /// not_found `own_app_unknown`; conflict `own_app_installed`.
    Task<Result<void>> remove(AppName app);

    /// As a catalog: where it is, and how many apps it has.
    std::filesystem::path folder() const { return shelf_.folder(); }
    Task<std::size_t> count();

    Task<Result<std::vector<OwnEntry>>> list();
    /// not_found `own_app_unknown`.
    Task<Result<OwnEntry>> find(AppName app);

private:
    Task<Result<OwnSource>> with_text(OwnSource source);
    Task<Result<OwnPreview>> look(OwnSource source, SettingValues settings);
    Task<Result<void>> look_at(OwnPreview& preview, const std::filesystem::path& folder, const SettingValues& settings);
    Task<Result<void>> check_name(AppName app);
    Task<std::string> free_name(std::string wanted);
    Task<bool> is_taken(AppName app);
    Task<Result<void>> keep_answers(AppName app, SettingValues settings);
    Task<OwnEntry> entry_of(AppName app, OwnSource source);

    World world_;
    Policies policies_;
    LivePicture& picture_;
    OwnShelf& shelf_;
    WebTexts& web_;
    std::shared_ptr<std::size_t> looks_ = std::make_shared<std::size_t>(0);
};

} // namespace furtka
