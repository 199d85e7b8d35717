#include "daemon/memory.hpp"

#include <fstream>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
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

namespace {

/// Code is never written to, so that nothing is lost. Pages with relocations are in other segments.
int unmap_code(dl_phdr_info* object, std::size_t, void*)
{
    static const auto page = static_cast<ElfW(Addr)>(sysconf(_SC_PAGESIZE));
    for (std::size_t i = 0; i < object->dlpi_phnum; ++i) {
        const auto& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || (segment.p_flags & (PF_X | PF_W)) != PF_X) continue;
        const auto begin = (object->dlpi_addr + segment.p_vaddr) / page * page;
        const auto end = object->dlpi_addr + segment.p_vaddr + segment.p_memsz;
        madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED); // NOLINT(performance-no-int-to-ptr)
    }
    return 0;
}

} // namespace

void trim_memory()
{
    malloc_trim(0);
    dl_iterate_phdr(unmap_code, nullptr);
}

std::uint64_t resident_bytes()
{
    std::ifstream statm("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace furtka::daemon
