// daemon/memory.hpp — keeps an idle daemon small.
#pragma once

#include <cstdint>

namespace furtka::daemon {

/// Called first in the process: one heap for all threads (the loop allocates nearly everything), large blocks given back at
/// once.
void tune_heap();

/// Gives freed memory back to the system.
void trim_heap();

/// Resident memory of this process in bytes. Source: /proc/self/statm.
std::uint64_t resident_bytes();

} // namespace furtka::daemon
