#include "adapters/docker/engine_reader.hpp"

#include <gtest/gtest.h>

using namespace furtka;
using namespace furtka::docker;
using Names = std::vector<std::string>;

namespace {

std::string negotiated(std::string_view version_answer)
{
    const auto engine = read_version(version_answer);
    if (!engine) return engine.error().key + ": " + engine.error().message;
    const auto api = negotiate(*engine);
    return api ? api->text() : api.error().key + ": " + api.error().message;
}

} // namespace

TEST(Negotiate, TakesTheLowerOfBothSides)
{
    EXPECT_EQ(negotiated(R"({"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12"})"), "1.41");
    EXPECT_EQ(negotiated(R"({"Version":"26.1.5","ApiVersion":"1.45","MinAPIVersion":"1.24"})"), "1.45");
    EXPECT_EQ(negotiated(R"({"Version":"30.0","ApiVersion":"1.60","MinAPIVersion":"1.44"})"), "1.51");
    EXPECT_EQ(negotiated(R"({"Version":"x","ApiVersion":"1.50"})"), "1.50");
}

TEST(Negotiate, RefusesWhatItCannotSpeak)
{
    EXPECT_EQ(negotiated(R"({"Version":"19.03","ApiVersion":"1.40"})"),
        "engine_too_old: the engine 19.03 speaks API 1.40, Furtka needs 1.41 or newer");
    EXPECT_EQ(negotiated(R"({"Version":"40","ApiVersion":"1.70","MinAPIVersion":"1.52"})"),
        "engine_too_new: the engine 40 speaks API 1.52 and newer only, Furtka speaks up to 1.51");
    EXPECT_EQ(negotiated("{}"), "engine_error: the engine's answer to GET /version names no API version");
    EXPECT_EQ(
        negotiated(R"({"ApiVersion":"1.x"})"), "engine_error: the engine's answer to GET /version names no API version");
}

TEST(ReadInfo, TellsStoreAndRegistries)
{
    EngineInfo info;
    const auto read = read_info(R"({"ID":"abc","Driver":"overlayfs","DockerRootDir":"/data","RegistryConfig":{
        "InsecureRegistryCIDRs":["10.214.3.0/24","127.0.0.0/8","::1/128"],
        "IndexConfigs":{"docker.io":{"Name":"docker.io","Secure":true},"nas.lan:5000":{"Secure":false},"odd":{}},
        "Mirrors":["http://10.214.3.1:5100/"]}})",
        info);

    EngineInfo expected;
    expected.id = "abc";
    expected.image_store = "overlayfs";
    expected.data_root = "/data";
    expected.insecure_networks = {{0x0ad60300, 24}, {0x7f000000, 8}};
    expected.insecure_registries = {"nas.lan:5000"};
    expected.mirrors = {"http://10.214.3.1:5100/"};
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(info, expected);
}

TEST(ReadNetworks, TellsNamesAndIpv4Subnets)
{
    constexpr std::string_view answer =
        R"([{"Name":"blog_default","IPAM":{"Config":[{"Subnet":"172.18.0.0/16","Gateway":"172.18.0.1"},
        {"Subnet":"fd00::/64"}]}},{"Name":"host","IPAM":{"Config":null}},{"Name":"bridge","IPAM":{"Config":[{"Subnet":"172.17.0.0/16"}]}},3])";
    EXPECT_EQ(read_subnets(answer), (std::vector<Subnet>{{0xac120000, 16}, {0xac110000, 16}}));
    EXPECT_EQ(read_network_names(answer), (Names{"blog_default", "bridge", "host"}));
}

TEST(ReadVolumes, TellsNamesAndLabels)
{
    EXPECT_EQ(read_volume_names(R"({"Volumes":[{"Name":"b"},{"Name":"a"}],"Warnings":null})"), (Names{"a", "b"}));
    EXPECT_EQ(read_volume_names(R"({"Volumes":null})"), Names{});
    EXPECT_EQ(read_volume_labels(R"({"Name":"a","Labels":{"org.furtka.managed":"true"}})"),
        (std::map<std::string, std::string>{{"org.furtka.managed", "true"}}));
    EXPECT_EQ(read_volume_labels(R"({"Name":"a","Labels":null})"), (std::map<std::string, std::string>{}));
}

TEST(ReadImage, TellsIdDigestsAndSize)
{
    const auto image =
        read_image(R"({"Id":"sha256:aa","RepoDigests":["web@sha256:bb"],"Architecture":"amd64","Size":6180000})");
    EXPECT_EQ(
        image, (Image{.id = {"sha256:aa"}, .repo_digests = {"web@sha256:bb"}, .architecture = "amd64", .size = 6180000}));
    EXPECT_EQ(read_image(R"({"Id":"sha256:aa","RepoDigests":null,"Size":-1})"), (Image{.id = {"sha256:aa"}}));
    const auto full = read_image(R"({"Id":"sha256:aa","RepoTags":["web:1"],"Config":{"Volumes":{"/b":{},"/a":{}},)"
                                 R"("Labels":{"org.opencontainers.image.version":"2.1"}}})");
    EXPECT_EQ(full, (Image{.id = {"sha256:aa"}, .tags = {"web:1"}, .version = "2.1", .volumes = {"/a", "/b"}}));
}

TEST(ReadEvent, TellsWhatHappenedToAContainer)
{
    const auto event =
        read_event(R"({"status":"die","id":"c1","from":"web:1","Type":"container","Action":"die","Actor":{"ID":"c1",
        "Attributes":{"com.docker.compose.project":"blog","exitCode":"137","name":"blog-web-1"}},"scope":"local",
        "time":1714558830,"timeNano":1714558830123456789})");
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(event->action, "die");
    EXPECT_EQ(event->container, "c1");
    EXPECT_EQ(event->project, "blog");
    EXPECT_EQ(event->attributes.at("exitCode"), "137");
    EXPECT_EQ(event->at.count(), 1714558830123456789);
}

TEST(ReadEvent, LeavesOutProbesOtherThingsAndGarbage)
{
    const auto line = [](std::string_view type, std::string_view action) {
        return R"({"Type":")" + std::string(type) + R"(","Action":")" + std::string(action) + R"(","Actor":{"ID":"c1"}})";
    };
    EXPECT_TRUE(read_event(line("container", "health_status: healthy")).has_value());
    EXPECT_FALSE(read_event(line("container", "exec_create: sh -c true")).has_value());
    EXPECT_FALSE(read_event(line("container", "exec_die")).has_value());
    EXPECT_FALSE(read_event(line("network", "connect")).has_value());
    EXPECT_FALSE(read_event("{\"Type\":\"contai").has_value());
    EXPECT_FALSE(read_event("").has_value());
}

TEST(ReadMessage, TakesTheEnginesWordsOrTheAnswerItself)
{
    EXPECT_EQ(read_message(R"({"message":"No such container: x\n"})"), "No such container: x");
    EXPECT_EQ(read_message("page not found\n"), "page not found");
    EXPECT_EQ(read_message(""), "");
    EXPECT_EQ(read_message(std::string(100'000, 'x')).size(), 4096U);
}
