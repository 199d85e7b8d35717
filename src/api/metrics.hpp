// api/metrics.hpp — `GET /metrics`: the Prometheus text format, version 0.0.4.
#pragma once

#include "domain/app_state.hpp"
#include "domain/job.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace furtka::api {

/// Finished requests by status class.
class RequestCounts {
public:
    void add(int status)
    {
        if (status >= 100 && status < 600) ++counts_[static_cast<std::size_t>(status / 100 - 1)];
    }
    const std::array<std::uint64_t, 5>& counts() const { return counts_; }

private:
    std::array<std::uint64_t, 5> counts_{};
};

struct Figures {
    std::map<AppState, std::uint64_t> apps;
    std::map<JobState, std::uint64_t> jobs; ///< remembered ones
    bool engine_reachable = false;
    std::array<std::uint64_t, 5> requests{};
    std::uint64_t event_listeners = 0;
    double uptime_seconds = 0;
    std::uint64_t resident_bytes = 0;
};

std::string metrics_text(const Figures& figures);

} // namespace furtka::api
