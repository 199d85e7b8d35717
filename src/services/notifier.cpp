#include "services/notifier.hpp"

#include "base/log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

bool is_down(AppState state) { return state == AppState::failed || state == AppState::unhealthy; }

Error unknown_target(std::string_view id)
{
    return {.kind = ErrorKind::not_found,
        .key = "notify_target_unknown",
        .message = fmt::format("there is no target {}", id.substr(0, 40)),
        .hint = "see the list of targets"};
}

std::string subject_of(const Job& job) { return fmt::format("job {}", job.id); }

} // namespace

Notifier::Notifier(const boost::asio::any_io_executor& executor, LivePicture& picture, Diagnose& diagnose, Host& host,
    NotifyTargets& file, NotifySender& sender, Outbox& outbox, NotifierLimits limits)
    : picture_(picture), diagnose_(diagnose), host_(host), file_(file), sender_(sender), outbox_(outbox), limits_(limits),
      woken_(executor)
{
}

// ---- what is heard

void Notifier::wake()
{
    awake_ = true;
    woken_.notify();
}

void Notifier::tell(Notification notification, std::string subject)
{
    if (targets_.empty()) return;
    if (pending_.size() >= limits_.remembered) pending_.pop_front();
    pending_.push_back({std::move(notification), std::move(subject)});
    wake();
}

void Notifier::job_changed(const Job& job)
{
    if (targets_.empty() || !job.ended()) return;
    if (auto told = notification_of(job)) tell(*std::move(told), subject_of(job));
    disk_looked_ = {}; // a job may have filled it
    wake();
}

void Notifier::app_changed(std::string_view app)
{
    if (targets_.empty()) return;
    const auto* view = picture_.find(app);
    if (view != nullptr && is_down(view->condition.state)) {
        const auto [known, fresh] = down_.try_emplace(std::string(app), Down{.since = Clock::now()});
        if (fresh) wake();
        return;
    }
    if (const auto known = down_.find(app); known != down_.end()) down_.erase(known);
}

// ---- what is made of it

Task<void> Notifier::look_at_down_apps()
{
    std::vector<std::string> due;
    for (auto& [app, down] : down_) {
        if (down.told || Clock::now() - down.since < limits_.down_for) continue;
        down.told = true;
        due.push_back(app);
    }
    for (const auto& app : due) {
        const auto diagnosis = co_await diagnose_.run(app);
        if (!diagnosis || !down_.contains(app)) continue; // it went, or came back meanwhile
        std::string cause;
        for (const auto& each : diagnosis->causes) cause += (cause.empty() ? "" : "\n") + each.text;
        tell(app_down(app, cause.empty() ? "It does not run." : cause, host_.now()), "");
    }
}

Task<void> Notifier::look_at_disk()
{
    if (targets_.empty() || Clock::now() - disk_looked_ < limits_.disk_every) co_return;
    disk_looked_ = Clock::now();
    const auto& info = picture_.engine().info;
    if (!limits_.disk_is_here || !info) co_return;
    const auto free = host_.free_bytes(info->data_root);
    const auto total = host_.total_bytes(info->data_root);
    if (!free || !total || !is_nearly_full(*free, *total)) co_return;
    tell(disk_nearly_full(info->data_root, *free, *total, host_.now()), info->data_root);
}

Task<void> Notifier::write_pending()
{
    while (!pending_.empty()) {
        const auto [notification, subject] = std::move(pending_.front());
        pending_.pop_front();
        const auto fresh =
            co_await outbox_.tell_once(told_key(notification, subject), host_.now(), quiet_time(notification.event));
        if (fresh && !*fresh) continue;
        std::vector<OutboxEntry> entries;
        for (const auto& target : targets_) {
            if (!wants(target, notification.event)) continue;
            entries.push_back({.target = target.id, .notification = notification, .due = host_.now()});
        }
        if (entries.empty()) continue;
        const auto written = co_await outbox_.put(std::move(entries));
        if (!written)
            log::warning("notification lost", {{"title", notification.title}, {"reason", written.error().message}});
    }
}

// ---- sending

Task<void> Notifier::send_due()
{
    next_due_.reset();
    if (targets_.empty()) co_return;
    const auto waiting = co_await outbox_.waiting();
    if (!waiting) {
        log::warning("outbox cannot be read", {{"reason", waiting.error().message}});
        co_return;
    }
    std::set<std::string> away; // a target that did not answer is asked once a round
    for (const auto& entry : *waiting) {
        const auto now = host_.now();
        // A clock that was set back must not hold an entry longer than its own delay.
        const auto latest = now + retry_delay(entry.attempts);
        if (entry.due > now && entry.due <= latest) {
            next_due_ = std::min(next_due_.value_or(entry.due), entry.due);
            continue;
        }
        co_await send_one(entry, away);
    }
}

