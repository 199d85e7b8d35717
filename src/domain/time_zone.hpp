// domain/time_zone.hpp — what the clocks on the wall show, from the tables of the system (TZif, RFC 9636).
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// A rule such as `CET-1CEST,M3.5.0,M10.5.0/3`: how a zone goes on after the last change in its table.
struct ZoneRule {
    /// When the clock is set, by the clock as it is before.
    struct Change {
        enum class Kind { month_week_day, julian, day_of_year } kind = Kind::month_week_day;
        int month = 0; ///< 1 to 12
        int week = 0; ///< 1 to 5; 5: the last
        int day = 0; ///< of the week, 0 is Sunday; or of the year
        std::chrono::seconds time{7200};
        bool operator==(const Change&) const = default;
    };
    std::chrono::seconds standard{0}; ///< ahead of UTC
    std::optional<std::chrono::seconds> summer;
    Change to_summer;
    Change to_standard;
    bool operator==(const ZoneRule&) const = default;
};

/// POSIX.1 `TZ`, with the hours beyond a day of RFC 9636. Empty when it is no such text.
std::optional<ZoneRule> parse_zone_rule(std::string_view text);

class TimeZone {
public:
    TimeZone() = default; ///< UTC

    /// invalid `time_zone_file`: no TZif file of version 2 or later.
    static Result<TimeZone> parse(std::string_view bytes);

    /// Ahead of UTC at that moment.
    std::chrono::seconds offset_at(std::chrono::sys_seconds moment) const;
    std::chrono::local_seconds local(std::chrono::sys_seconds moment) const;

    /// The first moment at which the clock shows this time or, when it is left out that day, a later one.
    std::chrono::sys_seconds first_moment(std::chrono::local_seconds wall) const;

private:
    struct Change {
        std::int64_t at = 0;
        std::int32_t offset = 0; ///< from then on
    };
    std::int32_t before_ = 0; ///< ahead of UTC before the first change
    std::vector<Change> changes_;
    ZoneRule rule_;
};

} // namespace furtka
