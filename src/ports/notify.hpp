// ports/notify.hpp — telling the owner away from the page: where to, what waits to be sent, and the sending itself.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/notification.hpp"
#include "domain/notify_target.hpp"

#include <string>
#include <vector>

namespace furtka {

class NotifySender {
public:
    virtual ~NotifySender() = default;

    /// One attempt, at most 30 s. unavailable `notify_unreachable` (no connection, certificate not trusted) | denied
    /// `notify_denied` (401, 403, login refused) | invalid `notify_invalid` (another 4xx: the address is wrong) | upstream
    /// `notify_refused` (429, 5xx, an error of the mail server) | timeout `time_limit` | unavailable `libcurl_missing`. No
    /// message holds a secret.
    virtual Task<Result<void>> send(NotifyTarget target, Notification notification) = 0;
};

/// A file that only its owner can read.
class NotifyTargets {
public:
    virtual ~NotifyTargets() = default;

    /// Absent: none. broken `notify_file`: it cannot be read, or is not what Furtka wrote.
    virtual Task<Result<std::vector<NotifyTarget>>> read() = 0;
    /// Replaces all. no_space `disk_full`, unavailable `state_unusable`.
    virtual Task<Result<void>> write(std::vector<NotifyTarget> targets) = 0;
};

/// Survives a restart, and may be lost without losing an app. Errors of every call: those of the database.
class Outbox {
public:
    virtual ~Outbox() = default;

    /// The oldest first, at most 200.
    virtual Task<Result<std::vector<OutboxEntry>>> waiting() = 0;
    /// Adds them; of more than 200 the oldest go.
    virtual Task<Result<void>> put(std::vector<OutboxEntry> entries) = 0;
    /// Attempts and the time of the next one.
    virtual Task<Result<void>> postpone(OutboxEntry entry) = 0;
    virtual Task<Result<void>> remove(std::int64_t id) = 0;
    virtual Task<Result<void>> remove_of(std::string target) = 0;

    /// True, and remembered as told `at`, unless it was told less than `quiet` before (or, after the clock was set back,
    /// after). At most 1,000 are remembered.
    virtual Task<Result<bool>> tell_once(std::string key, NoticeTime at, std::chrono::hours quiet) = 0;
};

} // namespace furtka
