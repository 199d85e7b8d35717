#include "adapters/docker/container_reader.hpp"

#include <gtest/gtest.h>

using namespace furtka;
using namespace furtka::docker;

namespace {

/// As engine 28.5 lists a container of a compose project.
constexpr std::string_view listed = R"json([{"Id":"c0ffee","Names":["/other/alias","/blog-web-2"],"Image":"nginx:1",
 "ImageID":"sha256:aa","Command":"httpd","Created":1714558830,"State":"running","Status":"Up 2 minutes (healthy)",
 "Ports":[{"IP":"::","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},
          {"PrivatePort":443,"Type":"tcp"}],
 "Labels":{"com.docker.compose.project":"blog","com.docker.compose.service":"web","com.docker.compose.container-number":"2",
           "com.docker.compose.oneoff":"False","com.docker.compose.config-hash":"hh",
           "com.docker.compose.project.working_dir":"/srv/apps/blog"}
},
 {"Id":"beef","Names":["/lonely"],"State":"running","Labels":{}}])json";

} // namespace

TEST(ReadContainerList, TellsContainersOfComposeProjectsOnly)
{
    Container web;
    web.id = {"c0ffee"};
    web.name = "blog-web-2";
    web.project = "blog";
    web.working_dir = "/srv/apps/blog";
    web.service = "web";
    web.number = 2;
    web.image = {"sha256:aa"};
    web.image_ref = "nginx:1";
    web.config_hash = "hh";
    web.state = RunState::running;
    web.health = Health::healthy;
    web.created_at = std::chrono::sys_seconds(std::chrono::seconds(1714558830));
    web.ports = {{"0.0.0.0", 8080, 80, "tcp"}, {"::", 8080, 80, "tcp"}};

    const auto containers = read_container_list(listed);

    ASSERT_TRUE(containers.has_value());
    EXPECT_EQ(*containers, std::vector{web});
}

TEST(ReadContainerList, TakesOddMembersAsEmpty)
{
    const auto containers = read_container_list(R"([7,null,{"Id":3,"Names":"x","Ports":{},"Created":"y","State":["z"],
        "Labels":{"com.docker.compose.project":"blog","com.docker.compose.container-number":"many"}},
        {"Labels":{"com.docker.compose.project":7}}])");

    Container odd;
    odd.project = "blog";
    ASSERT_TRUE(containers.has_value());
    EXPECT_EQ(*containers, std::vector{odd});
}

TEST(ReadContainerList, SaysWhatItFoundInPlaceOfAList)
{
    const auto containers = read_container_list("<html>\nnot an engine");
    ASSERT_FALSE(containers.has_value());
    EXPECT_EQ(containers.error().key, "engine_error");
    EXPECT_EQ(containers.error().message, "the engine's answer to GET /containers/json is not JSON: '<html> not an engine'");
    EXPECT_EQ(
        read_container_list("{}").error().message, "the engine's answer to GET /containers/json is not a JSON array: '{}'");
}

TEST(ReadStatus, KnowsTheEnginesWords)
{
    using enum Health;
    const std::vector<std::pair<std::string, StatusText>> table{
        {"Up 2 minutes", {none, {}}},
        {"Up Less than a second (health: starting)", {starting, {}}},
        {"Up 2 minutes (healthy)", {healthy, {}}},
        {"Up 2 minutes (unhealthy)", {unhealthy, {}}},
        {"Up 2 minutes (Paused)", {none, {}}},
        {"Exited (0) 3 hours ago", {none, 0}},
        {"Exited (137) 3 hours ago", {none, 137}},
        {"Restarting (1) 2 seconds ago", {none, 1}},
        {"Created", {none, {}}},
        {"Dead", {none, {}}},
        {"Removal In Progress", {none, {}}},
        {"", {none, {}}},
        {"Exited (", {none, {}}},
        {"Exited )(9", {none, {}}},
    };
    for (const auto& [text, expected] : table) EXPECT_EQ(read_status(text), expected) << text;
}

