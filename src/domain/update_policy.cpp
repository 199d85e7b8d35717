#include "domain/update_policy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace furtka {
namespace {

using What = UpdateDecision::What;
using std::chrono::hours;
using std::chrono::sys_seconds;

UpdateDecision hold(std::string key, std::string why)
{
    return {.what = What::hold, .key = std::move(key), .why = std::move(why)};
}

bool is_skipped(const AppPolicy& app, const UpdateOffer& offer)
{
    return std::ranges::find(app.skipped, offer.digest) != app.skipped.end();
}

/// When the youngest of the offers has been known long enough. A time of the future, from before the clock was set back,
/// counts as now.
sys_seconds cooled(const UpdatePolicy& policy, const UpdateFacts& facts)
{
    auto youngest = sys_seconds::min();
    for (const auto& offer : facts.offers) youngest = std::max(youngest, std::min(offer.first_seen, facts.now));
    return youngest + hours(policy.cooling_hours);
}

} // namespace

std::string_view to_text(UpdateMode mode)
{
    switch (mode) {
    case UpdateMode::by_hand: return "hand";
    case UpdateMode::tell: return "tell";
    case UpdateMode::automatic: return "auto";
    }
    return "hand";
}

std::optional<UpdateMode> update_mode(std::string_view text)
{
    for (const auto mode : {UpdateMode::by_hand, UpdateMode::tell, UpdateMode::automatic}) {
        if (to_text(mode) == text) return mode;
    }
    return std::nullopt;
}

std::string_view to_text(What what)
{
    switch (what) {
    case What::nothing: return "nothing";
    case What::leave: return "leave";
    case What::tell: return "tell";
    case What::wait: return "wait";
    case What::hold: return "hold";
    case What::update_now: return "update_now";
    }
    return "nothing";
}

UpdatePolicy effective(const UpdatePolicy& global, const AppPolicy& app)
{
    return {.mode = app.mode.value_or(global.mode),
        .windows = app.windows.value_or(global.windows),
        .time_zone = app.time_zone.value_or(global.time_zone),
        .cooling_hours = app.cooling_hours.value_or(global.cooling_hours)};
}

std::optional<UpdateDecision> held_back(const UpdatePolicy& policy, const AppPolicy& app, const UpdateFacts& facts)
{
    if (app.hold) return hold("held", "you hold this app back");
    const auto skipped = [&](const UpdateOffer& offer) { return is_skipped(app, offer); };
    if (!facts.offers.empty() && std::ranges::all_of(facts.offers, skipped))
        return hold("skipped", "you skipped this version");
    for (const auto& offer : facts.offers) {
        if (!offer.refused.empty()) return hold("taken_back", fmt::format("it was tried and taken back: {}", offer.refused));
    }
    const auto due = cooled(policy, facts);
    if (policy.mode == UpdateMode::automatic && facts.now < due) {
        return UpdateDecision{.what = What::wait,
            .key = "cooling",
            .why = fmt::format("it is waited for {} hours whether it is withdrawn", policy.cooling_hours),
            .until = due};
    }
    return std::nullopt;
}

UpdateDecision decide(const UpdatePolicy& policy, const AppPolicy& app, const TimeZone& zone, const UpdateFacts& facts)
{
    if (facts.offers.empty()) return {};
    if (auto held = held_back(policy, app, facts)) return *held;
    if (policy.mode == UpdateMode::by_hand) return {.what = What::leave};
    if (policy.mode == UpdateMode::tell) return {.what = What::tell};
    if (!facts.serious.empty())
        return {.what = What::tell, .key = "serious", .why = fmt::format("{}", fmt::join(facts.serious, "; "))};
    if (!facts.runs) return hold("not_running", "the app does not run, so nothing would tell whether the update is good");
    const auto opens = next_open(policy.windows, zone, facts.now);
    if (opens > facts.now) return {.what = What::wait, .key = "window", .why = "its window is closed", .until = opens};
    return {.what = What::update_now};
}

} // namespace furtka
