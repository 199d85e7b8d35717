#include "domain/port_claims.hpp"

#include <fmt/format.h>
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

TEST(PortClaims, CountARangePortByPortAndWhatIsWantedTwiceTwice)
{
    EXPECT_THAT(claimed(publishing({{.published = "9000-9002", .target = 80, .protocol = "tcp"},
                    {.host_ip = "::", .published = "9001", .target = 81, .protocol = "tcp"}})),
        testing::ElementsAre("9000/tcp ", "9001/tcp ", "9002/tcp ", "9001/tcp "));
    EXPECT_EQ(claimed(publishing({{.published = "1-65535", .target = 1, .protocol = "tcp"}})).size(), 100U);
    EXPECT_THAT(
        claimed(publishing({{.published = "90000", .target = 1, .protocol = "tcp"},
            {.published = "80-", .target = 1, .protocol = "tcp"}, {.published = "0", .target = 1, .protocol = "tcp"}})),
        testing::IsEmpty());
}

std::vector<std::string> places(const ComposeModel& model)
{
    std::vector<std::string> texts;
    const std::vector<Setting> form{{.name = "PORT", .type = SettingType::port}};
    for (const auto& claim : port_claims("blog", model, form, {{"PORT", "8080"}}))
        texts.push_back(fmt::format("{} {} {}/{}", claim.port, claim.place, claim.offset, claim.count));
    return texts;
}

TEST(PortClaims, SayWhatAChoiceOfAnotherPortWouldBeCalled)
{
    EXPECT_THAT(places(publishing({{.published = "53", .target = 5353, .protocol = "tcp"},
                    {.published = "53", .target = 5353, .protocol = "udp"}})),
        testing::ElementsAre("53 web:5353 0/1", "53 web:5353 0/1"));
    EXPECT_THAT(places(publishing({{.published = "8000-8001", .target = 80, .protocol = "tcp"}})),
        testing::ElementsAre("8000 web:80 0/2", "8001 web:80 1/2"));
    EXPECT_THAT(places(publishing({{.published = "1-65535", .target = 80, .protocol = "tcp"}})).front(), "1  0/1");
}

TEST(PortClaims, TellPortsApartThatAreOneInTheContainer)
{
    EXPECT_THAT(places(publishing({{.published = "8080", .target = 80, .protocol = "tcp"},
                    {.published = "8443", .target = 80, .protocol = "tcp"}})),
        testing::ElementsAre("8080  0/1", "8443 web:8443:80 0/1"));
}

TEST(PortClaims, OfARangeMoveTogether)
{
    const auto port = [](int published, int target) {
        return PortMapping{
            .published = std::to_string(published), .target = static_cast<std::uint16_t>(target), .protocol = "tcp"};
    };
    EXPECT_THAT(places(publishing({port(9000, 30), port(9001, 31), port(9002, 32), port(9003, 35)})),
        testing::ElementsAre("9000 web:30-32 0/3", "9001 web:30-32 1/3", "9002 web:30-32 2/3", "9003 web:35 0/1"));
    EXPECT_THAT(places(publishing({port(80, 80), port(81, 81)})), testing::ElementsAre("80 web:80 0/1", "81 web:81 0/1"));
    auto moved = publishing({port(9500, 30), port(9501, 31), port(9502, 32)});
    for (auto& each : moved.services.front().ports) each.written = std::to_string(each.target + 8970);
    EXPECT_THAT(places(moved), testing::ElementsAre("9500 web:30-32 0/3", "9501 web:30-32 1/3", "9502 web:30-32 2/3"));
}

TEST(PortPlaces, AreTheOnesThatNoSettingMoves)
{
    auto model = publishing({{.published = "8080", .target = 80, .protocol = "tcp"},
        {.published = "5353", .target = 53, .protocol = "udp", .written = "53"},
        {.published = "5353", .target = 53, .protocol = "tcp", .written = "53"},
        {.published = "", .target = 9, .protocol = "tcp"}});
    for (std::uint16_t port = 9000; port < 9004; ++port)
        model.services.front().ports.push_back({.published = std::to_string(port), .target = port, .protocol = "tcp"});
    EXPECT_EQ(port_places(model, {{.name = "PORT", .type = SettingType::port}}, {{"PORT", "8080"}}),
        (std::vector<PortPlace>{{.place = "web:53", .now = "5353", .written = "53"},
            {.place = "web:9000-9003", .now = "9000-9003", .written = "9000-9003"}}));
}

TEST(PortsInstead, AreFreeForAWholeRange)
{
    EXPECT_EQ(ports_instead({.port = 9001, .offset = 1, .count = 3}).front(), 9003);
    EXPECT_EQ(ports_instead({.port = 65534, .offset = 1, .count = 3}).front(), 1024);
    EXPECT_EQ((PortTaken{.claim = {.port = 9001, .offset = 1, .count = 3}, .free = 9501}.take()), "9500-9502");
    EXPECT_EQ((PortTaken{.claim = {.port = 9001}, .free = 9501}.take()), "9501");
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
