// domain/rate_limit.hpp — how much a registry still answers, and what that leaves for checks.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace furtka {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// What a registry last said of its limit, in its own units. Absent: it told none.
struct RateLimit {
    std::optional<int> limit; ///< questions in `window`
    std::optional<int> remaining;
    std::chrono::seconds window{0}; ///< zero: not told
    WallTime told_at{};
    WallTime blocked_until{}; ///< it answered 429: not before
    bool operator==(const RateLimit&) const = default;
};

/// The fields of an answer; empty: absent.
struct RateFields {
    std::string_view limit; ///< `RateLimit-Limit`: `100;w=21600`
    std::string_view remaining; ///< `RateLimit-Remaining`: `76;w=21600`
    std::string_view retry_after; ///< seconds or an HTTP date
    bool refused = false; ///< the status was 429
};

/// What is known after an answer. A refusal without a time is taken as 15 minutes, none is believed beyond 24 hours.
RateLimit learned(RateLimit known, const RateFields& fields, WallTime now);

/// Until when checks leave the registry alone; nothing: it may be asked. A tenth of the limit, at least 5 and at most 20
/// questions, is left to the owner's own downloads.
std::optional<WallTime> quiet_until(const RateLimit& rate, WallTime now);

/// Seconds, or the distance to an HTTP date (RFC 9110, 10.2.3). Nothing: neither.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, WallTime now);

} // namespace furtka
