#include "services/update_checks.hpp"
#include "support/fake_check_store.hpp"
#include "support/fake_inspection.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

const std::string other = image_id("b").text;
const std::string amd64 = "sha256:" + std::string(64, '6');

ImageDocument index_for(const std::string& architecture, const std::string& digest)
{
    return {.is_index = true, .platforms = {{.digest = {digest}, .platform = {.architecture = architecture}}}};
}

class Checking : public testing::Test {
protected:
    void installed(const std::string& name, std::vector<ServiceModel> services)
    {
        world.installed(sample_app(name), std::move(services));
        world.registry.forget_calls();
    }
    Result<void> check(std::optional<std::string> app = std::nullopt) { return world.run(checks.check(std::move(app))); }
    /// `available`, or `unknown registry_timeout`: of the app.
    std::string found(const std::string& app = "blog")
    {
        const auto* view = world.picture->find(app);
        if (view == nullptr || !view->update) return "not checked";
        const auto& update = *view->update;
        return std::string(to_text(update.state)) + (update.why.key.empty() ? "" : " " + update.why.key);
    }
    std::string checked(const std::string& app = "blog")
    {
        const auto done = check(app);
        return done ? found(app) : "error " + done.error().key;
    }
    /// The tag points to an index now, of which one entry is for `architecture`.
    void publishes_index(const std::string& tag, const std::string& architecture, const std::string& child)
    {
        world.registry.has(tag, Digest{other});
        world.registry.has("nginx@" + other, index_for(architecture, child));
    }

    FakeWorld world;
    FakeInspection inspection{world.engine};
    FakeCheckStore store;
    UpdateChecks checks{world.world(), inspection, store, *world.picture, 6h};
};

TEST_F(Checking, AsksOnceForEachDistinctImageOfAllAppsAndStartsNothing)
{
    installed("blog", {service("db", "postgres:16"), service("web", "nginx:1")});
    installed("shop", {service("web", "nginx:1")});
    const auto before = world.snapshot();
    const int resolves = world.compose.resolves;
    world.engine.forget_calls();
    world.compose.forget_calls();

    ASSERT_TRUE(check());

    EXPECT_EQ(world.registry.calls(), "digest nginx:1; digest postgres:16");
    EXPECT_EQ(found("blog") + ", " + found("shop"), "up_to_date, up_to_date");
    EXPECT_EQ(world.engine.calls() + world.compose.calls(), "");
    EXPECT_EQ(world.compose.resolves, resolves);
    EXPECT_EQ(store.calls(), "save blog, shop");
    EXPECT_EQ(world.snapshot(), before);
}

TEST_F(Checking, FindsAnotherImageBehindTheTag)
{
    installed("blog", {service("web", "nginx:1")});
    publishes_index("nginx:1", "amd64", amd64);
    world.registry.has("nginx@" + amd64, ImageDocument{.config = {"sha256:config", 1}});

    EXPECT_EQ(checked(), "available");

    world.registry.forget_calls();
    EXPECT_EQ(checked(), "available");
    EXPECT_EQ(world.registry.calls(), "digest nginx:1") << "a difference is looked at once";
}

TEST_F(Checking, KnowsAnotherIndexOfTheSameContent)
{
    installed("blog", {service("web", "nginx:1")});
    const auto local = world.engine.images.at("nginx:1").id.text;
    publishes_index("nginx:1", "amd64", amd64);
    world.registry.has("nginx@" + amd64, ImageDocument{.config = {local, 1}});

    EXPECT_EQ(checked(), "up_to_date");

    world.registry.forget_calls();
    EXPECT_EQ(checked(), "up_to_date");
    EXPECT_EQ(world.registry.calls(), "digest nginx:1") << "the pair is remembered";
    EXPECT_EQ(store.known.same.size(), 1U);
}

TEST_F(Checking, ComparesThePlatformsThatTheContainerdStoreTells)
{
    installed("blog", {service("web", "nginx:1")});
    const auto id = world.engine.images.at("nginx:1").id;
    InspectedImage image{.id = id, .platforms = {{amd64}}};
    image.config.platform.architecture = "amd64";
    inspection.described[id] = image;
    publishes_index("nginx:1", "amd64", amd64);

    EXPECT_EQ(checked(), "up_to_date");
}

TEST_F(Checking, HoldsBackWhatIsNotPublishedForThisMachineYet)
{
    installed("blog", {service("web", "nginx:1")});
    publishes_index("nginx:1", "arm64", amd64);

    EXPECT_EQ(checked(), "held_back not_yet");
}

TEST_F(Checking, TellsWhyItDoesNotKnow)
{
    installed("blog", {service("web", "nginx:1")});
    world.registry.is_down();

    EXPECT_EQ(checked(), "unknown registry_unreachable");
    EXPECT_EQ(world.picture->find("blog")->update->why.text, "wanted a connection to the registry, found none");
}

TEST_F(Checking, AsksASilentRegistryOnlyTwice)
{
    std::vector<ServiceModel> services;
    for (int i = 0; i < 20; ++i) services.push_back(service("s" + std::to_string(i), "nginx:" + std::to_string(i)));
    installed("blog", services);
    world.registry.is_down();

    ASSERT_TRUE(check());

    const auto calls = world.registry.calls();
    EXPECT_LE(std::ranges::count(calls, ';') + 1, 9) << calls; // those that were under way together
    EXPECT_EQ(found(), "unknown registry_unreachable");
}

