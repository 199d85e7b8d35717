// base/owned_fd.hpp — a file descriptor that is closed with its owner.
#pragma once

#include <utility>

namespace furtka {

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

    /// -1: none.
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    int release() { return std::exchange(fd_, -1); }
    /// Closes what it has. Leaves `errno` alone.
    void reset(int fd = -1);

private:
    int fd_ = -1;
};

} // namespace furtka
