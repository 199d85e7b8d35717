#include "domain/subnets.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace furtka {
namespace {

Subnet net(std::string_view text) { return Subnet::parse(text).value(); }

std::string texts(const std::vector<Subnet>& subnets)
{
    std::string out;
    for (const auto& subnet : subnets) out += subnet.text() + ' ';
    return out;
}

TEST(Subnets, AreReadAndWrittenAsText)
{
    EXPECT_EQ(net("10.89.3.0/24"), (Subnet{.address = 0x0a590300, .prefix = 24}));
    for (const auto* text : {"0.0.0.0/0", "10.89.3.0/24", "255.255.255.255/32", "172.16.0.0/12"})
        EXPECT_EQ(net(text).text(), text);
}

TEST(Subnets, LoseTheBitsOfAHost) { EXPECT_EQ(net("10.89.3.7/24").text(), "10.89.3.0/24"); }

TEST(Subnets, OfAnyOtherFormAreNone)
{
    for (const auto* text : {"", "10.89.3.0", "10.89.3.0/", "10.89.3.0/33", "10.89.3/24", "10.89.3.256/24", "10.89.3.0.1/24",
             "10.89.03.0/24", " 10.89.3.0/24", "10.89.3.0/24 ", "10.89.3.-1/24", "10.89.3.0/+1", "fd00::/64",
             "99999999999.0.0.0/8", "a.b.c.d/8"}) {
        EXPECT_EQ(Subnet::parse(text), std::nullopt) << text;
    }
}

TEST(Subnets, OverlapWhenOneHoldsAnAddressOfTheOther)
{
    EXPECT_TRUE(net("10.0.0.0/8").overlaps(net("10.89.3.0/24")));
    EXPECT_TRUE(net("10.89.3.0/24").overlaps(net("10.0.0.0/8")));
    EXPECT_TRUE(net("0.0.0.0/0").overlaps(net("255.255.255.255/32")));
    EXPECT_FALSE(net("10.89.3.0/24").overlaps(net("10.89.4.0/24")));
    EXPECT_FALSE(net("255.255.255.254/32").overlaps(net("255.255.255.255/32")));
}

TEST(FreeSubnets, AreTheFirstThatOverlapNothing)
{
    EXPECT_EQ(texts(free_subnets(net("10.89.0.0/16"), 24, {}, 2)), "10.89.0.0/24 10.89.1.0/24 ");
    EXPECT_EQ(
        texts(free_subnets(net("10.89.0.0/16"), 24, {net("10.89.1.128/25"), net("10.89.0.0/24"), net("192.168.0.0/16")}, 2)),
        "10.89.2.0/24 10.89.3.0/24 ");
    EXPECT_EQ(
        texts(free_subnets(net("10.89.0.0/16"), 24, {net("10.89.0.0/22"), net("10.89.0.0/30"), net("10.89.5.0/24")}, 3)),
        "10.89.4.0/24 10.89.6.0/24 10.89.7.0/24 ");
}

TEST(FreeSubnets, AreFewerWhenThePoolIsUsedUp)
{
    EXPECT_EQ(
        texts(free_subnets(net("10.89.0.0/30"), 32, {net("10.89.0.1/32")}, 9)), "10.89.0.0/32 10.89.0.2/32 10.89.0.3/32 ");
    EXPECT_EQ(texts(free_subnets(net("255.255.255.0/24"), 25, {}, 9)), "255.255.255.0/25 255.255.255.128/25 ");
    EXPECT_EQ(texts(free_subnets(net("10.89.0.0/16"), 24, {net("0.0.0.0/0")}, 1)), "");
    EXPECT_EQ(texts(free_subnets(net("10.89.0.0/16"), 24, {}, 0)), "");
}

TEST(FreeSubnets, AreNoneWhenTheyCannotFit)
{
    EXPECT_TRUE(free_subnets(net("10.89.0.0/16"), 8, {}, 1).empty());
    EXPECT_TRUE(free_subnets(net("10.89.0.0/16"), 33, {}, 1).empty());
    EXPECT_TRUE(free_subnets(net("10.89.0.0/16"), -1, {}, 1).empty());
}

TEST(FreeSubnets, NeverOverlapWhatIsTakenNorEachOther)
{
    std::vector<Subnet> all;
    for (std::uint32_t i = 0; i < 200; ++i)
        all.push_back({.address = 0x0a590000 + i * 331 % 65536 / 4 * 4, .prefix = 28 + static_cast<int>(i % 5)});
    const auto taken_count = all.size();
    const auto found = free_subnets(net("10.89.0.0/16"), 26, all, 1000);
    all.insert(all.end(), found.begin(), found.end());
    ASSERT_GT(found.size(), 500U);
    for (std::size_t i = taken_count; i < all.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k)
            ASSERT_FALSE(all[i].overlaps(all[k])) << all[i].text() << " and " << all[k].text();
    }
}

TEST(FreeSubnets, AreFoundAtOnceInALargeAndCrowdedPool)
{
    std::vector<Subnet> taken;
    for (std::uint32_t i = 0; i < 60'000; ++i) taken.push_back({.address = 0x0a000000 + i * 256, .prefix = 24});

    const auto start = std::chrono::steady_clock::now();
    const auto found = free_subnets(net("10.0.0.0/8"), 30, taken, 1);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
    EXPECT_EQ(texts(found), "10.234.96.0/30 ");
}

TEST(ANetworkOverride, GivesEachNetworkItsSubnet)
{
    EXPECT_EQ(network_override({{"default", net("10.89.3.0/24")}, {"back", net("10.89.4.0/24")}}), R"(networks:
  "default":
    ipam:
      config:
        - subnet: "10.89.3.0/24"
  "back":
    ipam:
      config:
        - subnet: "10.89.4.0/24"
)");
}

TEST(ANetworkOverride, StaysYamlWhateverTheKeys)
{
    EXPECT_EQ(network_override({}), "networks: {}\n");
    EXPECT_TRUE(network_override({{"a\"b\\c\n: d", net("10.0.0.0/8")}}).starts_with(R"(networks:
  "a\"b\\c\x0a: d":
)"));
    EXPECT_TRUE(network_override({{"null", net("10.0.0.0/8")}}).starts_with("networks:\n  \"null\":\n"));
}

} // namespace
} // namespace furtka
