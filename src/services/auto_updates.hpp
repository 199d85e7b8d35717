// services/auto_updates.hpp — updates that nobody asks for: told, waited with, or taken one by one, as the owner's rules
// say.
#pragma once

#include "async/notice.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/notifier.hpp"
#include "services/update_rules.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// What is known of updates, and how one is begun.
struct UpdateSources {
    /// What depends on the time is to be judged anew; may be empty.
    std::function<void()> begin_round;
    /// Images that the app's services could have; empty: none.
    std::function<std::vector<UpdateOffer>(std::string_view app)> offers;
    /// Findings of the plan that must not be met unattended. May ask registries: called only for an update that is due.
    std::function<Task<Result<std::vector<std::string>>>(AppName app)> serious;
    /// Begins the update job.
    std::function<Result<JobId>(AppName app)> begin;
};

struct AutoUpdateLimits {
    std::chrono::milliseconds longest_sleep{60 * 60 * 1000}; ///< a clock that is set costs no more than this
    std::chrono::milliseconds try_again{6 * 60 * 60 * 1000}; ///< after an update that failed for a passing reason
};

/// Sleeps without a timer while nothing waits. One app at a time; one that had to be taken back ends the round.
class AutoUpdates {
public:
    AutoUpdates(const boost::asio::any_io_executor& executor, const LivePicture& picture, Jobs& jobs, UpdateRules& rules,
        Notifier& notifier, Host& host, UpdateSources sources, AutoUpdateLimits limits = {});

    /// Checks have new results, or the rules are others.
    void wake();
    /// Until it is cancelled.
    Task<void> run();

private:
    enum class After { next_app, end_of_round };

    Task<void> one_round();
    Task<After> look_at(std::string app);
    Task<After> update(AppName app, UpdateFacts facts);
    void tell(const std::string& app, const UpdateFacts& facts, const std::string& why);
    void wait_until(std::chrono::sys_seconds moment);
    Task<void> rest();

    const LivePicture& picture_;
    Jobs& jobs_;
    UpdateRules& rules_;
    Notifier& notifier_;
    Host& host_;
    UpdateSources sources_;
    AutoUpdateLimits limits_;
    Notice woken_;
    bool awake_ = false;
    std::optional<std::chrono::sys_seconds> next_; ///< when something that waits is due
    std::map<std::string, std::chrono::steady_clock::time_point, std::less<>> not_before_; ///< apps whose update failed
};

} // namespace furtka
