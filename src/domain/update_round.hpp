// domain/update_round.hpp — updating every app, one after the other: the order, what ends it, and what came of each.
#pragma once

#include "base/error.hpp"
#include "domain/job.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// When an app had to be taken back: the rest may be hit by the same fault, and its owner should look first.
enum class OnFailure { stop, go_on };

struct RoundResult {
    std::string app;
    JobId job = 0; ///< 0: none was begun
    std::string result; ///< JSON text of the update, or empty
    std::optional<Error> error; ///< it was tried and failed, or could not be begun
    bool tried = true; ///< false: the round ended before
};

struct UpdateRound {
    std::vector<RoundResult> apps; ///< in the order they were to be updated
    std::string stopped_at; ///< app that ended the round, or empty
};

/// Whether the app was touched and did not do well. A registry that does not answer for one app is no reason to leave the
/// others old.
bool ends_round(const Error& error);

/// `{"apps": [{"name", "job", "tried", "result", "error"}], "stopped_at"}`
std::string to_json(const UpdateRound& round);

} // namespace furtka
