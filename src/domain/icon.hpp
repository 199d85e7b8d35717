// domain/icon.hpp — whether an SVG may be shown to the owner.
#pragma once

#include "base/result.hpp"

#include <string_view>

namespace furtka {

inline constexpr std::size_t largest_icon = 16 * 1024; ///< bytes

/// invalid `icon_refused`: too large, not well-formed SVG, or with script, `on…` handlers, `javascript:`, foreignObject,
/// a DOCTYPE, or a reference that is not a fragment (`#id`) or a data: image; the message names what was found.
Result<void> check_icon(std::string_view svg);

} // namespace furtka
