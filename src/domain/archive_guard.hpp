// domain/archive_guard.hpp — what an archive may hold and how much of it, decided entry by entry while it is read.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace furtka {

struct ArchiveLimits {
    std::size_t entries = 20'000;
    std::uint64_t bytes = 256ULL << 20; ///< of all files unpacked
    std::uint64_t file_bytes = 16ULL << 20; ///< of one
    std::uint64_t ratio = 100; ///< unpacked bytes for each byte read …
    std::uint64_t ratio_from = 8ULL << 20; ///< … once so many were unpacked: small files compress well
    std::size_t depth = 12; ///< folders inside each other
    std::size_t path = 500; ///< bytes
};

enum class EntryKind { file, folder, symbolic_link, hard_link, other };

class ArchiveGuard {
public:
    explicit ArchiveGuard(ArchiveLimits limits = {}) : limits_(limits) { }

    /// The entry's path without `./` and a final slash; empty: the top itself. `size` is what the entry says of itself, 0
    /// when it says nothing.
    /// invalid `archive_path` (absolute, `..`, a backslash, a control character, not UTF-8, too long or deep) |
    /// `archive_link` | `archive_entry` (a device, a FIFO, …) | `archive_twice` (the same name twice, also one that differs
    /// in case only, or a file where a folder is) | too_large `archive_too_large`.
    Result<std::string> entry(EntryKind kind, std::string_view path, std::uint64_t size);

    /// `written` more bytes were unpacked of the entry; `read` bytes of the archive were taken so far. too_large
    /// `archive_too_large`.
    Result<void> unpacked(std::uint64_t written, std::uint64_t read);

    std::size_t entries() const { return entries_; }
    /// Whether it holds a file or folder of that path, or names the folder on the way.
    bool holds(std::string_view path) const;

private:
    struct Taken {
        std::string path; ///< as it is written
        bool folder = false;
        bool told = false; ///< it has an entry of its own; else it is only named on the way
    };
    Result<void> take(const std::string& path, bool folder);

    ArchiveLimits limits_;
    std::map<std::string, Taken> taken_; ///< by the path in small letters
    std::size_t entries_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t of_file_ = 0;
};

} // namespace furtka
