#include "support/installing.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace furtka::test {
namespace {

class InstallPorts : public Installing {
protected:
    InstallPorts()
    {
        auto folder = blog();
        folder.manifest.settings.push_back(setting("PORT", SettingType::port, "8080"));
        auto web = service("web", "nginx:1");
        web.ports = {{.published = "8080", .target = 80, .protocol = "tcp"}};
        world.offers(folder, {web});
        // As with `${PORT}` in the compose file.
        world.compose.on_preview = [](ComposeModel model, const std::string& env) {
            const auto values = EnvFile::parse(env)->values();
            for (auto& each : model.services) {
                for (auto& port : each.ports) {
                    if (values.contains("PORT")) port.published = values.at("PORT");
                }
            }
            return model;
        };
    }
    std::vector<PortTaken> taken(InstallRequest request)
    {
        InstallPlanner planner(world.world(), world.policies, *world.picture);
        return world.run(planner.plan(std::move(request)))->ports_taken;
    }
};

TEST_F(InstallPorts, OffersOneThatIsFree)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(8081, "tcp", "other", 13);

    const auto found = taken({.name = "blog"});

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().claim.setting, "PORT");
    EXPECT_EQ(found.front().free, 8082);
    EXPECT_EQ(check({.name = "blog"}).error().details,
        (std::vector<std::pair<std::string, std::string>>{
            {"port", "8080"}, {"protocol", "tcp"}, {"holder", "nginx (pid 12)"}, {"free", "8082"}, {"setting", "PORT"}}));
}

TEST_F(InstallPorts, OffersNoneThatAStoppedAppWouldHave)
{
    auto other = broker();
    auto sleeper = service("broker", "mosquitto:2");
    sleeper.ports = {{.published = "8081", .target = 1, .protocol = "tcp"}};
    world.placed(other, {sleeper});
    world.run(world.picture->refresh("broker"));
    world.host.has_listener(8080, "tcp", "nginx", 12);

    EXPECT_EQ(taken({.name = "blog"}).front().free, 8082);
}

TEST_F(InstallPorts, IsToldOfAStoppedAppAndMayGoOn)
{
    auto other = broker();
    other.intent = Intent::stop;
    auto sleeper = service("broker", "mosquitto:2");
    sleeper.ports = {{.published = "8080", .target = 1, .protocol = "tcp"}};
    world.placed(other, {sleeper});
    world.run(world.folders.write_intent(app_name("broker"), Intent::stop));
    world.run(world.picture->refresh("broker"));

    const auto found = taken({.name = "blog"});

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(to_text(found.front()), "port 8080 is used by broker, once it runs");
    EXPECT_TRUE(found.front().waits);
    EXPECT_TRUE(check({.name = "blog"}));
}

TEST_F(InstallPorts, TakesTheFreePortWhenThatIsAskedAndRemembersIt)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);

    const auto job = install({.name = "blog", .free_ports = true});

    EXPECT_FALSE(job.error);
    EXPECT_EQ(world.run(world.folders.read_env(app_name("blog")))->value().values().at("PORT"), "8081");
    EXPECT_THAT(job.log, testing::Contains("blog: PORT is 8081, for 8080 is taken"));
}

/// An app whose ports stand in its compose file.
class LiteralPorts : public InstallPorts {
protected:
    LiteralPorts()
    {
        world.compose.on_preview = nullptr;
        auto web = service("web", "nginx:1");
        web.ports = {{.host_ip = "127.0.0.1", .published = "8080", .target = 80, .protocol = "tcp"},
            {.published = "53", .target = 53, .protocol = "udp"}, {.published = "53", .target = 53, .protocol = "tcp"}};
        for (std::uint16_t port = 9000; port <= 9003; ++port)
            web.ports.push_back({.published = std::to_string(port), .target = port, .protocol = "tcp"});
        auto db = service("db", "postgres:16");
        db.ports = {{.published = "5432", .target = 5432, .protocol = "tcp"}};
        auto folder = sample_app("blog");
        world.offers(folder, {db, web});
    }
    static std::vector<std::string> words(const std::vector<PortTaken>& list)
    {
        std::vector<std::string> texts;
        for (const auto& each : list)
            texts.push_back(fmt::format("{}: {}={}", to_text(each), each.claim.place, each.take()));
        return texts;
    }
};

