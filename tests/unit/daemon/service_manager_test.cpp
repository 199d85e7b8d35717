#include "daemon/service_manager.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace furtka::daemon {
namespace {

/// A service manager: a datagram socket under a name.
class Manager {
public:
    explicit Manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0))
    {
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), length), 0);
        ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    }
    ~Manager()
    {
        ::close(socket_);
        ::unsetenv("NOTIFY_SOCKET");
    }
    std::string heard() const
    {
        std::array<char, 200> text{};
        const auto size = ::recv(socket_, text.data(), text.size(), 0);
        return size < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(size));
    }

private:
    int socket_;
};

TEST(TheServiceManager, HearsOnAPathAndOnAnAbstractName)
{
    const auto number = std::to_string(::getpid());
    const std::string path = "/tmp/furtka-notify-" + number;
    {
        const Manager manager(path);
        notify_service_manager("READY=1\nSTATUS=3 apps");
        EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=3 apps");
    }
    ::unlink(path.c_str());
    const Manager manager("@furtka-notify-" + number);
    notify_service_manager("STOPPING=1");
    EXPECT_EQ(manager.heard(), "STOPPING=1");
}

TEST(TheServiceManager, NeedNotBeThere)
{
    ::setenv("NOTIFY_SOCKET", "/does/not/exist", 1);
    notify_service_manager("READY=1");
    ::unsetenv("NOTIFY_SOCKET");
    notify_service_manager("READY=1");
}

TEST(TheWatchdog, IsFedAtHalfItsTime)
{
    ::unsetenv("WATCHDOG_USEC");
    ::unsetenv("WATCHDOG_PID");
    EXPECT_EQ(watchdog_interval(), std::nullopt);
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(watchdog_interval(), std::chrono::seconds(15));
    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(watchdog_interval(), std::nullopt) << "meant for another process";
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(watchdog_interval(), std::chrono::seconds(15));
    ::setenv("WATCHDOG_USEC", "soon", 1);
    EXPECT_EQ(watchdog_interval(), std::nullopt);
    ::unsetenv("WATCHDOG_USEC");
    ::unsetenv("WATCHDOG_PID");
}

} // namespace
} // namespace furtka::daemon
