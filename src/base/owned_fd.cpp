#include "base/owned_fd.hpp"

#include <cerrno>
#include <unistd.h>

namespace furtka {

void OwnedFd::reset(int fd)
{
    if (fd_ >= 0) {
        const int before = errno;
        ::close(fd_);
        errno = before;
    }
    fd_ = fd;
}

} // namespace furtka
