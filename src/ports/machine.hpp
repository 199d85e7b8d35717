// ports/machine.hpp — the server as its owner sees it: how full, how busy, and its folders.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace furtka {

/// Zero: not known.
struct MachineFigures {
    std::uint64_t memory_total = 0; ///< bytes
    std::uint64_t memory_available = 0; ///< bytes that programs can have without swapping
    std::array<double, 3> load{}; ///< of the last 1, 5 and 15 minutes
    int cpus = 0;
    std::uint64_t uptime_seconds = 0;
    bool operator==(const MachineFigures&) const = default;
};

struct DiskFigures {
    std::uint64_t total = 0; ///< bytes
    std::uint64_t free = 0; ///< bytes that are not reserved for root
    bool operator==(const DiskFigures&) const = default;
};

struct FolderNames {
    std::vector<std::string> names; ///< of the folders in a folder, ordered, without hidden ones
    bool more = false; ///< there are more than were asked for
    bool operator==(const FolderNames&) const = default;
};

class Machine {
public:
    virtual ~Machine() = default;

    /// Source: /proc/meminfo, /proc/loadavg, /proc/uptime.
    virtual MachineFigures figures() = 0;

    /// Of the disk that holds `folder`. unavailable `disk_unreadable`.
    virtual Result<DiskFigures> disk(const std::filesystem::path& folder) = 0;

    /// The folders in `folder`, which is a path without symbolic links; links in it are left out, names that are not UTF-8
    /// too. not_found `folder_unknown`, denied `folder_denied`, invalid `folder_expected`.
    virtual Task<Result<FolderNames>> folders(std::filesystem::path folder, std::size_t most) = 0;
};

} // namespace furtka
