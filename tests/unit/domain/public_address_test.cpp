#include "domain/public_address.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <arpa/inet.h>
#include <string>

namespace furtka {
namespace {

bool is_public(const std::string& text)
{
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return is_public_v4(ntohl(v4.s_addr));
    in6_addr v6{};
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &v6), 1) << text;
    std::array<std::uint8_t, 16> bytes{};
    std::ranges::copy(v6.s6_addr, bytes.begin());
    return is_public_v6(bytes);
}

TEST(PublicAddress, OneThatEverybodyMayReach)
{
    for (const auto* address :
        {"8.8.8.8", "1.1.1.1", "140.82.121.4", "172.15.255.255", "172.32.0.0", "192.167.255.255", "100.63.255.255",
            "100.128.0.0", "223.255.255.255", "2606:50c0:8000::154", "2a00:1450:4001::200e", "2001:470::1"})
        EXPECT_TRUE(is_public(address)) << address;
}

TEST(PublicAddress, NotOneOfThisMachineOrItsNetworks)
{
    for (const auto* address : {"127.0.0.1", "127.255.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255",
             "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "198.18.0.1", "198.19.255.255",
             "::1", "::", "fe80::1", "fd00::1", "fc00::1"})
        EXPECT_FALSE(is_public(address)) << address;
}

TEST(PublicAddress, NotOneThatCarriesAnotherOrIsNobodys)
{
    for (const auto* address : {"224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "203.0.113.9", "198.51.100.1",
             "192.88.99.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1",
             "2001:db8::1", "3fff::1", "ff02::1"})
        EXPECT_FALSE(is_public(address)) << address;
}

} // namespace
} // namespace furtka
