// domain/update_policy.hpp — whether an update that is there is taken now, later, or left to the owner.
#pragma once

#include "base/result.hpp"
#include "domain/gate_override.hpp"
#include "domain/window.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class UpdateMode {
    by_hand, ///< the badge says it
    tell, ///< and the owner is notified
    automatic, ///< it is taken in the window
};

std::string_view to_text(UpdateMode mode); ///< `hand`, `tell`, `auto`
std::optional<UpdateMode> update_mode(std::string_view text);

/// What holds for every app that says nothing else.
struct UpdatePolicy {
    UpdateMode mode = UpdateMode::tell;
    std::vector<Window> windows; ///< empty: at any time
    std::string time_zone; ///< `Europe/Berlin`; empty: the server's
    int cooling_hours = 24; ///< since an image was first seen: a bad one is often withdrawn within a day
    bool operator==(const UpdatePolicy&) const = default;
};

/// What one app has of its own.
struct AppPolicy {
    std::optional<UpdateMode> mode;
    std::optional<std::vector<Window>> windows;
    std::optional<std::string> time_zone;
    std::optional<int> cooling_hours;
    bool hold = false; ///< no update at all until it is let go
    std::vector<std::string> skipped; ///< digests that are not wanted; the next one is again
    GateOverride gate; ///< what is asked of the app after an update; counts before its manifest
    bool operator==(const AppPolicy&) const = default;
};

inline constexpr int most_cooling_hours = 24 * 365;
inline constexpr std::size_t most_windows = 20;
inline constexpr std::size_t most_skipped = 50;

UpdatePolicy effective(const UpdatePolicy& global, const AppPolicy& app);

/// An image that one service of the app could have.
struct UpdateOffer {
    std::string service;
    std::string digest; ///< in its registry
    std::chrono::sys_seconds first_seen{};
    std::string refused; ///< why it was taken back before; empty: it was not
    bool operator==(const UpdateOffer&) const = default;
};

struct UpdateFacts {
    std::vector<UpdateOffer> offers; ///< empty: nothing is there
    bool runs = true; ///< the app is up
    std::vector<std::string> serious; ///< findings of the plan that need the owner's eye
    std::chrono::sys_seconds now{};
};

struct UpdateDecision {
    enum class What {
        nothing, ///< there is no update
        leave, ///< by hand
        tell,
        wait, ///< until `until`
        hold, ///< until the owner or the next image changes something
        update_now,
    } what = What::nothing;
    std::string key; ///< `held`, `skipped`, `taken_back`, `cooling`, `serious`, `not_running`, `window`, or empty
    std::string why; ///< a sentence, or empty
    std::optional<std::chrono::sys_seconds> until;
    bool operator==(const UpdateDecision&) const = default;
};

std::string_view to_text(UpdateDecision::What what);

/// The owner's word (hold, skip) comes first, then what is known to be bad, then the time. `zone` is the policy's.
UpdateDecision decide(const UpdatePolicy& policy, const AppPolicy& app, const TimeZone& zone, const UpdateFacts& facts);

/// Why an update shows as held back in the list; none: it may be taken, by hand at least.
std::optional<UpdateDecision> held_back(const UpdatePolicy& policy, const AppPolicy& app, const UpdateFacts& facts);

} // namespace furtka
