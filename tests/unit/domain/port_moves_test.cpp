#include "domain/port_moves.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace furtka {
namespace {

PortMapping port(std::string published, std::uint16_t target, std::string protocol = "tcp")
{
    return {.published = std::move(published), .target = target, .protocol = std::move(protocol)};
}

ComposeModel publishing(std::vector<PortMapping> ports)
{
    ServiceModel web;
    web.name = "web";
    web.ports = std::move(ports);
    ServiceModel other;
    other.name = "other";
    other.ports = {port("7000", 80)};
    return {.project = "blog", .services = {other, web}, .networks = {}, .volumes = {}};
}

EnvFile env_of(std::string choices) { return *EnvFile::parse("FURTKA_PORTS='" + choices + "'\n"); }

/// What `web` publishes.
std::vector<std::string> published(const ComposeModel& model, const std::string& choices)
{
    std::vector<std::string> texts;
    const auto moved = with_moves(model, port_moves_in(env_of(choices)));
    for (const auto& mapping : moved.service("web")->ports) texts.push_back(mapping.published);
    return texts;
}

TEST(PortMoves, MoveAPortOfTheServiceThatTheyName)
{
    auto model = publishing({port("8080", 80), port("", 81), port("8443", 443)});

    const auto moved = with_moves(model, port_moves_in(env_of("web:80=8081")));

    model.services.back().ports.front().published = "8081";
    model.services.back().ports.front().written = "8080";
    EXPECT_EQ(moved, model);
    EXPECT_TRUE(has_moved_ports(moved));
    EXPECT_FALSE(has_moved_ports(with_moves(publishing({port("8080", 80)}), port_moves_in(env_of("gone:80=1 web:9=2")))));
    EXPECT_FALSE(has_moved_ports(with_moves(publishing({port("8080", 80)}), port_moves_in(env_of("web:80=8080")))));
}

TEST(PortMoves, MoveBothProtocolsOfAPort)
{
    EXPECT_THAT(
        published(publishing({port("53", 53), port("53", 53, "udp")}), "web:53=5353"), testing::ElementsAre("5353", "5353"));
}

TEST(PortMoves, TellPortsApartByWhatIsPublished)
{
    const auto model = publishing({port("8080", 80), port("8090", 80)});
    EXPECT_THAT(published(model, "web:8090:80=9000"), testing::ElementsAre("8080", "9000"));
    EXPECT_THAT(published(model, "web:80=9000"), testing::ElementsAre("9000", "8090"));
}

TEST(PortMoves, MoveRangesAsAWholeAndWhatWasChosenForOnePortByItself)
{
    const auto model = publishing({port("9000", 30), port("9001", 31), port("9002", 32)});
    EXPECT_THAT(published(model, "web:30-32=9500-9502"), testing::ElementsAre("9500", "9501", "9502"));
    EXPECT_THAT(published(model, "web:30-32=9500-9502 web:31=7"), testing::ElementsAre("9500", "7", "9502"));
    EXPECT_THAT(published(publishing({port("8000-8010", 80)}), "web:80=9000-9010"), testing::ElementsAre("9000-9010"));
}

TEST(PortMoves, StayWhenTheFilesSayAnotherPort)
{
    EXPECT_THAT(published(publishing({port("9090", 80)}), "web:80=8081"), testing::ElementsAre("8081"));
}

TEST(PortChoices, AreKeptInTheEnvFile)
{
    const auto env = *EnvFile::parse("TITLE=x\n");
    const auto chosen = with_port_choices(env, {{"web:80", "8081"}, {"dns:53", "5353"}, {"web:30-32", "9500"}});
    EXPECT_EQ(chosen.values().at("TITLE"), "x");
    EXPECT_EQ(chosen.values().at("FURTKA_PORTS"), "dns:53=5353 web:30-32=9500-9502 web:80=8081");

    const auto again = with_port_choices(chosen, {{"web:80", "8082"}, {"dns:53", ""}});
    EXPECT_EQ(again.values().at("FURTKA_PORTS"), "web:30-32=9500-9502 web:80=8082");
    EXPECT_EQ(with_port_choices(again, {}), again);
    EXPECT_EQ(with_port_choices(env, {{"web:80", ""}}), env);
    EXPECT_TRUE(port_moves_in(with_port_choices(again, {{"web:80", ""}, {"web:30-32", ""}})).empty());
}

TEST(PortChoices, ForARangeReplaceThoseForItsPorts)
{
    const auto env = with_port_choices(env_of("web:31=7 web:33=8 other:31=9"), {{"web:30-32", "9500"}});
    EXPECT_EQ(env.values().at("FURTKA_PORTS"), "web:33=8 other:31=9 web:30-32=9500-9502");
}

TEST(PortChoices, ThatCannotBeReadMoveNothing)
{
    EXPECT_TRUE(
        port_moves_in(env_of("web web:80 =1 :80=1 web:0=1 web:80=0 web:80=70000 web:80-81=1-5 we\"b:80=1  ")).empty());
    EXPECT_TRUE(port_moves_in(EnvFile()).empty());
}

TEST(PortChoices, AreChecked)
{
    const auto message = [](const PortChoices& choices) {
        const auto checked = check_port_choices(choices);
        return checked ? std::string("good") : checked.error().key + ": " + checked.error().message;
    };
    EXPECT_EQ(message({{"web:80", "8081"}, {"my_web.1-x:8080:80", "1"}, {"web:80-90", "8081-8091"}, {"web:9", ""}}), "good");
    EXPECT_EQ(message({{"80", "8081"}}), "port_choice: 80 is no port of a service");
    EXPECT_EQ(message({{"web:80/udp", "8081"}}), "port_choice: web:80/udp is no port of a service");
    EXPECT_EQ(message({{"web:80", "many"}}), "port_choice: web:80 cannot be many: that is no port");
    EXPECT_EQ(message({{"web:80-90", "5-6"}}), "port_choice: web:80-90 cannot be 5-6: it has 11 ports");
    EXPECT_EQ(message({{"web:80-90", "65530"}}), "port_choice: web:80-90 cannot be 65530: it has 11 ports");
    PortChoices many;
    for (int i = 1; i <= 101; ++i) many.emplace("web:" + std::to_string(i), "1");
    EXPECT_EQ(message(many), "port_choice: ports for more than 100 places were given");
}

TEST(PortChoices, MustBeForAPortOfTheApp)
{
    const auto model = publishing({port("8080", 80)});
    EXPECT_TRUE(check_places("blog", model, {{"web:80", "1"}, {"web:8080:80", "1"}, {"gone:1", ""}}));
    EXPECT_TRUE(check_places("blog", with_moves(model, port_moves_in(env_of("web:80=1"))), {{"web:8080:80", "1"}}));
    EXPECT_EQ(check_places("blog", model, {{"web:81", "1"}}).error().message, "blog publishes no port at web:81");
    EXPECT_EQ(check_places("blog", model, {{"db:80", "1"}}).error().key, "port_place_unknown");
}

TEST(PortsOverride, SaysAllPortsOfAServiceOfWhichOneWasMoved)
{
    auto full = port("8443", 443);
    full.host_ip = "::1";
    full.name = "ui";
    full.mode = "host";
    full.app_protocol = "http";
    const auto model =
        with_moves(publishing({port("53", 53, "udp"), full, port("", 9)}), port_moves_in(env_of("web:53=5353")));

    EXPECT_EQ(ports_override(model),
        R"(# Written by Furtka: ports that were moved (FURTKA_PORTS in .env). Changes here are lost.
services:
  web:
    ports: !override
    - mode: "ingress"
      target: 53
      published: "5353"
      protocol: "udp"
    - name: "ui"
      mode: "host"
      host_ip: "::1"
      target: 443
      published: "8443"
      protocol: "tcp"
      app_protocol: "http"
    - mode: "ingress"
      target: 9
      protocol: "tcp"
)");
}

TEST(MovedPort, IsWhereTheAddressOfThePageLeads)
{
    const auto model = with_moves(publishing({port("8080", 80)}), port_moves_in(env_of("web:80=8081")));
    EXPECT_EQ(with_moved_port("http://{host}:8080/ui", model), "http://{host}:8081/ui");
    EXPECT_EQ(with_moved_port("http://{host}:80801", model), "http://{host}:80801");
    EXPECT_EQ(with_moved_port("http://{host}:7000", model), "http://{host}:7000");
    EXPECT_EQ(with_moved_port("", model), "");
    // Another service has the port that one of them wanted too.
    const auto twice = with_moves(publishing({port("7000", 80)}), port_moves_in(env_of("web:80=7001")));
    EXPECT_EQ(with_moved_port("http://{host}:7000", twice), "http://{host}:7000");
}

} // namespace
} // namespace furtka
