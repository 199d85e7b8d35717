// daemon/memory.hpp — keeps an idle daemon small.
#pragma once

#include <cstdint>

namespace furtka::daemon {

/// Called first in the process: one heap for all threads (the loop allocates nearly everything), large blocks given back at
/// once.
void tune_heap();

/// After something large, such as the start: gives freed memory back to the system, and unmaps the pages of code, most of
/// which ran once. Those that are used again are mapped again from the page cache, about a microsecond each.
void trim_memory();

/// Resident memory of this process in bytes. Source: /proc/self/statm.
std::uint64_t resident_bytes();

} // namespace furtka::daemon
