#include "domain/compose_model.hpp"
#include "domain/image_findings.hpp"
#include "domain/update_plan.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace furtka {
namespace {

using Texts = std::vector<std::string>;

std::string keys(const std::vector<Finding>& findings)
{
    std::string text;
    for (const auto& finding : findings) {
        text +=
            fmt::format("{}{}{}", text.empty() ? "" : " ", finding.severity == Severity::serious ? "!" : "", finding.key);
    }
    return text;
}

ServiceModel with_mount(std::string source, std::string target)
{
    ServiceModel service{.name = "web"};
    if (!target.empty())
        service.mounts.push_back({.type = "volume", .source = std::move(source), .target = std::move(target)});
    return service;
}

ImageConfig volumes(Texts paths) { return {.volumes = std::move(paths)}; }

TEST(NewImage, ThatMovesItsDataIsTold)
{
    const auto told = [](const ServiceModel& service, const ImageConfig& from, const ImageConfig& to) {
        return keys(image_findings(service, from, to));
    };
    EXPECT_EQ(told(with_mount("db", "/old"), volumes({"/old"}), volumes({"/new"})), "!volume_moved");
    EXPECT_EQ(told(with_mount("db", "/old"), volumes({"/old/"}), volumes({"/old"})), "");
    EXPECT_EQ(told(with_mount("", ""), volumes({"/old"}), volumes({})), "!volume_gone");
    EXPECT_EQ(told(with_mount("db", "/old"), volumes({"/old"}), volumes({})), "volume_dropped");
    EXPECT_EQ(told(with_mount("db", "/srv"), volumes({}), volumes({"/srv/data"})), "") << "it is below a mount";
    EXPECT_EQ(told(with_mount("db", "/srv"), volumes({}), volumes({"/srvx"})), "volume_new");
    EXPECT_EQ(told(with_mount("db", "/a"), volumes({"/a"}), volumes({"/a", "/b"})), "volume_new");
}

TEST(NewImage, ThatRunsAsAnotherUserMayNotWriteTheData)
{
    const auto user = [](std::string name) { return ImageConfig{.user = std::move(name)}; };

    EXPECT_EQ(keys(image_findings(with_mount("db", "/data"), user(""), user("1000"))), "!user_changed");
    EXPECT_EQ(keys(image_findings(with_mount("", ""), user("0"), user("1000"))), "user_changed");
    EXPECT_EQ(keys(image_findings(with_mount("db", "/data"), user("1000"), user("root"))), "user_changed");
    EXPECT_EQ(keys(image_findings(with_mount("db", "/data"), user(""), user("root"))), "");
}

TEST(NewImage, ThatListensElsewhereIsTold)
{
    ServiceModel service{.name = "web"};
    service.ports = {{.published = "8100", .target = 80, .protocol = "tcp"}};
    const ImageConfig before{.exposed = {"80/tcp"}};
    const ImageConfig after{.exposed = {"8080/tcp"}};

    const auto findings = image_findings(service, before, after);

    EXPECT_EQ(keys(findings), "!port_moved");
    EXPECT_EQ(findings[0].message,
        "the app is reached at port 80/tcp, which the new image does not offer any more (it offers 8080/tcp)");
    EXPECT_EQ(keys(image_findings({.name = "web"}, before, after)), "ports_changed");
    EXPECT_EQ(keys(image_findings(service, {}, after)), "ports_changed") << "the old one told no port either";
}

TEST(NewImage, ThatIsOtherwiseInOneWayOrAnotherIsTold)
{
    const ServiceModel service{.name = "web"};
    const ImageConfig checked{.healthcheck = {"CMD", "true"}};
    ImageConfig arm;
    arm.platform.architecture = "arm64";

    EXPECT_EQ(keys(image_findings(service, {}, arm)), "!platform_changed");
    EXPECT_EQ(keys(image_findings(service, {.entrypoint = {"a"}}, {.entrypoint = {"b"}})), "entrypoint_changed");
    EXPECT_EQ(keys(image_findings(service, checked, {})), "healthcheck_gone");
    EXPECT_EQ(keys(image_findings(service, {}, checked)), "healthcheck_new");
    EXPECT_EQ(keys(image_findings({.name = "web", .has_healthcheck = true}, checked, {})), "");
    EXPECT_EQ(keys(image_findings(service, checked, checked)), "");
}

TEST(WorthKeeping, IsWhatNoVolumeAndNoNextStartHas)
{
    EXPECT_EQ(worth_keeping({"/srv", "/srv/notes.txt", "/tmp/x", "/run/web.pid", "/var/log/a.log", "/etc/hosts"}, {}),
        Texts{"/srv/notes.txt"});
    EXPECT_EQ(worth_keeping({"/data", "/data/db", "/databank"}, {"/data"}), Texts{"/databank"});
    EXPECT_EQ(worth_keeping({"/srv"}, {"/srv/data"}), Texts{}) << "made for the mount below it";
    EXPECT_EQ(worth_keeping({"/a", "/a.b", "/a/c"}, {}), (Texts{"/a.b", "/a/c"}));
}

TEST(UnsavedData, IsSeriousUnlessTheNextStartWritesItAgain)
{
    EXPECT_EQ(keys(unsaved_findings("web", {{"/srv/a", false}, {"/etc/b", true}}, {"/cache"})),
        "!unsaved_data start_files anonymous_volume");
    EXPECT_EQ(unsaved_findings("web", {{"/1"}, {"/2"}, {"/3"}, {"/4"}, {"/5"}, {"/6"}, {"/7"}}, {})[0].message,
        "the update would lose what the app wrote outside of its volumes: /1, /2, /3, /4, /5 and 2 more");
    EXPECT_EQ(keys(unsaved_findings("web", {}, {})), "");
}

TEST(MissingLayers, AreThoseAboveTheSharedOnesOrNowhereElse)
{
    const ImageDocument manifest{.layers = {{"a", 1}, {"b", 10}, {"c", 100}}};
    const ImageConfig config{.layers = {"A", "B", "C"}};
    const auto bytes = [&](const std::vector<Texts>& present, LayerRule rule) {
        std::uint64_t sum = 0;
        for (const auto& layer : missing_layers(manifest, config, present, rule)) sum += layer.size;
        return sum;
    };
    EXPECT_EQ(bytes({}, LayerRule::chain), 111U);
    EXPECT_EQ(bytes({{"A", "X"}, {"A", "B"}}, LayerRule::chain), 100U);
    EXPECT_EQ(bytes({{"X", "C"}}, LayerRule::chain), 111U) << "another layer is below it";
    EXPECT_EQ(bytes({{"X", "C"}}, LayerRule::content), 11U);
    EXPECT_EQ(missing_layers(manifest, {.layers = {"A"}}, {{"A"}}, LayerRule::chain).size(), 3U);
    EXPECT_EQ(layer_rule("overlay2"), LayerRule::chain);
    EXPECT_EQ(layer_rule("overlayfs"), LayerRule::content);
}

TEST(Followers, ShareANetworkOrDependOnWhatChanges)
{
    ComposeModel model{.project = "blog"};
    ServiceModel torrent{.name = "torrent", .network_mode = "service:vpn"};
    ServiceModel web{.name = "web", .depends_on = {"torrent"}};
    model.services = {{.name = "db"}, torrent, {.name = "vpn"}, web};

    EXPECT_EQ(followers_of(model, {"vpn"}),
        (std::vector<Follower>{{"blog", "torrent", "shares the network of vpn"}, {"blog", "web", "depends on torrent"}}));
    EXPECT_EQ(followers_of(model, {"db"}), std::vector<Follower>{});
}

} // namespace
} // namespace furtka
