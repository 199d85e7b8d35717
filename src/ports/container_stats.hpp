// ports/container_stats.hpp — what a container takes, as the engine measures it.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/container.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace furtka {

struct StatsSample {
    std::optional<double> cpu_percent; ///< 100: one processor fully; none: the first sample has nothing to compare with
    std::uint64_t memory_bytes = 0; ///< without what could be dropped at once (page cache of files not in use)
    std::uint64_t memory_limit = 0; ///< 0: none
    bool operator==(const StatsSample&) const = default;
};

/// False ends the following.
using StatsSink = std::function<bool(const StatsSample&)>;

class ContainerStats {
public:
    virtual ~ContainerStats() = default;

    /// A sample about each second, until the container ends. Failures as of `Containers`; not_found `container_unknown`.
    /// Source: GET /containers/{id}/stats?stream=1.
    virtual Task<Result<void>> follow(ContainerId id, StatsSink sink) = 0;
};

} // namespace furtka
