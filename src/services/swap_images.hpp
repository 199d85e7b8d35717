// services/swap_images.hpp — an app's containers exchanged for ones of other images: up, gate, and proof or the way back.
#pragma once

#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/watch_gate.hpp"
#include "services/world.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// Where an exchange is taken up: at its begin, or after a crash at the step that had begun.
enum class SwapFrom { up, back };

/// Fault of an exchange that the engine did not live through, several times: it says nothing of the images.
inline constexpr std::string_view engine_died_key = "engine_died";

enum class SwapResult {
    proven, ///< the other images run, and passed the gate
    taken_back, ///< they did not; what ran before runs again, and passed the gate
    back_failed, ///< neither passed; the better of the two states was left
};

struct SwapEnd {
    SwapResult result = SwapResult::proven;
    GateFault fault; ///< unless proven
    std::string log; ///< last lines of the container at fault
    GateFault back_fault; ///< of the way back
    std::vector<std::string> proof; ///< of what runs at the end
    std::chrono::milliseconds downtime{0};
};

/// What the point is: what ran before. `note.tags_after` says what the tags shall point to, `note.changes` what must run
/// then. Steps in the journal: `up`, `gate`, `back`. Does not hear cancels. An engine that goes away is waited for, at most
/// `policies.engine_patience`; then its error: nothing is decided, and the next start of the daemon takes the exchange up.
/// `model` and the app's folder are those to go to; going back, files of `note.restored` are put back first.
Task<Result<SwapEnd>> swap_images(World world, Policies policies, LivePicture& picture, AppName app, SwapNote note,
    RecoveryPoint point, JobContext& job, SwapFrom from = SwapFrom::up);

/// What the gate asks for: the owner's word counts before the app's, that before the daemon's settings.
GateRules rules_for(const Policies& policies, const AppFolder& folder);

} // namespace furtka
