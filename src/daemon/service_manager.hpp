// daemon/service_manager.hpp — tells systemd how the daemon is (sd_notify(3)); without systemd it tells nobody.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace furtka::daemon {

/// `READY=1`, `STOPPING=1`, `STATUS=…`, `WATCHDOG=1`; several separated by line breaks. Sent to the socket NOTIFY_SOCKET
/// names.
void notify_service_manager(std::string_view state);

/// Half of WATCHDOG_USEC when the service manager wants signs of life from this process.
std::optional<std::chrono::microseconds> watchdog_interval();

} // namespace furtka::daemon
