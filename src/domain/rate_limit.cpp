#include "domain/rate_limit.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace furtka {
namespace {

using std::chrono::seconds;

constexpr seconds blind_wait{15 * 60};
constexpr seconds longest_wait{24 * 3600};
constexpr seconds shortest_wait{1};
constexpr seconds unknown_window{3600};

std::optional<int> number(std::string_view text)
{
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = problem == std::errc{} && end == text.data() + text.size() && value >= 0;
    return whole ? std::optional(value) : std::nullopt;
}

struct Figure {
    std::optional<int> value;
    seconds window{0};
};

/// `100;w=21600`; of a list the first.
Figure figure(std::string_view text)
{
    text = text.substr(0, text.find(','));
    const auto semicolon = std::min(text.find(';'), text.size());
    Figure read{.value = number(trimmed(text.substr(0, semicolon)))};
    const auto window = text.find("w=", semicolon);
    if (window != std::string_view::npos) read.window = seconds(number(trimmed(text.substr(window + 2))).value_or(0));
    return read;
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that is sent.
std::optional<std::chrono::sys_seconds> parse_date(std::string_view text)
{
    constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
    const auto day = number(text.substr(5, 2));
    const auto* const month = std::ranges::find(months, text.substr(8, 3));
    const auto year = number(text.substr(12, 4));
    const auto hour = number(text.substr(17, 2));
    const auto minute = number(text.substr(20, 2));
    const auto second = number(text.substr(23, 2));
    if (!day || month == months.end() || !year || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(month - months.begin() + 1)),
        std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second);
}

} // namespace

std::optional<seconds> parse_retry_after(std::string_view text, WallTime now)
{
    text = trimmed(text);
    if (const auto wait = number(text)) return seconds(*wait);
    const auto date = parse_date(text);
    if (!date) return std::nullopt;
    return std::chrono::ceil<seconds>(*date - now);
}

RateLimit learned(RateLimit known, const RateFields& fields, WallTime now)
{
    const auto limit = figure(fields.limit);
    const auto remaining = figure(fields.remaining);
    if (limit.value || remaining.value) {
        if (limit.value) known.limit = limit.value;
        known.remaining = remaining.value;
        known.window = std::max(limit.window, remaining.window);
        known.told_at = now;
    }
    if (!fields.refused) {
        known.blocked_until = {};
        return known;
    }
    const auto told = parse_retry_after(fields.retry_after, now).value_or(blind_wait);
    known.blocked_until = now + std::clamp(told, shortest_wait, longest_wait);
    return known;
}

std::optional<WallTime> quiet_until(const RateLimit& rate, WallTime now)
{
    if (rate.blocked_until > now) return rate.blocked_until;
    if (!rate.remaining) return std::nullopt;
    const auto window = rate.window > seconds::zero() ? std::min(rate.window, longest_wait) : unknown_window;
    const WallTime refilled = rate.told_at + window;
    const int kept_back = rate.limit ? std::clamp(*rate.limit / 10, 5, 20) : 5;
    const bool small = rate.limit && *rate.limit <= kept_back; // a limit so small would never be used
    const bool enough = *rate.remaining > (small ? 0 : kept_back);
    if (enough || refilled <= now) return std::nullopt;
    return refilled;
}

} // namespace furtka
