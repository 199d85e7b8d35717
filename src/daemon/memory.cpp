#include "daemon/memory.hpp"

#include <fstream>
#include <malloc.h>
#include <unistd.h>

namespace furtka::daemon {

void tune_heap()
{
    mallopt(M_ARENA_MAX, 1);
    // Set by hand, the threshold stays: glibc otherwise raises it with the first large block freed, and then keeps such
    // blocks.
    mallopt(M_MMAP_THRESHOLD, 64 * 1024);
    mallopt(M_TRIM_THRESHOLD, 128 * 1024);
}

void trim_heap() { malloc_trim(0); }

std::uint64_t resident_bytes()
{
    std::ifstream statm("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace furtka::daemon