TEST_F(LiteralPorts, AreOfferedOthersAllAtOnce)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(53, "udp", "dnsmasq", 7);
    world.host.has_listener(8053, "tcp", "other", 8);
    world.host.has_listener(9002, "tcp", "ftp", 9);
    world.host.has_listener(9005, "tcp", "ftp", 9);
    world.host.has_listener(5432, "tcp", "postgres", 10);

    EXPECT_THAT(words(taken({.name = "blog"})),
        testing::ElementsAre("port 5432 is used by postgres (pid 10): db:5432=5433",
            "port 8080 is used by nginx (pid 12): web:80=8081", "port 53 is used by dnsmasq (pid 7): web:53=8054",
            "port 9002 is used by ftp (pid 9): web:9000-9003=9006-9009"));
    const auto refused = check({.name = "blog"}).error();
    EXPECT_EQ(refused.message,
        "blog cannot be installed: port 5432 is used by postgres (pid 10); port 8080 is used by nginx (pid 12); port 53 is "
        "used by dnsmasq (pid 7); port 9002 is used by ftp (pid 9)");
    EXPECT_EQ(refused.hint,
        "give db:5432 the port 5433 and web:80 the port 8081 and web:53 the port 8054 and web:9000-9003 the ports "
        "9006-9009, "
        "which are free, or stop what uses the others");
    EXPECT_EQ(refused.details.back(), (std::pair<std::string, std::string>{"take", "5433"}));
}

TEST_F(LiteralPorts, AreTakenWhenThatIsAskedAndRemembered)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(9002, "tcp", "ftp", 9);

    const auto job = install({.name = "blog", .free_ports = true});

    EXPECT_FALSE(job.error);
    EXPECT_EQ(world.run(world.folders.read_env(app_name("blog")))->value().values().at("FURTKA_PORTS"),
        "web:80=8081 web:9000-9003=9004-9007");
    EXPECT_THAT(job.log, testing::Contains("blog: web:80 is 8081, for 8080 is taken"));
}

TEST_F(LiteralPorts, AreWhatTheirOwnerChose)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(8090, "tcp", "other", 13);

    EXPECT_TRUE(check({.name = "blog", .ports = {{"web:80", "8081"}}}));
    EXPECT_EQ(check({.name = "blog", .ports = {{"web:80", "8090"}}}).error().message,
        "blog cannot be installed: port 8090 is used by other (pid 13)");
    EXPECT_EQ(check({.name = "blog", .ports = {{"web:81", "8090"}}}).error().key, "port_place_unknown");
    EXPECT_EQ(check({.name = "blog", .ports = {{"web:80", "http"}}}).error().key, "port_choice");
    const auto job = install({.name = "blog", .ports = {{"web:80", "8081"}}});
    EXPECT_EQ(world.run(world.folders.read_env(app_name("blog")))->value().values().at("FURTKA_PORTS"), "web:80=8081");
    EXPECT_TRUE(check({.name = "blog"})) << "an installation over it keeps the choice";
}

TEST_F(LiteralPorts, MayBeThoseOfTwoAddressesAndNotOfTwoServices)
{
    auto one = service("one", "nginx:1");
    one.ports = {{.host_ip = "10.0.0.1", .published = "8080", .target = 80, .protocol = "tcp"}};
    auto two = service("two", "nginx:1");
    two.ports = {{.host_ip = "10.0.0.2", .published = "8080", .target = 80, .protocol = "tcp"}};
    world.offers(sample_app("blog"), {one, two});
    EXPECT_TRUE(taken({.name = "blog"}).empty());

    two.ports.front().host_ip = "";
    world.offers(sample_app("blog"), {one, two});
    EXPECT_THAT(words(taken({.name = "blog"})), testing::ElementsAre("port 8080 is wanted by the app twice: two:80=8081"));
}

TEST_F(InstallPorts, TellsAppsOfOneInstallationApartThatWantTheSame)
{
    auto wanting = [](std::string name) {
        auto web = service(std::move(name), "nginx:1");
        web.ports = {{.published = "8080", .target = 80, .protocol = "tcp"}};
        return web;
    };
    auto first = broker();
    first.manifest.settings = {setting("PORT", SettingType::port, "8080")};
    auto second = bridge();
    second.manifest.settings.push_back(setting("PORT", SettingType::port, "8080"));
    world.offers(first, {wanting("broker")});
    world.offers(second, {wanting("bridge")});

    const auto between = taken({.name = "bridge"});
    ASSERT_EQ(between.size(), 1U);
    EXPECT_EQ(between.front().claim.app, "bridge");
    EXPECT_EQ(to_text(between.front()), "port 8080 is used by broker");
    EXPECT_EQ(between.front().free, 8081);

    world.host.has_listener(8080, "tcp", "nginx", 12);
    const auto outside = taken({.name = "bridge"});
    ASSERT_EQ(outside.size(), 2U);
    EXPECT_EQ(to_text(outside.front()), "port 8080 is used by nginx (pid 12)");
    EXPECT_EQ(to_text(outside.back()), "port 8080 is used by nginx (pid 12)");
    EXPECT_NE(outside.front().free, outside.back().free);
}

