#include "adapters/compose/failure.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using Details = std::vector<std::pair<std::string, std::string>>;

Error failure_with(const std::string& words)
{
    return failure_of({.verb = "up", .app = "blog", .exit_code = 1, .words = words});
}

std::string taken(std::string_view words)
{
    const auto port = taken_port(words);
    return port ? std::to_string(port->port) + port->protocol : "none";
}

TEST(ComposeFailure, TellsVerbExitCodeAndWords)
{
    EXPECT_EQ(failure_with("Error response from daemon: no"),
        (Error{.kind = ErrorKind::upstream,
            .key = "compose_failed",
            .message = "compose up of blog failed with exit code 1: Error response from daemon: no",
            .details = {{"exit_code", "1"}}}));
    EXPECT_EQ(failure_with("").message, "compose up of blog failed with exit code 1: it said nothing");
}

TEST(ComposeFailure, NamesTheTakenPortInEveryWordingOfTheEngines)
{
    EXPECT_EQ(taken("driver failed programming external connectivity on endpoint blog-web-1 (0a): Bind for 0.0.0.0:8080 "
                    "failed: port "
                    "is already allocated"),
        "8080");
    EXPECT_EQ(taken("Error starting userland proxy: listen tcp4 0.0.0.0:53: bind: address already in use"), "53tcp");
    EXPECT_EQ(taken("failed to bind host port for 127.0.0.1:8080:172.18.0.2:80/tcp: address already in use"), "8080tcp");
    EXPECT_EQ(taken("failed to bind host port for [::]:5353:[fd00::2]:5353/udp: address already in use"), "5353udp");
    EXPECT_EQ(taken("failed to bind host port 0.0.0.0:443/tcp: address already in use"), "443tcp");
    EXPECT_EQ(taken("Bind for :::8080 failed: port is already allocated"), "8080");
    EXPECT_EQ(taken("listen udp6 [::]:53: bind: address already in use"), "53udp");
    EXPECT_EQ(taken("address already in use"), "none");
    EXPECT_EQ(taken("Bind for 0.0.0.0:99999 failed: port is already allocated"), "none");
    EXPECT_EQ(taken("no such image"), "none");
}

TEST(ComposeFailure, IsAConflictWhenAPortIsTaken)
{
    const auto error = failure_with("listen tcp4 0.0.0.0:8080: bind: address already in use");

    EXPECT_EQ(error.kind, ErrorKind::conflict);
    EXPECT_EQ(error.key, "port_in_use");
    EXPECT_EQ(error.details, (Details{{"port", "8080"}, {"protocol", "tcp"}, {"exit_code", "1"}}));
}

TEST(ComposeFailure, KnowsFullAddressPoolsInBothWordings)
{
    EXPECT_EQ(failure_with("failed to create network blog_default: Error response from daemon: could not find an available, "
                           "non-overlapping IPv4 address pool among the defaults to assign to the network")
                  .key,
        "address_pools_full");
    EXPECT_EQ(failure_with("all predefined address pools have been fully subnetted").key, "address_pools_full");
}

TEST(ComposeFailure, KnowsAContainerThatTheEngineCannotEnd)
{
    const auto error =
        failure_with("Error response from daemon: cannot stop container: f953: tried to kill container, but did not "
                     "receive an exit event");
    EXPECT_EQ(error.key, "container_stuck");
    EXPECT_TRUE(error.hint.contains("restart the engine")) << error.hint;
}

TEST(ComposeFailure, NamesTheContainerOfANameConflict)
{
    const auto error =
        failure_with("Error response from daemon: Conflict. The container name \"/0123456789ab_blog-web-1\" is already in "
                     "use by container \"4711\".");

    EXPECT_EQ(error.key, "name_conflict");
    EXPECT_EQ(error.details, (Details{{"container", "0123456789ab_blog-web-1"}, {"exit_code", "1"}}));
}

TEST(ComposeFailure, KnowsAnAbsentEngineAndAFullDisk)
{
    const auto absent =
        failure_with("unable to get image 'nginx:1': Cannot connect to the Docker daemon at unix:///x.sock. Is it running?");
    const auto full = failure_with("write /var/lib/docker/tmp/x: no space left on device");

    EXPECT_EQ(absent.kind, ErrorKind::unavailable);
    EXPECT_EQ(absent.key, "engine_unreachable");
    EXPECT_EQ(full.kind, ErrorKind::no_space);
    EXPECT_EQ(full.key, "disk_full");
}

} // namespace
} // namespace furtka
