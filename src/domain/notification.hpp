// domain/notification.hpp — what an owner is told away from the page, and when it is tried again.
#pragma once

#include "domain/job.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class NotificationEvent {
    update_available,
    update_done,
    update_taken_back,
    update_failed,
    app_down,
    disk_nearly_full,
    test,
};

std::string_view to_text(NotificationEvent event);
std::optional<NotificationEvent> notification_event(std::string_view text);
/// All but `test`, which is sent to whoever asks for it.
const std::vector<NotificationEvent>& subscribable_events();

/// Bad news is shown at once, the rest may wait until someone looks.
bool is_urgent(NotificationEvent event);

using NoticeTime = std::chrono::sys_time<std::chrono::milliseconds>;

struct Notification {
    NotificationEvent event = NotificationEvent::test;
    std::string app; ///< empty: of the whole server
    std::string title; ///< one line: `blog is down`
    std::string text; ///< sentences; never a secret
    NoticeTime at{};
    bool operator==(const Notification&) const = default;
};

/// What is told twice only after `quiet`: of one app and event, and of one content where that counts (`subject`).
std::string told_key(const Notification& notification, std::string_view subject);
std::chrono::hours quiet_time(NotificationEvent event);

/// What an ended job is worth telling: an update that changed something, was taken back or failed.
std::optional<Notification> notification_of(const Job& job);

Notification app_down(std::string app, std::string cause, NoticeTime at);
Notification disk_nearly_full(std::string folder, std::uint64_t free, std::uint64_t total, NoticeTime at);
/// Under a tenth and under 10 GB: of a large disk a tenth is a lot, and on a small one 2 GB may be all there is.
bool is_nearly_full(std::uint64_t free, std::uint64_t total);

/// One notification on its way to one target.
struct OutboxEntry {
    std::int64_t id = 0; ///< given by the store
    std::string target;
    Notification notification;
    int attempts = 0; ///< that failed
    NoticeTime due{}; ///< of the next attempt
    bool operator==(const OutboxEntry&) const = default;
};

/// 30 s, 2 min, 8 min, …, at most 6 h: after `attempts` failures.
std::chrono::seconds retry_delay(int attempts);
/// What the target itself refuses (an unknown token, an address that is none) is not mended by waiting long.
bool gives_up(ErrorKind kind, int attempts);

} // namespace furtka
