// base/time_text.hpp — a moment as people's programs exchange it (RFC 3339).
#pragma once

#include <chrono>
#include <string>

namespace furtka {

/// UTC with milliseconds: `2030-01-01T00:00:00.000Z`.
std::string time_text(std::chrono::sys_time<std::chrono::milliseconds> time);

} // namespace furtka
