// services/update_checks.hpp — what is known of updates for every installed app: asked on a schedule and on demand.
#pragma once

#include "async/notice.hpp"
#include "domain/update_check.hpp"
#include "ports/check_store.hpp"
#include "ports/inspection.hpp"
#include "services/check_images.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace furtka {

/// Results live in the picture (`AppView::update`), so that listeners hear of them as of any change of an app.
class UpdateChecks {
public:
    /// Why an available update of a service is not to be taken yet; nothing: it may be.
    using HoldRule = std::function<std::optional<Why>(std::string_view app, const ServiceCheck& check)>;

    /// `interval` between two scheduled checks; zero: only on demand.
    UpdateChecks(
        World world, Inspection& inspection, CheckStore& store, LivePicture& picture, std::chrono::seconds interval);
    ~UpdateChecks();
    UpdateChecks(const UpdateChecks&) = delete;
    UpdateChecks& operator=(const UpdateChecks&) = delete;

    /// Reads the results of earlier runs into the picture, which must be loaded.
    Task<void> load();
    /// Keeps the schedule until it is cancelled. Each round comes up to a tenth of the interval later, by chance; the first
    /// one some minutes after the start, or when the last results are as old as the interval.
    Task<void> run();
    void on_checked(std::function<void()> call) { on_checked_ = std::move(call); }
    void hold_by(HoldRule rule) { hold_ = std::move(rule); }
    /// The rule says something else now, by the owner's word or by the time. Nothing is asked.
    void hold_again();

    /// Checks every app, or one. Further calls meanwhile wait for the same check and then for their own. unavailable
    /// `engine_unreachable`; not_found `app_not_installed`. What a registry does not tell is a result, not an error.
    Task<Result<void>> check(std::optional<std::string> app);

    /// After the containers of an app became others: judges it again from the engine alone. Asks the registry only when it
    /// is not what was offered that runs.
    Task<void> look_again(std::string app);

    /// Pairs that were found out elsewhere: kept as if a check had.
    Task<void> learn(std::vector<SameContent> learned) { return place({}, std::move(learned)); }

    bool checking() const { return checking_; }
    /// When the next scheduled check comes; nothing: none is planned.
    std::optional<WallTime> next() const { return next_; }
    std::chrono::seconds interval() const { return interval_; }

private:
    struct Images;

    Task<Result<void>> check_now(std::optional<std::string> app);
    void hold(const std::string& app, std::vector<ServiceCheck>& services) const;
    Task<void> place(std::map<std::string, AppCheck> checks, std::vector<SameContent> learned);
    Images images_of(const std::optional<std::string>& app, bool with_tags) const;
    Task<AppCheck> judge_app(std::string app, const ImageAnswers& answers, WallTime now);
    Task<std::string> newer_revision_of(std::string app);
    std::chrono::milliseconds until_next();

    World world_;
    Inspection& inspection_;
    CheckStore& store_;
    LivePicture& picture_;
    std::chrono::seconds interval_;
    HoldRule hold_;
    std::function<void()> on_checked_;
    std::set<SameContent> same_;
    std::optional<WallTime> last_round_;
    std::optional<WallTime> next_;
    std::unique_ptr<Notice> ended_;
    bool checking_ = false;
    WallTime tags_at_{};
};

} // namespace furtka
