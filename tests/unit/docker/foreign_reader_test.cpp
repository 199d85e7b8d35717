#include "adapters/docker/foreign_reader.hpp"

#include <gtest/gtest.h>

namespace furtka::docker {
namespace {

/// As engine 28.5 tells a container that Compose 2.26 made, shortened.
constexpr std::string_view inspected = R"json({"Id":"c0ffee","Created":"2026-05-01T10:00:00Z","Name":"/blog-web-1",
 "State":{"Status":"running","Running":true,"StartedAt":"2026-05-01T10:00:05.1Z","FinishedAt":"0001-01-01T00:00:00Z"},
 "Image":"sha256:aa","HostConfig":{"AutoRemove":true,"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3}},
 "Mounts":[
  {"Type":"volume","Name":"blog_data","Source":"/var/lib/docker/volumes/blog_data/_data","Destination":"/data","Mode":"z","RW":true},
  {"Type":"bind","Source":"/srv/blog/files","Destination":"/files","Mode":"ro,Z","RW":false,"Propagation":"rslave"}],
 "Config":{"Image":"web:1","Env":["A=b=c","EMPTY=","BARE"],"Labels":{"com.docker.compose.project":"blog",
  "com.docker.compose.service":"web","com.docker.compose.container-number":"1","com.docker.compose.oneoff":"False",
  "com.docker.compose.project.working_dir":"/srv/blog",
  "com.docker.compose.project.config_files":"/srv/blog/compose.yaml,/srv/blog/more.yaml",
  "com.docker.compose.project.environment_file":""}},
 "NetworkSettings":{"Networks":{"blog_default":{},"proxy":{}}}})json";

TEST(ReadForeignContainer, TellsWhatATakeOverHasToKeep)
{
    const auto read = read_foreign_container(inspected);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->container.name, "blog-web-1");
    EXPECT_TRUE(read->container.runs());
    EXPECT_EQ(read->restart, (RestartPolicy{"on-failure", 3}));
    EXPECT_TRUE(read->removes_itself);
    EXPECT_EQ(read->working_dir, "/srv/blog");
    EXPECT_EQ(read->config_files, (std::vector<std::string>{"/srv/blog/compose.yaml", "/srv/blog/more.yaml"}));
    EXPECT_TRUE(read->env_files.empty());
    EXPECT_EQ(read->environment, (std::map<std::string, std::string>{{"A", "b=c"}, {"EMPTY", ""}}));
    EXPECT_EQ(read->networks, (std::vector<std::string>{"blog_default", "proxy"}));
    const ForeignMount files{.type = "bind",
        .name = "",
        .source = "/srv/blog/files",
        .target = "/files",
        .read_only = true,
        .mode = "Z",
        .propagation = "rslave"};
    ForeignMount data{
        .type = "volume", .name = "blog_data", .source = "/var/lib/docker/volumes/blog_data/_data", .target = "/data"};
    EXPECT_EQ(read->mounts, (std::vector{files, data}))
        << "a label for SELinux that the engine wrote by itself is not asked for";
}

TEST(ReadForeignContainer, OrdersTimesOfAStartAsText)
{
    const auto started = [](const std::string& at) {
        return read_foreign_container(R"({"Id":"a","State":{"StartedAt":")" + at + R"("},"Config":{"Labels":{}}})")
            ->started_at;
    };
    EXPECT_LT(started("2026-05-01T10:00:05Z"), started("2026-05-01T10:00:05.1Z"));
    EXPECT_LT(started("2026-05-01T10:00:05.1Z"), started("2026-05-01T10:00:05.12Z"));
}

TEST(ReadForeignContainer, TakesWhatIsNotThereForTheEnginesDefault)
{
    const auto read =
        read_foreign_container(R"({"Id":"a","State":{},"HostConfig":{},"Config":{"Labels":null},"Mounts":null})");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->restart.name, "no");
    EXPECT_FALSE(read->removes_itself);
    EXPECT_TRUE(read->mounts.empty() && read->config_files.empty() && read->networks.empty());
    EXPECT_EQ(read_foreign_container("[]").error().key, "engine_error");
}

} // namespace
} // namespace furtka::docker
