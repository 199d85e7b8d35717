#include "services/reconciler.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

class Reconciling : public testing::Test {
protected:
    Reconciler reconciler() { return {world.world(), world.policies, *world.picture, *world.jobs}; }
    std::string plan()
    {
        auto use_case = reconciler();
        return to_text(world.run(use_case.plan()).value());
    }
    ReconcileOutcome reconcile()
    {
        auto use_case = reconciler();
        return world.run(use_case.run()).value();
    }
    ContainerId container_of(const std::string& app)
    {
        for (const auto& c : world.engine.containers) {
            if (c.project == app) return c.id;
        }
        return {};
    }
    /// As after a crash of the engine.
    void ends(const std::string& app)
    {
        world.engine.ends(container_of(app), 137);
        world.settle();
    }

    FakeWorld world;
};

TEST_F(Reconciling, HasNothingToDoWhenAllIsWell)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});

    EXPECT_EQ(plan(), "");
    EXPECT_TRUE(reconcile().plan.empty());
    EXPECT_EQ(world.store.calls(), "");
}

TEST_F(Reconciling, TellsWhatItWouldDoAndChangesNothing)
{
    auto folder = sample_app("blog");
    folder.manifest.volumes = {"data"};
    world.installed(folder, {service("web", "nginx:1")});
    world.engine.volumes.clear();
    ends("blog");
    const auto before = world.snapshot();

    EXPECT_EQ(plan(), "ensure_volume blog data: it does not exist\nup blog: web is not running\n");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.compose.calls() + world.engine.calls(), "");
}

TEST_F(Reconciling, BringsBackWhatRanAndNotWhatItsOwnerStopped)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});
    world.installed(sample_app("cms"), {service("web", "nginx:1")});
    world.run(world.folders.write_intent(app_name("cms"), Intent::stop));
    ends("blog");
    ends("cms");

    const auto outcome = reconcile();

    EXPECT_TRUE(outcome.failures.empty());
    EXPECT_EQ(world.compose.calls(), "up blog");
    EXPECT_EQ(world.picture->find("blog")->condition.state, AppState::running);
    EXPECT_EQ(world.picture->find("cms")->condition.state, AppState::stopped);
}

TEST_F(Reconciling, StopsWhatRunsAgainstItsOwnersWill)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});
    world.run(world.folders.write_intent(app_name("blog"), Intent::stop));
    world.settle();

    reconcile();

    EXPECT_EQ(world.compose.calls(), "stop blog");
}

TEST_F(Reconciling, StartsProvidersInARoundBeforeTheirConsumers)
{
    auto bridge = sample_app("bridge");
    bridge.manifest.requirements = {{.app = "broker", .on_start = "scripts/check.sh"}};
    world.folders.scripts["broker/scripts/check.sh"] = "check";
    world.installed(bridge, {service("bridge", "zigbee:1")});
    world.installed(sample_app("broker"), {service("broker", "mosquitto:2")});
    ends("bridge");
    ends("broker");

    const auto outcome = reconcile();

    EXPECT_EQ(to_text(outcome.plan),
        "up broker: broker is not running\n"
        "run_hook bridge broker: requires.on_start scripts/check.sh\n"
        "up bridge: bridge is not running\n");
    EXPECT_EQ(world.compose.calls(), "up broker; exec broker broker sh -c check; up bridge");
}

TEST_F(Reconciling, OneFailureDoesNotStopTheOthers)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});
    world.installed(sample_app("cms"), {service("web", "nginx:1")});
    ends("blog");
    ends("cms");
    world.compose.fail("up blog", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "no"});

    const auto outcome = reconcile();

    ASSERT_EQ(outcome.failures.size(), 1U);
    EXPECT_EQ(outcome.failures.front().app, "blog");
    EXPECT_EQ(outcome.failures.front().error.key, "compose_failed");
    EXPECT_EQ(world.picture->find("cms")->condition.state, AppState::running);
}

