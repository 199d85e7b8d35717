#include "domain/port_claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace furtka {
namespace {

ComposeModel publishing(std::vector<PortMapping> ports)
{
    ServiceModel web;
    web.name = "web";
    web.ports = std::move(ports);
    return {.project = "blog", .services = {web}, .networks = {}, .volumes = {}};
}

std::vector<std::string> claimed(const ComposeModel& model)
{
    std::vector<std::string> texts;
    const std::vector<Setting> form{
        {.name = "PORT", .type = SettingType::port}, {.name = "TITLE", .type = SettingType::text}};
    for (const auto& claim : port_claims("blog", model, form, {{"PORT", "8080"}, {"TITLE", "53"}}))
        texts.push_back(std::to_string(claim.port) + "/" + claim.protocol + " " + claim.setting);
    return texts;
}

TEST(PortClaims, AreWhatTheModelPublishesAndTheSettingThatMovesIt)
{
    EXPECT_THAT(
        claimed(publishing({{.published = "8080", .target = 80, .protocol = "tcp"},
            {.published = "53", .target = 53, .protocol = "udp"}, {.published = "", .target = 9, .protocol = "tcp"}})),
        testing::ElementsAre("8080/tcp PORT", "53/udp "));
}

TEST(PortClaims, CountARangePortByPortAndEachOnce)
{
    EXPECT_THAT(claimed(publishing({{.published = "9000-9002", .target = 80, .protocol = "tcp"},
                    {.host_ip = "::", .published = "9001", .target = 81, .protocol = "tcp"}})),
        testing::ElementsAre("9000/tcp ", "9001/tcp ", "9002/tcp "));
    EXPECT_EQ(claimed(publishing({{.published = "1-65535", .target = 1, .protocol = "tcp"}})).size(), 100U);
    EXPECT_THAT(
        claimed(publishing({{.published = "90000", .target = 1, .protocol = "tcp"},
            {.published = "80-", .target = 1, .protocol = "tcp"}, {.published = "0", .target = 1, .protocol = "tcp"}})),
        testing::IsEmpty());
}

TEST(PortsInstead, AreTheNextOnesWithinWhatTheSettingMayBe)
{
    EXPECT_EQ(ports_instead({.port = 8080}).front(), 8081);
    EXPECT_EQ(ports_instead({.port = 80}).front(), 8080);
    EXPECT_EQ(ports_instead({.port = 443}).front(), 8443);
    EXPECT_EQ(ports_instead({.port = 65535}).front(), 1024);
    EXPECT_EQ(ports_instead({.port = 8080}).size(), 50U);
    EXPECT_THAT(ports_instead({.port = 8080, .lowest = 8079, .highest = 8081}), testing::ElementsAre(8081, 8079));
}

TEST(PortTaken, IsASentence)
{
    const PortClaim claim{.app = "blog", .port = 80};
    EXPECT_EQ(to_text({.claim = claim, .process = "nginx", .pid = 7}), "port 80 is used by nginx (pid 7)");
    EXPECT_EQ(to_text({.claim = claim}), "port 80 is used by another program");
    EXPECT_EQ(to_text({.claim = claim, .container = "web-1"}), "port 80 is used by the container web-1");
    EXPECT_EQ(to_text({.claim = claim, .app = "wiki", .waits = true}), "port 80 is used by wiki, once it runs");
    EXPECT_EQ(to_text({.claim = claim, .app = "blog"}), "port 80 is wanted by the app twice");
}

} // namespace
} // namespace furtka
