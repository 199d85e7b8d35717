// domain/path_rules.hpp — paths as text.
#pragma once

#include "base/result.hpp"
#include "domain/settings.hpp"

#include <string_view>

namespace furtka {

/// Whether a part of the path is `..`.
bool climbs(std::string_view path);

/// Whether `path` names something inside a folder: not empty, not absolute, no `..`, no backslash, no control character.
bool stays_inside(std::string_view path);

/// Whether `path` is `folder` or lies below it. Both absolute; doubled and final slashes do not matter.
bool in_or_below(std::string_view path, std::string_view folder);

/// invalid `setting_path`: not absolute, or with `..`.
Result<void> check_path_form(const Setting& setting, std::string_view value);

} // namespace furtka