TEST_F(Checking, LeavesARegistryAloneWhoseLimitIsUsedUp)
{
    installed("blog", {service("web", "nginx:1")});
    ASSERT_EQ(checked(), "up_to_date");
    world.registry.forget_calls();
    world.registry.told_limits = {
        {.registry = "docker.io", .rate = {.limit = 100, .remaining = 2, .window = 3600s, .told_at = world.host.clock}}};

    EXPECT_EQ(checked(), "up_to_date") << "what was known stays";
    EXPECT_EQ(world.registry.calls(), "");

    world.host.clock += 2h;
    EXPECT_EQ(checked(), "up_to_date");
    EXPECT_EQ(world.registry.calls(), "digest nginx:1");
}

TEST_F(Checking, NeedsTheEngine)
{
    installed("blog", {service("web", "nginx:1")});
    world.engine.goes_down();
    world.until([this] { return !world.picture->engine().reachable; });

    EXPECT_EQ(checked(), "error engine_unreachable");
    EXPECT_EQ(check("nothing").error().key, "app_not_installed");
}

TEST_F(Checking, SeesThatTheContainerIsOlderThanTheLocalImage)
{
    installed("blog", {service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.has_image("nginx:1", image_id("b"));

    EXPECT_EQ(checked(), "available downloaded");
}

TEST_F(Checking, IsHeldBackByARule)
{
    installed("blog", {service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.registry.has("nginx@" + other, ImageDocument{.config = {"sha256:config", 1}});
    bool skipped = true;
    checks.hold_by([&skipped](std::string_view app, const ServiceCheck& check) -> std::optional<Why> {
        if (app != "blog" || check.service != "web" || !skipped) return std::nullopt;
        return Why{"skipped", "you chose to skip this version"};
    });

    EXPECT_EQ(checked(), "held_back skipped");

    skipped = false;
    world.registry.forget_calls();
    checks.hold_again();
    EXPECT_EQ(found(), "available");
    EXPECT_EQ(world.registry.calls(), "");
}

TEST_F(Checking, TellsANewerTagOfTheSameLine)
{
    installed("blog", {service("web", "nginx:1.2.3")});
    world.registry.has_tags("nginx", {"1.2.4", "2.0.0", "latest"});

    EXPECT_EQ(checked(), "up_to_date");
    EXPECT_EQ(world.picture->find("blog")->update->services[0].newer_tag, "1.2.4");
}

TEST_F(Checking, TellsANewerVersionInTheCatalog)
{
    auto folder = sample_app("blog");
    folder.installed_from = "bundled";
    folder.manifest.version = "1.0.0";
    world.installed(folder, {service("web", "nginx:1")});
    folder.manifest.version = "1.2.0";
    world.sources.offers(folder);
    world.revisions.theirs = {{"manifest.json", FakeAppRevisions::file("new\n")}};

    EXPECT_EQ(checked(), "up_to_date");
    EXPECT_EQ(world.picture->find("blog")->update->newer_version, "1.2.0");

    world.revisions.known_base = world.revisions.theirs; // it was taken
    world.run(checks.look_again("blog"));
    EXPECT_EQ(world.picture->find("blog")->update->newer_version, "");
}

TEST_F(Checking, OfAServiceThatIsBuiltHereSaysSo)
{
    auto built = service("web", "blog-web");
    built.builds = true;
    installed("blog", {built});

    EXPECT_EQ(checked(), "unknown built_here");
    EXPECT_EQ(world.registry.calls(), "");
}

TEST_F(Checking, AfterAnUpdateIsJudgedByTheEngineAlone)
{
    installed("blog", {service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.registry.has("nginx@" + other, ImageDocument{.config = {"sha256:config", 1}});
    ASSERT_EQ(checked(), "available");
    world.registry.forget_calls();

    world.engine.registry_has("nginx:1", image_id("b"));
    world.engine.images["nginx:1"] = world.engine.registry["nginx:1"];
    world.engine.runs("blog", "web", "nginx:1");
    world.settle();
    world.run(checks.look_again("blog"));

    EXPECT_EQ(found(), "up_to_date");
    EXPECT_EQ(world.registry.calls(), "");
}

TEST_F(Checking, FindsTheResultsOfEarlierRuns)
{
    installed("blog", {service("web", "nginx:1")});
    ServiceCheck web{.service = "web", .image = "nginx:1", .state = UpdateState::available};
    store.known.apps["blog"] = summed_up({web}, "");
    store.known.apps["gone"] = summed_up({web}, "");

    world.run(checks.load());

    EXPECT_EQ(found(), "available");
    EXPECT_EQ(store.calls(), "forget gone");
}

TEST_F(Checking, IsKnownEvenWhenItCannotBeWritten)
{
    installed("blog", {service("web", "nginx:1")});
    store.fail("save", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"});

    EXPECT_EQ(checked(), "up_to_date");
}

} // namespace
} // namespace furtka::test
