// domain/versions.hpp — order of version texts: SemVer or CalVer where they parse, else unordered.
#pragma once

#include <compare>
#include <string_view>

namespace furtka {

/// `1.10.0` > `1.9`, `2024.12.1` > `2024.2`, `1.0.0-rc.1` < `1.0.0`; a leading `v` is skipped. Unordered: one does not
/// parse.
std::partial_ordering compare_versions(std::string_view a, std::string_view b);

/// Of digits without leading zeros. Of any length, so that a date and time in one number has its place too.
std::strong_ordering compare_numbers(std::string_view a, std::string_view b);

} // namespace furtka
