#include "domain/window.hpp"

#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace furtka {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr minutes whole_day{24 * 60};

std::optional<std::size_t> day_named(std::string_view name)
{
    const auto* found = std::ranges::find(day_names, name);
    if (found == day_names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - day_names.begin());
}

std::optional<std::bitset<7>> days_in(std::string_view text)
{
    if (text == "daily") return std::bitset<7>(0x7f);
    std::bitset<7> days;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const auto part = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        const auto dash = std::min(part.find('-'), part.size());
        const auto first = day_named(part.substr(0, dash));
        const auto until = dash == part.size() ? first : day_named(part.substr(dash + 1));
        if (!first || !until) return std::nullopt;
        for (auto day = *first;; day = (day + 1) % 7) {
            days.set(day);
            if (day == *until) break;
        }
    }
    return days.any() ? std::optional(days) : std::nullopt;
}

/// `02:30`; `24:00` too.
std::optional<minutes> clock_time(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    int hour = 0;
    int minute = 0;
    const auto read = [&](std::size_t at, int& into) {
        const auto [end, problem] = std::from_chars(text.data() + at, text.data() + at + 2, into);
        return problem == std::errc{} && end == text.data() + at + 2 && into >= 0;
    };
    if (!read(0, hour) || !read(3, minute) || minute > 59) return std::nullopt;
    const auto time = hours(hour) + minutes(minute);
    return time <= whole_day ? std::optional<minutes>(time) : std::nullopt;
}

std::unexpected<Error> no_window(std::string_view text)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "window",
        .message = fmt::format("\"{}\" is no window", shown(text)),
        .hint = "such as: daily 02:00-05:00, or: mon-fri,sun 22:00-06:00",
        .details = {{"member", "windows"}}});
}

std::string clock_text(minutes time) { return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60); }

struct Span {
    sys_seconds begins;
    sys_seconds ends;
};

Span span_on(const Window& window, const TimeZone& zone, local_days day)
{
    const auto begins = zone.first_moment(local_seconds(day) + window.from);
    // A window of the whole day ends when the next begins, be the day of 23 hours or 25.
    if (window.length == whole_day) return {begins, zone.first_moment(local_seconds(day + days(1)) + window.from)};
    return {begins, begins + window.length};
}

bool opens_on(const Window& window, local_days day) { return window.days.test(weekday(day).iso_encoding() - 1); }

} // namespace

Result<Window> parse_window(std::string_view text)
{
    const auto space = text.find(' ');
    if (space == std::string_view::npos || text.size() > 60) return no_window(text);
    const auto days = days_in(text.substr(0, space));
    const auto times = text.substr(space + 1);
    if (!days || times.size() != 11 || times[5] != '-') return no_window(text);
    const auto from = clock_time(times.substr(0, 5));
    const auto to = clock_time(times.substr(6));
    if (!from || !to || *from == whole_day) return no_window(text);
    Window window{.days = *days, .from = *from, .length = *to - *from};
    if (window.length <= minutes(0)) window.length += whole_day;
    return window;
}

std::string to_text(const Window& window)
{
    std::string days;
    for (std::size_t day = 0; day < day_names.size(); ++day) {
        if (window.days.test(day)) days += (days.empty() ? "" : ",") + std::string(day_names[day]);
    }
    auto end = window.from + window.length;
    if (end > whole_day) end -= whole_day;
    return fmt::format("{} {}-{}", window.days.all() ? "daily" : days, clock_text(window.from), clock_text(end));
}

bool is_open(const Window& window, const TimeZone& zone, sys_seconds now)
{
    const auto today = floor<days>(zone.local(now));
    for (const auto day : {today - days(1), today}) {
        if (!opens_on(window, day)) continue;
        const auto span = span_on(window, zone, day);
        if (now >= span.begins && now < span.ends) return true;
    }
    return false;
}

sys_seconds next_open(const std::vector<Window>& windows, const TimeZone& zone, sys_seconds now)
{
    const auto open = [&](const Window& window) { return is_open(window, zone, now); };
    if (windows.empty() || std::ranges::any_of(windows, open)) return now;
    const auto today = floor<days>(zone.local(now));
    auto next = sys_seconds::max();
    for (const auto& window : windows) {
        for (int ahead = 0; ahead <= 8; ++ahead) {
            const auto day = today + days(ahead);
            if (!opens_on(window, day)) continue;
            const auto begins = span_on(window, zone, day).begins;
            if (begins <= now) continue;
            next = std::min(next, begins);
            break;
        }
    }
    return next;
}

} // namespace furtka
