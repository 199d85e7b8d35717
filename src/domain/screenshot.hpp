// domain/screenshot.hpp — pictures of an app that its folder brings along: which of them, and whether a file is one.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

inline constexpr std::size_t largest_screenshot = std::size_t{4} * 1024 * 1024; ///< bytes
inline constexpr std::size_t most_screenshots = 8;

enum class PictureKind { png, jpeg, webp };

/// `image/png`
std::string_view media_type(PictureKind kind);

/// Those of a manifest's list that name a file of the app's folder, at most `most_screenshots`. Addresses are left out: the
/// page asks nothing of others, and neither does the daemon.
std::vector<std::string> local_screenshots(const std::vector<std::string>& listed);

/// By its first bytes, whatever its name says. invalid `screenshot_refused`: too large, or none of the three kinds.
Result<PictureKind> check_screenshot(std::string_view bytes);

} // namespace furtka
