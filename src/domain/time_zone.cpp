#include "domain/time_zone.hpp"

#include <algorithm>

namespace furtka {
namespace {

using namespace std::chrono;

constexpr std::size_t header_size = 44;
constexpr std::uint32_t most_changes = 10'000; ///< the longest table of the system has some 240

std::unexpected<Error> no_table()
{
    return fail({.kind = ErrorKind::invalid,
        .key = "time_zone_file",
        .message = "the time zone's file is no table of clock changes",
        .hint = "install Debian's tzdata"});
}

std::int64_t read_number(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint64_t value = static_cast<unsigned char>(bytes[at]) >= 0x80 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return static_cast<std::int64_t>(value);
}

struct Counts {
    std::uint32_t utc_flags, standard_flags, leaps, times, types, letters;

    static Counts read(std::string_view bytes)
    {
        const auto count = [&](std::size_t n) { return static_cast<std::uint32_t>(read_number(bytes, 20 + 4 * n, 4)); };
        return {count(0), count(1), count(2), count(3), count(4), count(5)};
    }
    bool in_bounds() const
    {
        return times <= most_changes && types > 0 && types <= 256 && letters <= 4096 && leaps <= 1000 && utc_flags <= types
            && standard_flags <= types;
    }
    std::size_t data_size(std::size_t time_size) const
    {
        return times * (time_size + 1) + types * 6U + letters + leaps * (time_size + 4) + standard_flags + utc_flags;
    }
};

sys_days day_of(const ZoneRule::Change& change, year in)
{
    using Kind = ZoneRule::Change::Kind;
    const sys_days first = in / January / 1;
    if (change.kind == Kind::day_of_year) return first + days(change.day);
    if (change.kind == Kind::julian) { // 29 February is never counted
        const bool after_february = in.is_leap() && change.day >= 60;
        return first + days(change.day - (after_february ? 0 : 1));
    }
    const month in_month(static_cast<unsigned>(change.month));
    const weekday day(static_cast<unsigned>(change.day));
    if (change.week == 5) return in / in_month / day[last];
    return in / in_month / day[static_cast<unsigned>(change.week)];
}

seconds offset_by(const ZoneRule& rule, sys_seconds moment)
{
    if (!rule.summer) return rule.standard;
    const year_month_day date(floor<days>(moment + rule.standard));
    const sys_seconds begins = day_of(rule.to_summer, date.year()) + rule.to_summer.time - rule.standard;
    const sys_seconds ends = day_of(rule.to_standard, date.year()) + rule.to_standard.time - *rule.summer;
    const bool summer = begins < ends ? moment >= begins && moment < ends : moment >= begins || moment < ends;
    return summer ? *rule.summer : rule.standard;
}

} // namespace

Result<TimeZone> TimeZone::parse(std::string_view bytes)
{
    // The first block has 32-bit times and is there for old readers only.
    if (bytes.size() < header_size || !bytes.starts_with("TZif") || bytes[4] < '2') return no_table();
    const auto old = Counts::read(bytes);
    if (!old.in_bounds() || bytes.size() < header_size + old.data_size(4) + header_size) return no_table();
    bytes.remove_prefix(header_size + old.data_size(4));
    if (!bytes.starts_with("TZif")) return no_table();
    const auto counts = Counts::read(bytes);
    if (!counts.in_bounds() || bytes.size() < header_size + counts.data_size(8)) return no_table();

    const std::size_t times = header_size;
    const std::size_t indexes = times + counts.times * 8U;
    const std::size_t types = indexes + counts.times;
    const auto offset_of = [&](std::size_t type) {
        return static_cast<std::int32_t>(read_number(bytes, types + type * 6, 4));
    };
    TimeZone zone;
    zone.before_ = offset_of(0);
    for (std::size_t i = 0; i < counts.times; ++i) {
        const auto type = static_cast<unsigned char>(bytes[indexes + i]);
        if (type >= counts.types) return no_table();
        zone.changes_.push_back({.at = read_number(bytes, times + i * 8, 8), .offset = offset_of(type)});
    }
    if (!std::ranges::is_sorted(zone.changes_, {}, &Change::at)) return no_table();

    auto footer = bytes.substr(header_size + counts.data_size(8));
    if (!footer.starts_with('\n') || !footer.substr(1).contains('\n')) return no_table();
    footer = footer.substr(1, footer.find('\n', 1) - 1);
    const auto rule = parse_zone_rule(footer);
    if (!rule && !footer.empty()) return no_table();
    const auto settled = zone.changes_.empty() ? zone.before_ : zone.changes_.back().offset;
    zone.rule_ = rule.value_or(ZoneRule{.standard = seconds(settled)});
    return zone;
}

seconds TimeZone::offset_at(sys_seconds moment) const
{
    const auto at = moment.time_since_epoch().count();
    if (changes_.empty() || at >= changes_.back().at) return offset_by(rule_, moment);
    const auto next = std::ranges::upper_bound(changes_, at, {}, &Change::at);
    return seconds(next == changes_.begin() ? before_ : std::prev(next)->offset);
}

local_seconds TimeZone::local(sys_seconds moment) const
{
    return local_seconds(moment.time_since_epoch() + offset_at(moment));
}

sys_seconds TimeZone::first_moment(local_seconds wall) const
{
    // Of the offsets around the time, the larger gives the earlier moment. A time that is left out is shown by neither: the
    // smaller offset, which holds before the clock is set forward, then names the moment that comes after the gap.
    const sys_seconds guess(wall.time_since_epoch());
    const auto before = offset_at(guess - days(1));
    const auto after = offset_at(guess + days(1));
    const auto early = guess - std::max(before, after);
    if (local(early) == wall) return early;
    const auto late = guess - std::min(before, after);
    if (local(late) == wall) return late;
    // Left out: the moment at which the clock jumps over it.
    auto shown_before = early;
    auto shown_after = late;
    while (shown_after - shown_before > seconds(1)) {
        const auto middle = shown_before + (shown_after - shown_before) / 2;
        (local(middle) < wall ? shown_before : shown_after) = middle;
    }
    return shown_after;
}

} // namespace furtka