TEST_F(Reconciling, SaysWhenAnAppDoesNotComeBack)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});
    ends("blog");
    world.compose.on_up = [](const ComposeProject&) { };

    EXPECT_EQ(reconcile().failures.front().error.key, "app_failed_to_start");
}

TEST_F(Reconciling, WorksOnMoreAppsThanTheQueueHolds)
{
    for (int i = 0; i < 80; ++i) {
        const auto name = "app" + std::to_string(i);
        world.installed(sample_app(name), {service("web", "nginx:1")});
        world.engine.ends(container_of(name), 137);
    }
    world.settle();

    const auto outcome = reconcile();

    EXPECT_EQ(outcome.plan.size(), 80U);
    EXPECT_TRUE(outcome.failures.empty());
}

TEST_F(Reconciling, WorksOnAtMostFourAppsAtOnce)
{
    for (const auto* name : {"a", "b", "c", "d", "e", "f"}) {
        world.installed(sample_app(name), {service("web", "nginx:1")});
        world.engine.ends(container_of(name), 137);
    }
    world.settle();
    world.compose.hold("up");
    std::optional<ReconcileOutcome> outcome;
    auto use_case = reconciler();
    auto act = [](Reconciler& it, std::optional<ReconcileOutcome>& out) -> Task<void> {
        auto result = co_await it.run();
        out = std::move(*result);
    };
    boost::asio::co_spawn(world.io, act(use_case, outcome), [](std::exception_ptr) { });
    world.settle();

    EXPECT_EQ(world.compose.held(), 4U);
    world.compose.release("up");
    EXPECT_TRUE(world.until([&] { return outcome.has_value(); }));
    EXPECT_TRUE(outcome->failures.empty());
}

TEST_F(Reconciling, RecreatesWhatDiffersFromItsFile)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});
    world.engine.containers.front().config_hash = "older";

    EXPECT_EQ(plan(), "up blog: web differs from its compose file\n");
}

TEST_F(Reconciling, DoesNotCompareHashesOfAnotherCompose)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});
    world.engine.containers.front().config_hash = "older";
    world.engine.containers.front().compose_version = "2.20.0";

    EXPECT_EQ(plan(), "");
}

TEST_F(Reconciling, SkipsWhatCannotBeUsed)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});
    world.folders.has_broken("blog", {.kind = ErrorKind::broken, .key = "manifest_json", .message = "no JSON"});
    world.folders.tell("blog");
    auto cms = sample_app("cms");
    cms.env = EnvFile::parse("DB_PASSWORD=changeme\n").value();
    world.placed(cms, {service("web", "nginx:1")});
    world.placed(sample_app("wiki"), {service("web", "nginx:1")});
    world.compose.forget("wiki");

    EXPECT_EQ(plan(),
        "skip blog: no JSON\n"
        "skip cms: DB_PASSWORD of cms is still a placeholder\n"
        "skip wiki: Compose cannot read its compose file: Compose refuses the compose file of wiki: services must be a "
        "mapping\n");
}

TEST_F(Reconciling, ClearsWhatAnInterruptedRecreateLeft)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});
    Container leftover = world.engine.containers.front();
    leftover.id = {"old"};
    leftover.name = "0123456789ab_blog-web-1";
    leftover.state = RunState::exited;
    world.engine.containers.push_back(leftover);

    reconcile();

    EXPECT_EQ(world.engine.calls(), "remove container 0123456789ab_blog-web-1");
    EXPECT_EQ(world.compose.calls(), "");
}

TEST_F(Reconciling, SkipsAnAppThatAJobWorksOn)
{
    world.installed(sample_app("blog"), {service("web", "nginx:1")});
    ends("blog");
    world.picture->set_job("blog", 3);

    EXPECT_EQ(plan(), "skip blog: a job is at work on it\n");
}

TEST_F(Reconciling, FailsWhenTheEngineIsAway)
{
    world.engine.goes_down();
    auto use_case = reconciler();

    EXPECT_EQ(world.run(use_case.plan()).error().key, "engine_unreachable");
}

} // namespace
} // namespace furtka::test
