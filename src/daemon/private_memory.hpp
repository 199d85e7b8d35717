// daemon/private_memory.hpp — what the daemon holds in memory stays there.
#pragma once

namespace furtka::daemon {

/// No core dump, of the daemon or of a program it starts, and no other process of its user may look into it: settings and
/// passwords of all apps pass through here.
void keep_memory_private();

} // namespace furtka::daemon
