// services/notifier.hpp — tells the owner away from the page: hears of jobs, apps, updates and the disk, sends what is due.
#pragma once

#include "async/gate.hpp"
#include "async/notice.hpp"
#include "ports/host.hpp"
#include "ports/notify.hpp"
#include "services/changes.hpp"
#include "services/diagnose.hpp"
#include "services/live_picture.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct NotifierLimits {
    std::chrono::milliseconds down_for{30'000}; ///< an app that is back by then was never down
    std::chrono::milliseconds disk_every{15 * 60 * 1000};
    std::chrono::milliseconds longest_sleep{10 * 60 * 1000}; ///< a clock that is set costs no more than this
    bool disk_is_here = true; ///< the engine keeps its data on this machine
    std::size_t remembered = 100; ///< notifications that were not written to the outbox yet
};

/// What became of the last attempt at a target, for the page.
struct TargetStatus {
    std::optional<NoticeTime> sent_at;
    std::optional<Error> failed; ///< of the newest attempt, when it failed
};

/// Who tells something never waits: it is kept in memory and written to the outbox by `run`. Without a target nothing is
/// kept, and no timer runs.
class Notifier : public ChangeListener {
public:
    Notifier(const boost::asio::any_io_executor& executor, LivePicture& picture, Diagnose& diagnose, Host& host,
        NotifyTargets& file, NotifySender& sender, Outbox& outbox, NotifierLimits limits = {});

    /// Reads the targets. A file that cannot be read is logged and counts as none.
    Task<void> load();
    /// Sends until it is cancelled.
    Task<void> run();

    // ChangeListener
    void app_changed(std::string_view app) override;
    void engine_changed() override { }
    void job_changed(const Job& job) override;

    /// `subject` tells apart what is of one app and event: told again only when it is another, or after the event's quiet
    /// time.
    void tell(Notification notification, std::string subject);

    const std::vector<NotifyTarget>& targets() const { return targets_; }
    TargetStatus status(std::string_view target) const;
    /// Gives it an id and writes the file. Errors of check_target and NotifyTargets::write; conflict `too_many_targets`.
    Task<Result<NotifyTarget>> add(NotifyTarget target);
    /// not_found `notify_target_unknown`. What waits for it is forgotten.
    Task<Result<void>> remove(std::string id);
    /// Sends a test now and tells what came of it: errors of NotifySender::send; not_found `notify_target_unknown`.
    Task<Result<void>> test(std::string id);

private:
    struct Pending {
        Notification notification;
        std::string subject;
    };
    struct Down {
        std::chrono::steady_clock::time_point since;
        bool told = false;
    };

    void wake();
    Task<void> look_at_down_apps();
    Task<void> look_at_disk();
    Task<void> write_pending();
    Task<void> send_due();
    Task<void> send_one(OutboxEntry entry, std::set<std::string>& away);
    Task<void> rest();
    std::chrono::milliseconds time_to_rest() const;
    const NotifyTarget* find(std::string_view id) const;

    LivePicture& picture_;
    Diagnose& diagnose_;
    Host& host_;
    NotifyTargets& file_;
    NotifySender& sender_;
    Outbox& outbox_;
    NotifierLimits limits_;
    Notice woken_;
    bool awake_ = true; ///< something is to be looked at
    std::vector<NotifyTarget> targets_;
    Gate changing_{1}; ///< the list of targets: one change at a time
    std::map<std::string, TargetStatus, std::less<>> status_;
    std::deque<Pending> pending_;
    std::map<std::string, Down, std::less<>> down_;
    std::chrono::steady_clock::time_point disk_looked_{};
    std::optional<NoticeTime> next_due_; ///< in the outbox
};

} // namespace furtka