Task<void> Notifier::send_one(OutboxEntry entry, std::set<std::string>& away)
{
    const auto* target = find(entry.target);
    if (target == nullptr) {
        [[maybe_unused]] const auto removed = co_await outbox_.remove(entry.id);
        co_return;
    }
    Error problem;
    if (!away.contains(entry.target)) {
        const auto id = entry.target;
        const auto sent = co_await sender_.send(*target, entry.notification);
        auto& status = status_[id];
        if (sent) {
            status = {.sent_at = host_.now()};
            [[maybe_unused]] const auto removed = co_await outbox_.remove(entry.id);
            co_return;
        }
        if (sent.error().kind == ErrorKind::cancelled) co_return;
        status.failed = sent.error();
        problem = sent.error();
        away.insert(id);
        ++entry.attempts;
    }
    if (gives_up(problem.kind, entry.attempts)) {
        log::warning("notification given up",
            {{"target", entry.target}, {"title", entry.notification.title}, {"reason", problem.message}});
        [[maybe_unused]] const auto removed = co_await outbox_.remove(entry.id);
        co_return;
    }
    entry.due = host_.now() + retry_delay(entry.attempts);
    next_due_ = std::min(next_due_.value_or(entry.due), entry.due);
    [[maybe_unused]] const auto postponed = co_await outbox_.postpone(entry);
}

// ---- life

Task<void> Notifier::load()
{
    auto read = co_await file_.read();
    if (!read) {
        log::warning("no notifications", {{"reason", read.error().message}});
        co_return;
    }
    targets_ = *std::move(read);
    for (const auto& [name, view] : picture_.apps()) app_changed(name);
    wake();
}

Task<void> Notifier::run()
{
    for (;;) {
        awake_ = false;
        co_await look_at_down_apps();
        co_await look_at_disk();
        co_await write_pending();
        co_await send_due();
        if (!awake_) co_await rest();
    }
}

milliseconds Notifier::time_to_rest() const
{
    auto time = limits_.longest_sleep;
    if (next_due_) time = std::min(time, *next_due_ - host_.now());
    for (const auto& [app, down] : down_) {
        if (down.told) continue;
        const auto due = down.since + limits_.down_for - Clock::now();
        time = std::min(time, std::chrono::ceil<milliseconds>(due));
    }
    const auto disk = disk_looked_ + limits_.disk_every - Clock::now();
    time = std::min(time, std::chrono::ceil<milliseconds>(disk));
    return std::max(time, milliseconds(10));
}

Task<void> Notifier::rest()
{
    if (targets_.empty()) {
        co_await woken_.wait();
        co_return;
    }
    co_await woken_.wait(time_to_rest());
}

// ---- targets

const NotifyTarget* Notifier::find(std::string_view id) const
{
    const auto found = std::ranges::find(targets_, id, &NotifyTarget::id);
    return found == targets_.end() ? nullptr : &*found;
}

TargetStatus Notifier::status(std::string_view target) const
{
    const auto found = status_.find(target);
    return found == status_.end() ? TargetStatus{} : found->second;
}

Task<Result<NotifyTarget>> Notifier::add(NotifyTarget target)
{
    CO_CHECK(check_target(target));
    CO_TRY(const auto pass, co_await changing_.enter());
    if (targets_.size() >= most_notify_targets) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "too_many_targets",
            .message = fmt::format("there are {} targets already", targets_.size()),
            .hint = "remove one first"});
    }
    target.id = next_target_id(targets_);
    auto wanted = targets_;
    wanted.push_back(target);
    CO_CHECK(co_await file_.write(wanted));
    targets_ = std::move(wanted);
    for (const auto& [name, view] : picture_.apps()) app_changed(name);
    wake();
    co_return target;
}

Task<Result<void>> Notifier::remove(std::string id)
{
    CO_TRY(const auto pass, co_await changing_.enter());
    if (find(id) == nullptr) co_return fail(unknown_target(id));
    auto wanted = targets_;
    std::erase_if(wanted, [&](const NotifyTarget& target) { return target.id == id; });
    CO_CHECK(co_await file_.write(wanted));
    targets_ = std::move(wanted);
    status_.erase(id);
    if (targets_.empty()) down_.clear();
    [[maybe_unused]] const auto removed = co_await outbox_.remove_of(id); // a further one is dropped when it is due
    co_return Result<void>{};
}

Task<Result<void>> Notifier::test(std::string id)
{
    const auto* target = find(id);
    if (target == nullptr) co_return fail(unknown_target(id));
    Notification notification{.event = NotificationEvent::test,
        .title = "A test from Furtka",
        .text = "If you can read this, notifications reach you.",
        .at = host_.now()};
    auto sent = co_await sender_.send(*target, std::move(notification));
    if (find(id) != nullptr) {
        auto& status = status_[id];
        if (sent) status = {.sent_at = host_.now()};
        if (!sent) status.failed = sent.error();
    }
    co_return sent;
}

} // namespace furtka
