// adapters/compose/private_file.hpp — a file that only the daemon can read, for as long as a program needs it.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string_view>
#include <utility>

namespace furtka {

/// Mode 0600 from its first byte; removed with this object.
class PrivateFile {
public:
    /// In `folder`, which is made (0700), or where temporary files are when it is empty. unavailable `private_file`.
    static Result<PrivateFile> write(const std::filesystem::path& folder, std::string_view text);
    /// Those of a daemon that was killed.
    static void remove_leftovers(const std::filesystem::path& folder);

    ~PrivateFile();
    PrivateFile(PrivateFile&& other) noexcept : path_(std::exchange(other.path_, {})) { }
    PrivateFile& operator=(PrivateFile&&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    explicit PrivateFile(std::filesystem::path path) : path_(std::move(path)) { }
    std::filesystem::path path_;
};

} // namespace furtka
