#include "adapters/disk/linux_host.hpp"
#include "adapters/disk/proc_net.hpp"
#include "support/run.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace furtka {
namespace {

using Inodes = std::vector<std::uint64_t>;

constexpr auto tcp_table =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n"
    "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1\n"
    "   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0\n";
constexpr auto udp6_table = "  sl  local_address                         remote_address                        st tx_queue "
                            "rx_queue tr tm->when retrnsmt\n"
                            " 100: 00000000000000000000000000000000:0035 00000000000000000000000000000000:0000 07 "
                            "00000000:00000000 00:00000000 00000000 "
                            "101        0 815 2 0000 0\n";

TEST(ProcNet, FindsListeningSocketsOfAPort)
{
    EXPECT_EQ(sockets_on_port(tcp_table, "tcp", 8080), Inodes{4711});
    EXPECT_EQ(sockets_on_port(tcp_table, "tcp", 22), Inodes{4713});
    EXPECT_EQ(sockets_on_port(tcp_table, "tcp", 80), Inodes{});
    EXPECT_EQ(sockets_on_port(udp6_table, "udp", 53), Inodes{815});
    EXPECT_EQ(sockets_on_port("", "tcp", 80), Inodes{});
    EXPECT_EQ(sockets_on_port("header\ngarbage\n a b c d\n", "tcp", 80), Inodes{});
}

TEST(ProcNet, FindsRoutedNetworksWithoutTheDefaultRoute)
{
    const auto subnets =
        routed_subnets("Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
                       "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
                       "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
                       "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
                       "broken\tline\n");

    std::string text;
    for (const auto& subnet : subnets) text += subnet.text() + " ";
    EXPECT_EQ(text, "192.168.2.0/24 172.17.0.0/16 ");
}

class OnLinux : public ::testing::Test {
protected:
    template <class T>
    T run(Task<T> task)
    {
        return furtka::run(io, std::move(task));
    }
    boost::asio::io_context io{1};
    WorkerPool workers{1};
    LinuxHost host{workers};
};

TEST_F(OnLinux, TellsWhoListensOnAPort)
{
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    const std::uint16_t port = ntohs(address.sin_port);

    const auto holder = run(host.port_holder(port, "tcp"));
    const auto other = run(host.port_holder(port, "udp"));
    close(listener);
    const auto after = run(host.port_holder(port, "tcp"));

    ASSERT_TRUE(holder && *holder);
    EXPECT_EQ((*holder)->port, port);
    EXPECT_EQ((*holder)->pid, getpid());
    EXPECT_EQ((*holder)->process, "disk_tests");
    EXPECT_EQ(*other, std::nullopt);
    EXPECT_EQ(*after, std::nullopt);
}

TEST_F(OnLinux, ResolvesPaths)
{
    const test::Scratch scratch;
    scratch.write("folder/file", "");
    std::filesystem::create_directory_symlink("folder", scratch / "link");
    const auto resolved = std::filesystem::canonical(scratch / "folder").string();

    const auto link = host.path_facts((scratch / "link/../link").string());
    const auto file = host.path_facts((scratch / "folder/file").string());

    EXPECT_TRUE(link.exists && link.directory);
    EXPECT_EQ(link.resolved, resolved);
    EXPECT_TRUE(file.exists && !file.directory);
    EXPECT_FALSE(host.path_facts("/nowhere/at/all").exists);
    EXPECT_FALSE(host.path_facts(std::string(5'000, 'x')).exists);
}

TEST_F(OnLinux, TellsFreeSpaceTimeAndChance)
{
    EXPECT_GT(host.free_bytes("/").value(), 0U);
    EXPECT_EQ(host.free_bytes("/nowhere").error().key, "disk_unreadable");
    EXPECT_EQ(host.random_bytes(32).size(), 32U);
    EXPECT_NE(host.random_bytes(32), host.random_bytes(32));
    EXPECT_GT(host.now(), std::chrono::sys_days{std::chrono::year{2024} / 1 / 1});
}

} // namespace
} // namespace furtka
