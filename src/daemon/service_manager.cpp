#include "daemon/service_manager.hpp"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace furtka::daemon {

void notify_service_manager(std::string_view state)
{
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    if (path == nullptr || (path[0] != '/' && path[0] != '@') || std::strlen(path) >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, path, std::strlen(path));
    if (path[0] == '@') address.sun_path[0] = '\0'; // Linux's abstract names
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
    ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), length);
    ::close(socket);
}

std::optional<std::chrono::microseconds> watchdog_interval()
{
    const char* text = std::getenv("WATCHDOG_USEC");
    if (text == nullptr) return std::nullopt;
    const char* wanted_pid = std::getenv("WATCHDOG_PID");
    if (wanted_pid != nullptr && std::to_string(::getpid()) != wanted_pid) return std::nullopt;
    std::int64_t microseconds = 0;
    const auto [end, problem] = std::from_chars(text, text + std::strlen(text), microseconds);
    if (problem != std::errc{} || *end != '\0' || microseconds <= 1) return std::nullopt;
    return std::chrono::microseconds(microseconds / 2);
}

} // namespace furtka::daemon