TEST_F(InstallPorts, NamesAContainerThatIsNoApp)
{
    Container foreign{.id = ContainerId{"f00"}, .name = "old-web", .state = RunState::running};
    foreign.ports = {{.host_port = 8080, .container_port = 80, .protocol = "tcp"}};
    world.engine.containers.push_back(foreign);

    EXPECT_EQ(
        check({.name = "blog"}).error().message, "blog cannot be installed: port 8080 is used by the container old-web");
}

TEST_F(InstallPorts, NamesTheProgramThatHoldsAPort)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);

    const auto checked = check({.name = "blog"});

    EXPECT_EQ(checked.error().key, "port_in_use");
    EXPECT_EQ(checked.error().message, "blog cannot be installed: port 8080 is used by nginx (pid 12)");
}

TEST_F(InstallPorts, NamesTheAppThatHoldsAPort)
{
    world.installed(broker(), {service("broker", "mosquitto:2")});
    world.engine.containers.front().ports = {{.host_port = 8080, .container_port = 1, .protocol = "tcp"}};
    world.run(world.picture->refresh("broker"));

    EXPECT_EQ(check({.name = "blog"}).error().message, "blog cannot be installed: port 8080 is used by broker");
}

TEST_F(InstallPorts, JudgesThePortThatWasAskedFor)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(9999, "tcp", "other", 13);

    EXPECT_TRUE(check({.name = "blog", .settings = {{"PORT", "8081"}}}));
    EXPECT_EQ(check({.name = "blog", .settings = {{"PORT", "9999"}}}).error().message,
        "blog cannot be installed: port 9999 is used by other (pid 13)");
}

TEST_F(InstallPorts, DoesNotMindItsOwnPortInAReinstall)
{
    install("blog");
    world.host.has_listener(8080, "tcp", "docker-proxy", 12);

    EXPECT_TRUE(check({.name = "blog"}));
}

TEST_F(InstallPorts, NamesTheHolderWhenOnlyUpFindsOut)
{
    world.compose.fail("up",
        {.kind = ErrorKind::conflict,
            .key = "port_in_use",
            .message = "up failed",
            .details = {{"port", "53"}, {"protocol", "udp"}}});
    world.host.has_listener(53, "udp", "dnsmasq", 7);

    EXPECT_EQ(install("blog").error->message, "blog needs port 53, which dnsmasq (pid 7) uses");
}

TEST_F(Installing, IsRefusedWhileItsContainerNameIsThatOfAnother)
{
    auto web = service("web", "nginx:1");
    web.privileges = {{"container_name", "web"}};
    world.offers(blog(), {service("db", "postgres:16"), web});
    Container foreign{.id = ContainerId{"f00"}, .name = "web", .state = RunState::exited};
    world.engine.containers.push_back(foreign);

    EXPECT_EQ(check({.name = "blog"}).error().key, "name_taken");
    EXPECT_EQ(check({.name = "blog"}).error().message,
        "blog cannot be installed: there is a container named web already, which is no app's");

    world.engine.containers.back().name = "web-of-another";
    EXPECT_TRUE(check({.name = "blog"}));
}

TEST_F(Installing, IsRefusedWhileAnInstalledAppWouldTakeTheSameName)
{
    auto web = service("web", "nginx:1");
    web.privileges = {{"container_name", "web"}};
    world.placed(broker(), {web});
    world.run(world.picture->refresh("broker"));
    world.offers(blog(), {web});

    EXPECT_EQ(check({.name = "blog"}).error().message,
        "blog cannot be installed: the container name web is that of the app broker");
}

TEST_F(Installing, PlansWithoutChangingAnything)
{
    InstallPlanner planner(world.world(), world.policies, *world.picture);
    const auto before = world.snapshot();

    const auto plan = world.run(planner.plan({.name = "bridge"}));

    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->steps.size(), 2U);
    EXPECT_EQ(plan->steps[0], (InstallStep{.app = app_name("broker"), .already_installed = false, .needed_by = {"bridge"}}));
    EXPECT_EQ(plan->images, (std::vector<std::string>{"zigbee:1"}));
    EXPECT_EQ(plan->disk_free, 100ULL << 30);
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.engine.calls() + world.compose.calls() + world.folders.calls(), "");
}

TEST_F(Installing, ThePlanNeverGivesASecretBack)
{
    install("blog", {{"TITLE", "Notes"}});
    InstallPlanner planner(world.world(), world.policies, *world.picture);

    const auto plan = world.run(planner.plan({.name = "blog"}));

    EXPECT_EQ(plan->kept, (SettingValues{{"TITLE", "Notes"}}));
    EXPECT_EQ(plan->kept_secrets, (std::vector<std::string>{"DB_PASSWORD"}));
    EXPECT_TRUE(plan->replaces);
}

} // namespace
} // namespace furtka::test
