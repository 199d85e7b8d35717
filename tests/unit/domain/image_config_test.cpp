#include "domain/image_config.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

std::string link(const std::string& name, const std::string& value)
{
    ImageConfig config;
    config.labels["org.opencontainers.image." + name] = value;
    return notes_link(config);
}

TEST(ImageConfig, TellsHowTheImageWantsToBeRun)
{
    const auto config =
        parse_image_config(R"({"architecture":"arm64","os":"linux","variant":"v8","created":"2024-05-01T00:00:00Z",
        "config":{"User":"app","Volumes":{"/b":{},"/a":{}},"ExposedPorts":{"80/tcp":{}},"Entrypoint":["/run"],"Cmd":["-x"],
        "Healthcheck":{"Test":["CMD","true"]},"Labels":{"org.opencontainers.image.version":"1.2","n":3}},
        "rootfs":{"diff_ids":["sha256:1","sha256:2"]}})");

    ASSERT_TRUE(config);
    EXPECT_EQ(*config,
        (ImageConfig{.platform = {.os = "linux", .architecture = "arm64", .variant = "v8"},
            .labels = {{"org.opencontainers.image.version", "1.2"}, {"n", ""}},
            .volumes = {"/a", "/b"},
            .exposed = {"80/tcp"},
            .entrypoint = {"/run"},
            .command = {"-x"},
            .healthcheck = {"CMD", "true"},
            .user = "app",
            .created = "2024-05-01T00:00:00Z",
            .layers = {"sha256:1", "sha256:2"}}));
    EXPECT_EQ(version_label(*config), "1.2");
}

TEST(ImageConfig, MayBeNearlyEmpty)
{
    EXPECT_TRUE(parse_image_config("{}"));
    EXPECT_TRUE(parse_image_config(R"({"config":{"Healthcheck":{"Test":["NONE"]},"Volumes":null}})")->healthcheck.empty());
    EXPECT_FALSE(parse_image_config("[]"));
}

TEST(NotesLink, LeadsToTheReleasesOfAKnownForge)
{
    EXPECT_EQ(link("source", "https://github.com/ada/web"), "https://github.com/ada/web/releases");
    EXPECT_EQ(link("source", "https://github.com/ada/web.git"), "https://github.com/ada/web/releases");
    EXPECT_EQ(link("source", "https://github.com/ada/web/tree/main/docker"), "https://github.com/ada/web/releases");
    EXPECT_EQ(link("source", "https://gitlab.com/a/b/c"), "https://gitlab.com/a/b/c/-/releases");
    EXPECT_EQ(link("source", "https://git.example/x"), "https://git.example/x");
    EXPECT_EQ(link("url", "https://web.example"), "https://web.example");
    EXPECT_EQ(link("url", "javascript:alert(1)"), "");
    EXPECT_EQ(link("url", "https://x\" onload=\""), "");
    EXPECT_EQ(notes_link({}), "");
}

} // namespace
} // namespace furtka
