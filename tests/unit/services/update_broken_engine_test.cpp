#include "support/updating.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <algorithm>

namespace furtka::test {
namespace {

TEST_F(Updating, WaitsForAnEngineThatDiesDuringUp)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.compose.hold("up");
    const auto id = begin();
    ASSERT_TRUE(world.until([&] { return world.compose.held() == 1; }));

    world.compose.fail("up", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "EOF"});
    world.engine.goes_down();
    world.compose.release("up");
    ASSERT_TRUE(world.until(
        [&] { return !world.jobs->find(id)->log.empty() && world.jobs->find(id)->log.back().ends_with("waiting for it"); }));
    EXPECT_EQ(world.jobs->find(id)->state, JobState::running);
    world.engine.comes_back();
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.engine.containers.front().image, image_id("b"));
}

TEST_F(Updating, LeavesNothingWhenTheEngineDiesBeforeUp)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.hold("tag furtka/rollback");
    const auto id = begin();
    ASSERT_TRUE(world.until([&] { return world.engine.held() == 1; }));
    EXPECT_EQ(world.engine.images.at("nginx:1").id, image_id("b")) << "pulled";

    world.engine.goes_down();
    world.engine.release("tag furtka/rollback");
    ASSERT_TRUE(world.until([&] {
        const auto log = world.jobs->find(id).value().log;
        return !log.empty() && log.back().ends_with("waiting for the engine");
    }));
    world.engine.comes_back();
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.state, JobState::failed);
    EXPECT_EQ(world.engine.images.at("nginx:1").id, image_id("nginx:1")) << "the next up would apply it";
    EXPECT_EQ(own_names(), std::vector<std::string>{});
}

TEST_F(Updating, LeavesNoNameWhenTheEngineDiesWhileOldPointsGo)
{
    world.policies.recovery_points = 1;
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    ASSERT_EQ(update().state, JobState::done);
    world.publishes("nginx:1", "c");
    world.engine.hold("untag furtka/rollback/blog/web:1");
    const auto id = begin();
    ASSERT_TRUE(world.until([&] { return world.engine.held() == 1; }));

    world.engine.goes_down();
    world.engine.release("untag furtka/rollback/blog/web:1");
    world.settle();
    world.engine.comes_back();
    EXPECT_EQ(world.run(world.jobs->wait(id)).value().state, JobState::done);
    EXPECT_EQ(own_names(), std::vector<std::string>{"furtka/rollback/blog/web:2"});
}

class UpdatingOnAnEngineThatDies : public Updating {
protected:
    void SetUp() override
    {
        installed({service("web", "nginx:1")});
        world.engine.containers.front().ports = {{"0.0.0.0", 8100, 8080, "tcp"}};
        world.on_container = [](Container& c) { c.ports = {{"0.0.0.0", 8100, 8080, "tcp"}}; };
        world.probe.answers = [this](
                                  const ProbeTarget&) { return PortAnswer{.open = world.engine.containers.front().runs()}; };
        world.publishes("nginx:1", "b");
        boost::asio::co_spawn(
            world.io, world.picture->run(), boost::asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) { }));
        world.until([&] { return world.picture->engine_session() != 0; });
        world.compose.hold("up");
        id = begin();
    }
    void TearDown() override
    {
        stop.emit(boost::asio::cancellation_type::terminal);
        world.settle();
    }
    /// While Compose works.
    void engine_dies()
    {
        ASSERT_TRUE(world.until([&] { return world.compose.held() == 1 && world.picture->engine_session() != 0; }));
        world.compose.fail("up", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "EOF"});
        world.engine.goes_down();
        world.settle();
    }
    std::ptrdiff_t waits() const
    {
        const auto job = world.jobs->find(id).value();
        return std::ranges::count_if(job.log, [](const auto& line) { return line.ends_with("waiting for it"); });
    }

    boost::asio::cancellation_signal stop;
    JobId id = 0;
};

