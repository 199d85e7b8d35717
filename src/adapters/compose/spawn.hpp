// adapters/compose/spawn.hpp — starting a child with pipes for its output and a pidfd for its end.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace furtka {

/// A file descriptor, closed with its owner.
class OwnedFd {
public:
    OwnedFd() = default;
    explicit OwnedFd(int fd) : fd_(fd) { }
    ~OwnedFd() { reset(); }
    OwnedFd(OwnedFd&& other) noexcept : fd_(other.release()) { }
    OwnedFd& operator=(OwnedFd&& other) noexcept
    {
        reset(other.release());
        return *this;
    }

    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }
    void reset(int fd = -1);

private:
    int fd_ = -1;
};

struct Child {
    pid_t pid = -1; ///< also its process group
    OwnedFd pidfd; ///< readable once the child has ended
    OwnedFd output; ///< non-blocking read ends
    OwnedFd errors;
};

/// Starts a program in a process group of its own, with default signal handling, an empty standard input and no other
/// descriptor. unavailable `process_start`.
Result<Child> spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
    const std::map<std::string, std::string>& environment, const std::filesystem::path& folder);

} // namespace furtka
