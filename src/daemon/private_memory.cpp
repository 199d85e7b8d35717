#include "daemon/private_memory.hpp"

#include "base/log.hpp"

#include <cerrno>
#include <cstring>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace furtka::daemon {

void keep_memory_private()
{
    // The limit is inherited by programs; being dumpable is not: exec sets it anew.
    constexpr rlimit none{.rlim_cur = 0, .rlim_max = 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) {
        log::warning("core dumps are not turned off", {{"reason", std::strerror(errno)}});
    }
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        log::warning("memory is not kept private", {{"reason", std::strerror(errno)}});
    }
}

} // namespace furtka::daemon
