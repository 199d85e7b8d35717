#include "services/auto_updates.hpp"

#include "base/log.hpp"
#include "services/update_all.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

using Clock = std::chrono::steady_clock;
using What = UpdateDecision::What;
using std::chrono::milliseconds;

bool runs(AppState state) { return state == AppState::running || state == AppState::unhealthy; }

/// What tells one offer from the next.
std::string subject_of(const UpdateFacts& facts)
{
    std::string subject;
    for (const auto& offer : facts.offers) subject += offer.digest + " ";
    return subject;
}

} // namespace

AutoUpdates::AutoUpdates(const boost::asio::any_io_executor& executor, const LivePicture& picture, Jobs& jobs,
    UpdateRules& rules, Notifier& notifier, Host& host, UpdateSources sources, AutoUpdateLimits limits)
    : picture_(picture), jobs_(jobs), rules_(rules), notifier_(notifier), host_(host), sources_(std::move(sources)),
      limits_(limits), woken_(executor)
{
}

void AutoUpdates::wake()
{
    awake_ = true;
    woken_.notify();
}

Task<void> AutoUpdates::run()
{
    for (;;) {
        if (!awake_) co_await rest();
        awake_ = false;
        next_.reset();
        co_await one_round();
    }
}

Task<void> AutoUpdates::one_round()
{
    if (sources_.begin_round) sources_.begin_round();
    for (const auto& app : update_order(picture_)) {
        const auto after = co_await look_at(app);
        if (after == After::end_of_round) co_return;
    }
}

Task<AutoUpdates::After> AutoUpdates::look_at(std::string app)
{
    const auto name = AppName::parse(app);
    const auto* view = picture_.find(app);
    if (!name || view == nullptr || view->job) co_return After::next_app;
    UpdateFacts facts{.offers = sources_.offers(app), .runs = runs(view->condition.state)};
    const auto decision = rules_.decide(app, facts);
    if (decision.what == What::tell) tell(app, facts, decision.why);
    if (decision.until) wait_until(*decision.until);
    if (decision.what != What::update_now) co_return After::next_app;
    if (const auto failed = not_before_.find(app); failed != not_before_.end() && Clock::now() < failed->second)
        co_return After::next_app;
    const auto after = co_await update(*name, std::move(facts));
    co_return after;
}

Task<AutoUpdates::After> AutoUpdates::update(AppName app, UpdateFacts facts)
{
    const auto serious = co_await sources_.serious(app);
    if (!serious) {
        log::warning("update by policy put off", {{"app", app.text()}, {"reason", serious.error().message}});
        not_before_[app.text()] = Clock::now() + limits_.try_again;
        wait_until(std::chrono::floor<std::chrono::seconds>(host_.now() + limits_.try_again));
        co_return After::next_app;
    }
    facts.serious = *serious;
    // The plan took its time: the owner may have changed the rules meanwhile, or the window closed.
    const auto decision = rules_.decide(app.text(), facts);
    if (decision.what == What::tell) tell(app.text(), facts, decision.why);
    if (decision.until) wait_until(*decision.until);
    if (decision.what != What::update_now) co_return After::next_app;

    const auto started = sources_.begin(app);
    if (!started) co_return After::next_app; // busy: the end of that job wakes this
    const auto job = co_await jobs_.wait(*started);
    const auto problem = job ? job->error : std::optional(job.error());
    log::info("update by policy", {{"app", app.text()}, {"job", *started}, {"outcome", problem ? problem->key : "done"}});
    if (!problem) {
        not_before_.erase(app.text());
        co_return After::next_app;
    }
    not_before_[app.text()] = Clock::now() + limits_.try_again;
    wait_until(std::chrono::floor<std::chrono::seconds>(host_.now() + limits_.try_again));
    co_return ends_round(*problem) ? After::end_of_round : After::next_app;
}

void AutoUpdates::tell(const std::string& app, const UpdateFacts& facts, const std::string& why)
{
    std::string services;
    for (const auto& offer : facts.offers) services += (services.empty() ? "" : ", ") + offer.service;
    std::string text = fmt::format("There is a newer image for: {}.", services);
    if (!why.empty()) text += fmt::format("\nIt is not taken by itself, because: {}.", why);
    notifier_.tell({.event = NotificationEvent::update_available,
                       .app = app,
                       .title = fmt::format("An update of {} is available", app),
                       .text = std::move(text),
                       .at = host_.now()},
        subject_of(facts));
}

void AutoUpdates::wait_until(std::chrono::sys_seconds moment) { next_ = std::min(next_.value_or(moment), moment); }

Task<void> AutoUpdates::rest()
{
    if (!next_) {
        co_await woken_.wait();
        co_return;
    }
    const auto due = std::chrono::duration_cast<milliseconds>(*next_ - host_.now());
    const auto time = std::clamp(due, milliseconds(1000), limits_.longest_sleep);
    co_await woken_.wait(time);
}

} // namespace furtka
