// adapters/sqlite/state_lock.hpp — one daemon to a state folder.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <utility>

namespace furtka {

/// Holds an exclusive flock on `<state>/lock`. The kernel drops it with the process, however that ends.
class StateLock {
public:
    /// Makes the folder (mode 0700) when it is missing. conflict `state_in_use`: another daemon holds it (its process id is
    /// in the message) | denied, unavailable `state_unusable`: the folder or the file cannot be made.
    static Result<StateLock> take(const std::filesystem::path& state);

    StateLock(StateLock&& other) noexcept : file_(std::exchange(other.file_, -1)) { }
    StateLock& operator=(StateLock&& other) noexcept
    {
        std::swap(file_, other.file_);
        return *this;
    }
    ~StateLock();

private:
    explicit StateLock(int file) : file_(file) { }
    int file_;
};

} // namespace furtka
