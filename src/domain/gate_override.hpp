// domain/gate_override.hpp — what an app or its owner asks of the gate instead of the daemon's settings.
#pragma once

#include "base/result.hpp"
#include "domain/gate.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace furtka {

struct GateOverride {
    std::optional<int> settle_seconds; ///< 0 to 3600
    std::optional<int> timeout_seconds; ///< 1 to 3600
    std::optional<bool> ports; ///< false: ports need not answer
    std::optional<bool> http; ///< false: any answer will do
    bool operator==(const GateOverride&) const = default;
};

/// All four members, null where nothing is asked; `null` when nothing is at all.
std::string to_json(const GateOverride& wanted);

GateRules apply(GateRules rules, const GateOverride& wanted);

/// `{"settle_seconds": 60, "timeout_seconds": 600, "ports": true, "http": false}`; unknown members are ignored.
/// invalid `update_gate`: not such an object, or a number out of its range.
Result<GateOverride> parse_gate_override(std::string_view json);

} // namespace furtka
