// adapters/disk/copy.hpp — the files of a source folder copied to the side of an installed app.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace furtka {

struct CopyLimits {
    std::size_t files = 2'000;
    std::uint64_t bytes = 64ULL << 20;
    int depth = 32;
    std::vector<std::string> leave_out = {}; ///< relative paths of folders
    bool last = true; ///< each file is on the disk when it returns; else the caller sees to that
};

/// Copies regular files and folders. A link to a file inside the source becomes a copy of that file.
/// `.env`, `.furtka` and `.git` of the top are left out, and the folders of `leave_out`. Blocks. Returns the relative paths
/// of the files, in order. invalid `folder_symlink` (a link out of the source, or to a folder), `folder_file` (a FIFO, a
/// device, a name with control characters) | too_large `folder_too_large` | the disk's errors.
Result<std::vector<std::string>> copy_folder(int source, int target, const CopyLimits& limits);

} // namespace furtka
