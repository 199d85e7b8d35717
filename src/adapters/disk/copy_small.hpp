// adapters/disk/copy_small.hpp — the files of an app's folder that are its own: small ones, not what its containers write.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace furtka {

struct SmallLimits {
    std::size_t files = 500;
    std::uint64_t file_bytes = 1ULL << 20;
    std::uint64_t bytes = 16ULL << 20;
    int depth = 8;
};

/// Copies regular files and makes them last; links, devices, `.env`, `.furtka`, `.git`, the folders in `data` (relative
/// paths) and whatever is beyond a limit are left out. Blocks. The disk's errors.
Result<void> copy_small(int source, int target, const std::vector<std::string>& data, const SmallLimits& limits);

} // namespace furtka