TEST(ReadContainer, TellsExitCodeOutOfMemoryAndTerminal)
{
    const auto read = read_container(R"({"Id":"c0ffee","Name":"/blog-job-1","Created":"2024-05-01T10:20:30.123456789Z",
        "Image":"sha256:aa","RestartCount":3,
        "State":{"Status":"exited","OOMKilled":true,"ExitCode":137,"Error":"driver failed: port is already allocated",
                 "Health":{"Status":"unhealthy","Log":[{"Output":"old"},{"Output":"no answer\n"}]}},
        "HostConfig":{"Memory":67108864},
        "Config":{"Image":"job:1","Tty":true,"Labels":{"com.docker.compose.project":"blog","com.docker.compose.service":"job",
                  "com.docker.compose.oneoff":"True"}},
        "NetworkSettings":{"Ports":{"53/udp":[{"HostIp":"127.0.0.1","HostPort":"5353"}],"80/tcp":null,"x/tcp":[{"HostPort":"1"}]}}})");

    Container job;
    job.id = {"c0ffee"};
    job.name = "blog-job-1";
    job.project = "blog";
    job.service = "job";
    job.one_off = true;
    job.image = {"sha256:aa"};
    job.image_ref = "job:1";
    job.state = RunState::exited;
    job.exit_code = 137;
    job.oom_killed = true;
    job.restart_count = 3;
    job.memory_limit = 64 << 20;
    job.start_error = "driver failed: port is already allocated";
    job.health_output = "no answer";
    job.created_at = std::chrono::sys_seconds(std::chrono::seconds(1714558830));
    job.ports = {{"127.0.0.1", 5353, 53, "udp"}};
    job.inner_ports = {80};
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->container, job);
    EXPECT_TRUE(read->tty);
}

TEST(ReadContainer, TellsWhereItsPortsAreThatAreNotPublished)
{
    const auto bridged = read_container(R"({"Id":"a","Config":{"ExposedPorts":{"80/tcp":{}}},"NetworkSettings":{
        "Ports":{"443/tcp":[{"HostPort":"8443"}],"80/tcp":null,"53/udp":null},
        "Networks":{"front":{"IPAddress":"172.19.0.3"},"back":{"IPAddress":"172.18.0.2"},"gone":{"IPAddress":""}}}})");
    EXPECT_EQ(bridged->container.inner_ports, std::vector<std::uint16_t>{80});
    EXPECT_EQ(bridged->container.addresses, (std::vector<std::string>{"172.18.0.2", "172.19.0.3"}));

    const auto of_machine = read_container(R"({"Id":"a","HostConfig":{"NetworkMode":"host"},
        "Config":{"ExposedPorts":{"8123/tcp":{},"53/udp":{}}},"NetworkSettings":{"Ports":{},"Networks":{"host":{"IPAddress":""}}}})");
    EXPECT_EQ(of_machine->container.inner_ports, std::vector<std::uint16_t>{8123});
    EXPECT_EQ(of_machine->container.addresses, std::vector<std::string>{"127.0.0.1"});
}

TEST(ReadContainer, ARunningOneHasHealthAndNoExitCode)
{
    const auto read =
        read_container(R"({"Id":"a","State":{"Status":"running","ExitCode":0,"Health":{"Status":"starting"}}})");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->container.exit_code, std::nullopt);
    EXPECT_EQ(read->container.health, Health::starting);
    EXPECT_FALSE(read->tty);
}

TEST(ReadContainer, TellsWhoseNetworkItUsesAndHowLongItsHealthCheckMayTake)
{
    const auto read = read_container(
        R"({"Id":"a","HostConfig":{"NetworkMode":"container:4f1c"},"Config":{"Healthcheck":{"Test":["CMD","true"],)"
        R"("StartPeriod":60000000000,"Interval":5000000000,"Timeout":1000000000,"Retries":2}}})");
    EXPECT_EQ(read->container.shares_network_of, "4f1c");
    EXPECT_EQ(read->container.health_limit, std::chrono::seconds(72));

    const auto standard = read_container(R"({"Id":"a","Config":{"Healthcheck":{"Test":["CMD","true"]}}})");
    EXPECT_EQ(standard->container.health_limit, std::chrono::seconds(180));
    const auto none = read_container(R"({"Id":"a","Config":{"Healthcheck":{"Test":["NONE"]}}})");
    EXPECT_EQ(none->container.health_limit, std::chrono::seconds(0));

    const auto list = read_container_list(
        R"([{"Id":"a","HostConfig":{"NetworkMode":"container:4f1c"},"Labels":{"com.docker.compose.project":"blog"}}])");
    EXPECT_EQ(list->front().shares_network_of, "4f1c");
}

TEST(ReadTime, TakesZuluAndOffsets)
{
    const auto at = [](std::string_view text) { return read_time(text).time_since_epoch().count(); };
    EXPECT_EQ(at("2024-05-01T10:20:30Z"), 1714558830);
    EXPECT_EQ(at("2024-05-01T12:20:30.5+02:00"), 1714558830);
    EXPECT_EQ(at("2024-05-01T08:50:30.000000001-01:30"), 1714558830);
    for (const char* bad : {"", "yesterday", "2024-13-01T10:20:30Z", "2024-05-01T1x:20:30Z", "2024-05-01 10:20:30Z"}) {
        EXPECT_EQ(at(bad), 0) << bad;
    }
}
