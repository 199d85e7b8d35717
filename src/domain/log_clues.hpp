// domain/log_clues.hpp — lines of an app's output that tell what is wrong whatever the app is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class ClueMends { nothing, settings, disk };

struct LogClue {
    std::string_view key; ///< of the cause
    std::string_view sentence; ///< goes on after the service's name: ` may not write …`
    ClueMends mends = ClueMends::nothing;
    std::string line; ///< that tells it
};

/// The last line that has a known meaning; none when no line has.
std::optional<LogClue> clue_in(const std::vector<std::string>& log);

} // namespace furtka
