// domain/window.hpp — when something may happen by itself: days of the week and hours of the clock on the wall.
#pragma once

#include "base/result.hpp"
#include "domain/time_zone.hpp"

#include <bitset>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// `sat,sun 02:00-05:00`. It opens when the clock shows its begin (or, when that is left out that day, at once after), and
/// stays open for its length: once a day, whatever the clock does. An end that is not after its begin is of the next day.
struct Window {
    std::bitset<7> days; ///< on which it opens; 0 is Monday
    std::chrono::minutes from{0}; ///< since midnight
    std::chrono::minutes length{24 * 60};
    bool operator==(const Window&) const = default;
};

/// `daily 02:00-05:00`, `mon-fri 22:00-06:00`, `sat,sun 00:00-24:00`. invalid `window`.
Result<Window> parse_window(std::string_view text);
std::string to_text(const Window& window);

bool is_open(const Window& window, const TimeZone& zone, std::chrono::sys_seconds now);
/// `now` when one of them is open; else when the next opens. Without a window it is always open.
std::chrono::sys_seconds next_open(const std::vector<Window>& windows, const TimeZone& zone, std::chrono::sys_seconds now);

} // namespace furtka
