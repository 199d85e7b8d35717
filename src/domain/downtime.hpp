// domain/downtime.hpp — how long an app was away, from looks at its parts from outside.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace furtka {

/// The longest outage of any part. A part is away from the first look that finds it away until the next that finds it there.
class Downtime {
public:
    void see(const std::string& part, bool there, std::chrono::milliseconds at)
    {
        auto& state = parts_[part];
        if (there && state.away_since) {
            state.sum += at - *state.away_since;
            state.away_since.reset();
        } else if (!there && !state.away_since) {
            state.away_since = at;
        }
    }
    /// Up to `now` for parts that are still away.
    std::chrono::milliseconds longest(std::chrono::milliseconds now) const
    {
        std::chrono::milliseconds most{0};
        for (const auto& [name, state] : parts_) {
            const auto open = state.away_since ? now - *state.away_since : std::chrono::milliseconds(0);
            most = std::max(most, state.sum + open);
        }
        return most;
    }

private:
    struct State {
        std::chrono::milliseconds sum{0};
        std::optional<std::chrono::milliseconds> away_since;
    };
    std::map<std::string, State> parts_;
};

} // namespace furtka
