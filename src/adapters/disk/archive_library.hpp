// adapters/disk/archive_library.hpp — libarchive, loaded when the first archive is unpacked.
//
// Like libcurl it is not linked: with what it needs itself (libxml2, lzma, zstd, …) it would cost every idle daemon memory.
#pragma once

#include "base/result.hpp"

#include <archive.h>
#include <archive_entry.h>

namespace furtka {

/// The functions of libarchive that are used.
struct ArchiveLibrary {
    decltype(&::archive_read_new) read_new = nullptr;
    decltype(&::archive_read_free) read_free = nullptr;
    decltype(&::archive_read_support_filter_gzip) support_gzip = nullptr;
    decltype(&::archive_read_support_format_tar) support_tar = nullptr;
    decltype(&::archive_read_support_format_zip) support_zip = nullptr;
    decltype(&::archive_read_open_fd) open_fd = nullptr;
    decltype(&::archive_read_open_memory) open_memory = nullptr;
    decltype(&::archive_read_open) open_callbacks = nullptr;
    decltype(&::archive_read_next_header) next_header = nullptr;
    decltype(&::archive_read_data) data = nullptr;
    decltype(&::archive_filter_bytes) filter_bytes = nullptr;
    decltype(&::archive_error_string) error_string = nullptr;
    decltype(&::archive_entry_pathname) pathname = nullptr;
    decltype(&::archive_entry_pathname_utf8) pathname_utf8 = nullptr;
    decltype(&::archive_entry_hardlink) hardlink = nullptr;
    decltype(&::archive_entry_hardlink_utf8) hardlink_utf8 = nullptr;
    decltype(&::archive_entry_filetype) filetype = nullptr;
    decltype(&::archive_entry_perm) perm = nullptr;
    decltype(&::archive_entry_size) size = nullptr;
    decltype(&::archive_entry_size_is_set) size_is_set = nullptr;

    /// Loads the library once; it stays. May be called from any thread. unavailable `libarchive_missing`.
    static Result<const ArchiveLibrary*> get();
};

} // namespace furtka
