#include "services/update_planner.hpp"
#include "support/fake_inspection.hpp"
#include "support/fake_world.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace furtka::test {
namespace {

const std::string version = "org.opencontainers.image.version";

class Planning : public testing::Test {
protected:
    void installed(std::vector<ServiceModel> services)
    {
        world.installed(sample_app("blog"), std::move(services));
        old.id = world.engine.images.at("nginx:1").id;
        old.config.platform.architecture = "amd64";
        old.config.labels[version] = "1.0";
        old.config.layers = {"A"};
        inspection.described[old.id] = old;
        world.compose.forget_calls();
        world.engine.forget_calls();
    }
    /// Another image behind `nginx:1`, with one more layer of 70 bytes.
    void publishes(ImageConfig config)
    {
        config.platform.architecture = "amd64";
        config.labels[version] = "1.1";
        config.layers = {"A", "B"};
        const auto digest = image_id("b").text;
        world.registry.has("nginx:1", Digest{digest});
        world.registry.has("nginx@" + digest,
            ImageDocument{.config = {"sha256:config", 5}, .layers = {{"sha256:a", 1000}, {"sha256:b", 70}}});
        world.registry.has_config("sha256:config", config);
    }
    UpdatePlan plan() { return world.run(planner.plan(app_name("blog"))).value(); }
    std::string findings(const UpdatePlan& plan)
    {
        std::string text;
        for (const auto& finding : plan.findings) {
            text += fmt::format("{}{} {}\n", finding.severity == Severity::serious ? "!" : "", finding.service, finding.key);
        }
        return text;
    }

    FakeWorld world;
    FakeInspection inspection{world.engine};
    InspectedImage old;
    UpdatePlanner planner{world.world(), world.policies, inspection, *world.picture};
};

TEST_F(Planning, TellsFromToVersionsAndBytesAndChangesNothing)
{
    installed({service("web", "nginx:1")});
    publishes({});
    const auto before = world.snapshot();

    const auto told = plan();

    ASSERT_EQ(told.services.size(), 1U);
    EXPECT_EQ(told.services[0],
        (ServicePlan{.service = "web",
            .image = "nginx:1",
            .changes = true,
            .from = old.id,
            .to = {image_id("b").text},
            .from_version = "1.0",
            .to_version = "1.1",
            .download = 70}));
    EXPECT_EQ(told.download, 70U);
    EXPECT_EQ(told.disk_needed, 280U);
    EXPECT_EQ(told.disk_free, 100ULL << 30);
    EXPECT_EQ(findings(told), "");
    EXPECT_EQ(world.engine.calls() + world.compose.calls(), "");
    EXPECT_EQ(world.snapshot(), before);
}

TEST_F(Planning, SaysWhyAServiceStaysAsItIs)
{
    auto built = service("built", "own");
    built.builds = true;
    installed({built, service("idle", "redis:7"), service("web", "nginx:1")});
    const auto idle = std::ranges::find(world.engine.containers, "idle", &Container::service)->id;
    world.engine.ends(idle, 0);
    world.registry.has("nginx:1", Digest{image_id("b").text});
    world.registry.has("nginx@" + image_id("b").text,
        ImageDocument{.is_index = true, .platforms = {{.digest = {"sha256:x"}, .platform = {.architecture = "arm64"}}}});

    const auto told = plan();

    std::string why;
    for (const auto& one : told.services) why += one.service + " " + one.why.key + "; ";
    EXPECT_EQ(why, "built built_here; idle not_running; web not_yet; ");
    EXPECT_FALSE(told.changes());
}

TEST_F(Planning, TellsARegistryThatDoesNotAnswerAsTheReason)
{
    installed({service("web", "nginx:1")});
    world.registry.is_down();

    EXPECT_EQ(plan().services[0].why.key, "registry_unreachable");
}

TEST_F(Planning, GuardsWhatIsOutsideOfVolumesAndComparesTheImages)
{
    installed({service("web", "nginx:1")});
    publishes({.volumes = {"/srv"}, .user = "1000"});
    const auto& container = world.engine.containers.at(0);
    inspection.facts[container.id] = {.mounts = {{.type = "volume", .name = "abc", .target = "/cache"}}};
    inspection.written[container.id] = {{"/etc", ChangeKind::modified}, {"/etc/conf", ChangeKind::modified},
        {"/home/notes", ChangeKind::added}, {"/gone", ChangeKind::deleted}, {"/made", ChangeKind::added}};
    inspection.files["/etc/conf"] = {.changed_at = container.created_at};
    inspection.files["/home/notes"] = {.changed_at = container.created_at + std::chrono::hours(1)};
    inspection.files["/made"] = {.is_folder = true};

    const auto told = plan();

    EXPECT_EQ(
        findings(told), "!web unsaved_data\nweb start_files\nweb anonymous_volume\nweb volume_new\nweb user_changed\n");
    EXPECT_TRUE(told.has_serious());
    EXPECT_EQ(told.findings[0].message, "the update would lose what the app wrote outside of its volumes: /home/notes");
}

TEST_F(Planning, NamesThoseThatFollowInTheAppAndOutside)
{
    auto torrent = service("torrent", "redis:7");
    torrent.network_mode = "service:web";
    installed({torrent, service("web", "nginx:1")});
    publishes({});
    const auto web = std::ranges::find(world.engine.containers, "web", &Container::service)->id;
    inspection.guests = {{.name = "sidecar", .project = "other", .service = "spy", .host = web},
        {.name = "blog-torrent-1", .project = "blog", .service = "torrent", .host = web}};

    const auto told = plan();

    EXPECT_EQ(told.followers,
        (std::vector<Follower>{
            {"blog", "torrent", "shares the network of web"}, {"other", "spy", "shares the network of web"}}));
    EXPECT_EQ(findings(told), "!web network_guest\n");
}

TEST_F(Planning, TellsAFullDiskAndTheDowntimeOfEarlierUpdates)
{
    installed({service("web", "nginx:1")});
    publishes({});
    world.host.free = 100;
    planner.downtime_by(
        [](AppName) -> Task<std::optional<std::chrono::milliseconds>> { co_return std::chrono::milliseconds(1500); });

    const auto told = plan();

    EXPECT_EQ(findings(told), "! disk_short\n");
    EXPECT_EQ(told.downtime, std::chrono::milliseconds(1500));
}

TEST_F(Planning, OfAnAppThatIsNotInstalledIsAnError)
{
    const auto told = world.run(planner.plan(app_name("nothing")));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().key, "app_not_installed");
}

} // namespace
} // namespace furtka::test
