// adapters/disk/folder_watch.hpp — told by the kernel when app folders change (inotify): no polling, no idle work.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <functional>
#include <string_view>

namespace furtka {

/// Watches a root, the folders in it and their `.furtka`, not what is deeper: containers may keep data there. Hidden folders
/// of the root are left out. `sink` gets an empty name once the watches stand, and whenever the kernel lost track; else the
/// name of a folder in which something changed, at most once in 50 ms. unavailable `watch_limit` (the kernel's limit on
/// watches is reached), `apps_dir` (the root cannot be watched, or was taken away).
Task<Result<void>> watch_folders(std::filesystem::path root, std::function<void(std::string_view name)> sink);

} // namespace furtka
