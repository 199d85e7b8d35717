#include "domain/notification.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace furtka {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, NotificationEvent>, 7> names{{
    {"update_available", NotificationEvent::update_available},
    {"update_done", NotificationEvent::update_done},
    {"update_taken_back", NotificationEvent::update_taken_back},
    {"update_failed", NotificationEvent::update_failed},
    {"app_down", NotificationEvent::app_down},
    {"disk_nearly_full", NotificationEvent::disk_nearly_full},
    {"test", NotificationEvent::test},
}};

constexpr int most_attempts = 14; ///< about two days
constexpr int most_refusals = 3;

std::string bytes_text(std::uint64_t bytes)
{
    const auto amount = static_cast<double>(bytes);
    if (amount < 1e9) return fmt::format("{:.0f} MB", amount / 1e6);
    return fmt::format("{:.1f} GB", amount / 1e9);
}

/// `web and db` of an update's result; nothing when it changed nothing.
std::optional<std::string> changed_services(const std::string& result)
{
    boost::system::error_code problem;
    const auto value = json::parse(result, problem);
    const auto* root = problem ? nullptr : value.if_object();
    const auto* updated = root == nullptr ? nullptr : root->if_contains("updated");
    if (updated == nullptr || !updated->is_bool() || !updated->get_bool()) return std::nullopt;
    std::string list;
    const auto* services = root->if_contains("services");
    if (services == nullptr || !services->is_array()) return list;
    for (const auto& item : services->get_array()) {
        const auto* service = item.is_object() ? item.get_object().if_contains("service") : nullptr;
        if (service == nullptr || !service->is_string()) continue;
        list += (list.empty() ? "" : ", ") + std::string(service->get_string());
    }
    return list;
}

} // namespace

std::string_view to_text(NotificationEvent event)
{
    return std::ranges::find(names, event, &std::pair<std::string_view, NotificationEvent>::second)->first;
}

std::optional<NotificationEvent> notification_event(std::string_view text)
{
    const auto* found = std::ranges::find(names, text, &std::pair<std::string_view, NotificationEvent>::first);
    if (found == names.end()) return std::nullopt;
    return found->second;
}

const std::vector<NotificationEvent>& subscribable_events()
{
    static const std::vector<NotificationEvent> all{NotificationEvent::update_available, NotificationEvent::update_done,
        NotificationEvent::update_taken_back, NotificationEvent::update_failed, NotificationEvent::app_down,
        NotificationEvent::disk_nearly_full};
    return all;
}

bool is_urgent(NotificationEvent event)
{
    return event == NotificationEvent::app_down || event == NotificationEvent::update_taken_back
        || event == NotificationEvent::update_failed || event == NotificationEvent::disk_nearly_full;
}

std::string told_key(const Notification& notification, std::string_view subject)
{
    return fmt::format("{} {} {}", to_text(notification.event), notification.app, subject);
}

std::chrono::hours quiet_time(NotificationEvent event)
{
    switch (event) {
    case NotificationEvent::update_available: return 24h * 365;
    case NotificationEvent::disk_nearly_full: return 24h;
    case NotificationEvent::app_down: return 1h;
    default: return 0h;
    }
}

std::optional<Notification> notification_of(const Job& job)
{
    if (job.kind != JobKind::update || job.app.empty() || !job.finished_at) return std::nullopt;
    Notification told{.app = job.app, .at = *job.finished_at};
    if (job.state == JobState::done) {
        const auto changed = changed_services(job.result);
        if (!changed) return std::nullopt;
        told.event = NotificationEvent::update_done;
        told.title = fmt::format("{} is updated", job.app);
        told.text = changed->empty() ? std::string("It runs the newer version.")
                                     : fmt::format("These services run a newer image: {}.", *changed);
        return told;
    }
    if (job.state != JobState::failed || !job.error) return std::nullopt;
    const bool back = job.error->key.find("taken_back") != std::string::npos;
    told.event = back ? NotificationEvent::update_taken_back : NotificationEvent::update_failed;
    told.title = fmt::format("The update of {} {}", job.app, back ? "was taken back" : "failed");
    told.text = job.error->message;
    if (!job.error->hint.empty()) told.text += "\n" + job.error->hint;
    return told;
}

Notification app_down(std::string app, std::string cause, NoticeTime at)
{
    auto title = fmt::format("{} is down", app);
    return {.event = NotificationEvent::app_down,
        .app = std::move(app),
        .title = std::move(title),
        .text = std::move(cause),
        .at = at};
}

Notification disk_nearly_full(std::string folder, std::uint64_t free, std::uint64_t total, NoticeTime at)
{
    return {.event = NotificationEvent::disk_nearly_full,
        .title = "The disk is nearly full",
        .text = fmt::format("{} of {} are free in {}.", bytes_text(free), bytes_text(total), folder),
        .at = at};
}

bool is_nearly_full(std::uint64_t free, std::uint64_t total)
{
    constexpr std::uint64_t plenty = 10'000'000'000;
    return free < plenty && free < total / 10;
}

std::chrono::seconds retry_delay(int attempts)
{
    constexpr std::chrono::seconds longest = 6h;
    std::chrono::seconds delay = 30s;
    for (int i = 1; i < attempts && delay < longest; ++i) delay *= 4;
    return std::min(delay, longest);
}

bool gives_up(ErrorKind kind, int attempts)
{
    const bool refused = kind == ErrorKind::invalid || kind == ErrorKind::denied;
    return attempts >= (refused ? most_refusals : most_attempts);
}

} // namespace furtka
