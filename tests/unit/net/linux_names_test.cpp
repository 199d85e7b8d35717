#include "adapters/net/linux_names.hpp"
#include "async/timeout.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace furtka {
namespace {

TEST(NamesOfThisMachine, AreTheKernels)
{
    boost::asio::io_context io{1};
    LinuxNames names(io.get_executor());

    const auto found = names.now();

    EXPECT_FALSE(found.host.empty());
    EXPECT_TRUE(std::ranges::find(found.addresses, "127.0.0.1") != found.addresses.end());
    EXPECT_TRUE(std::ranges::is_sorted(found.addresses));
}

TEST(NamesOfThisMachine, AreWaitedForUntilSomebodyCancels)
{
    boost::asio::io_context io{1};
    LinuxNames names(io.get_executor());
    boost::asio::cancellation_signal stop;
    bool ended = false;
    boost::asio::co_spawn(
        io, names.changed(), boost::asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr) { ended = true; }));
    run(io, sleep_for(std::chrono::milliseconds(5)));
    EXPECT_FALSE(ended);

    stop.emit(boost::asio::cancellation_type::terminal);
    run(io, sleep_for(std::chrono::milliseconds(5)));

    EXPECT_TRUE(ended);
}

TEST(NamesOfThisMachine, AreNotThoseOfContainers)
{
    for (const auto* name : {"docker0", "br-0123456789ab", "veth12ab", "virbr0", "podman0"})
        EXPECT_TRUE(is_of_containers(name));
    for (const auto* name : {"lo", "eth0", "enp3s0", "wlan0", "br0", "tailscale0", "wg0"})
        EXPECT_FALSE(is_of_containers(name));
}

} // namespace
} // namespace furtka
