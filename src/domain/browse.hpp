// domain/browse.hpp — which folders of the server are shown to who picks one for a setting.
#pragma once

#include "base/result.hpp"

#include <span>
#include <string_view>

namespace furtka {

/// Where people keep their own files: `/home`, `/media`, `/mnt`, `/opt`, `/srv`.
std::span<const std::string_view> browse_roots();

/// The path as it was asked for, and again after its symbolic links are resolved.
/// invalid `folder_path`: not absolute, with `..` or a control character | denied `folder_outside`: in none of the roots.
Result<void> check_browse(std::string_view path);

/// The folder above; empty for a root and for what is in none.
std::string_view browse_parent(std::string_view path);

} // namespace furtka
