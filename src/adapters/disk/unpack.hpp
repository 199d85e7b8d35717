// adapters/disk/unpack.hpp — the files of an archive written below a folder, or none of it believed.
#pragma once

#include "base/result.hpp"
#include "domain/archive_guard.hpp"

#include <functional>
#include <string_view>

namespace furtka {

/// Unpacks a tar (also packed by gzip) or a zip that is open for reading into the open folder `target`, which must be
/// nobody else's. What an earlier archive left in it is written over where it differs, and goes where this one does not hold
/// it: making and deleting thousands of small files costs most of the time. Files get mode 0644 or, when anybody may run
/// them, 0755. What was written before a refusal stays: the caller deletes the folder. Blocks.
/// The errors of ArchiveGuard; invalid `archive_format` (not such a file, or it ends too early); no_space `disk_full`;
/// cancelled `cancelled`: `stop` said so; unavailable `libarchive_missing`.
Result<void> unpack_archive(int file, int target, const ArchiveLimits& limits, const std::function<bool()>& stop);

/// The same of bytes in memory.
Result<void> unpack_archive(
    std::string_view bytes, int target, const ArchiveLimits& limits, const std::function<bool()>& stop);

/// Whether the list of entries at the end of a zip is larger than `most` bytes: it is read into memory as a whole before the
/// first entry can be refused. `tail` is the end of the file, at least 66,000 bytes of it if it has so many; `size` that of
/// the whole file.
bool zip_list_exceeds(std::string_view tail, std::uint64_t size, std::uint64_t most);

} // namespace furtka
