// domain/version_line.hpp — the newest tag of the line that an image is pinned to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// `1.2.3`, `v1.2.3-alpine`: three or four numbers, with an optional `v` before and an optional suffix behind.
bool is_pinned_version(std::string_view tag);

/// The newest of `tags` in the line of `tag`: the same major number, as many numbers, the same prefix and suffix, and newer
/// than it. Empty: none, or `tag` is not a pinned version.
std::string newest_of_line(std::string_view tag, const std::vector<std::string>& tags);

} // namespace furtka