TEST_F(UpdatingOnAnEngineThatDies, TriesTheVersionAgainThoughTheEngineIsBackBeforeItIsAsked)
{
    engine_dies();
    world.engine.comes_back();
    world.compose.release("up");
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.engine.containers.front().image, image_id("b"));
}

TEST_F(UpdatingOnAnEngineThatDies, DoesNotBlameTheVersionWhenItGoesBack)
{
    for (int deaths = 1; deaths <= 3; ++deaths) {
        engine_dies();
        world.compose.release("up");
        ASSERT_TRUE(world.until([&] { return waits() == deaths; }));
        if (deaths < 3) world.compose.hold("up");
        world.engine.comes_back();
    }
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.error->key, "update_taken_back");
    EXPECT_EQ(detail(job, "cause"), "engine_died");
    EXPECT_EQ(world.engine.containers.front().image, image_id("nginx:1"));
    EXPECT_TRUE(world.history.images.empty()) << "refused for good";
}

TEST_F(UpdatingOnAnEngineThatDies, DoesNotBlameTheVersionWhenItDiesBetweenTwoLooks)
{
    // The gate waits for a port's answer while the engine crashes and is started again.
    int asked = 0;
    world.probe.answers = [&](const ProbeTarget&) {
        auto& container = world.engine.containers.front();
        if (container.image == image_id("b") && ++asked == 1) {
            world.engine.goes_down();
            world.engine.comes_back();
            container.state = RunState::exited;
            container.exit_code = 255;
        }
        return PortAnswer{.open = container.runs()};
    };
    ASSERT_TRUE(world.until([&] { return world.compose.held() == 1; }));
    world.compose.release("up");
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_GT(asked, 1);
    EXPECT_EQ(world.engine.containers.front().image, image_id("b"));
}

TEST_F(UpdatingOnAnEngineThatDies, MakesContainersAnewThatAreNotWellAfterIt)
{
    world.engine.nets.push_back({"blog_default", "blog", Subnet::parse("10.1.0.0/24").value()});
    world.compose.on_up = [this, up = world.compose.on_up](const ComposeProject& project) {
        up(project);
        if (world.compose.up_options.force_recreate) return;
        for (auto& container : world.engine.containers) container.state = RunState::exited;
    };
    engine_dies();
    world.engine.comes_back();
    world.compose.release("up");
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.engine.containers.front().image, image_id("b"));
    EXPECT_EQ(world.compose.calls(), "up blog; up blog; up blog force-recreate");
    EXPECT_TRUE(world.engine.nets.empty()) << "the network that the engine crashed on is made anew too";
}

TEST_F(Updating, ClearsTheLeftoverOfAnInterruptedRecreateAndTriesOnceMore)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    Container leftover = world.engine.containers.front();
    leftover.id = {"old"};
    leftover.name = "0123456789ab_blog-web-1";
    leftover.state = RunState::exited;
    world.engine.containers.push_back(leftover);
    world.compose.fail("up", {.kind = ErrorKind::upstream, .key = "name_conflict", .message = "name is already in use"});

    const auto job = update();

    EXPECT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.compose.calls(), "up blog; up blog");
    EXPECT_EQ(
        world.engine.calls(), "pull nginx:1; tag furtka/rollback/blog/web:1; remove container 0123456789ab_blog-web-1");
}

TEST_F(Updating, GivesTheAppItsOwnSubnetWhenTheEngineHasNoneLeft)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.nets.push_back({.name = "other", .project = "other", .subnet = *Subnet::parse("10.201.0.0/24")});
    world.compose.fail(
        "up", {.kind = ErrorKind::upstream, .key = "address_pools_full", .message = "all predefined address pools"});

    const auto job = update();

    EXPECT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.compose.calls(), "up blog; up blog");
    EXPECT_NE(world.folders.network_override("blog").find("10.201.1.0/24"), std::string::npos);
    EXPECT_EQ(world.compose.used.back().files, (std::vector<std::string>{"docker-compose.yaml", ".furtka/networks.yaml"}));
}

} // namespace
} // namespace furtka::test
