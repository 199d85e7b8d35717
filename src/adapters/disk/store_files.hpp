// adapters/disk/store_files.hpp — the files of a foreign store's checkout, read without ever leaving it.
#pragma once

#include "base/owned_fd.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

struct StoreLimits {
    std::size_t entries = 200'000;
    int depth = 10;
};

class StoreFiles {
public:
    /// `source`: a folder, or a file in one. not_found `source_missing` | unavailable for what cannot be read.
    static Result<StoreFiles> open(const std::filesystem::path& source);

    /// Regular files by their relative paths, in order; symbolic links and hidden folders are left out. Of a source that is
    /// a file only that one. too_large `store_limits`.
    Result<std::vector<std::string>> list(const StoreLimits& limits = {}) const;
    /// None: it is not there, no regular file, larger than `most`, or a link that leads out.
    std::optional<std::string> read(const std::string& path, std::size_t most) const;

    const std::filesystem::path& folder() const { return folder_; }
    const std::string& single() const { return single_; } ///< the file's name, or empty

private:
    StoreFiles(OwnedFd root, std::filesystem::path folder, std::string single)
        : root_(std::move(root)), folder_(std::move(folder)), single_(std::move(single))
    {
    }
    OwnedFd root_;
    std::filesystem::path folder_;
    std::string single_;
};

} // namespace furtka
