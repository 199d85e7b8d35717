#include "services/live_picture.hpp"
#include "support/fake_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

struct Heard : ChangeListener {
    void app_changed(std::string_view app) override { text += "app " + std::string(app) + "; "; }
    void engine_changed() override { text += "engine; "; }
    void job_changed(const Job&) override { }
    std::string text;
};

class Picturing : public testing::Test {
protected:
    Picturing()
    {
        world.picture->listen(&heard);
        world.picture->on_engine_back([this] { ++times_back; });
    }
    ~Picturing() override { world.picture->listen(nullptr); }

    AppState state(const std::string& app) { return world.picture->find(app)->condition.state; }
    bool becomes(const std::string& app, AppState wanted)
    {
        return world.until([&] { return world.picture->find(app) != nullptr && state(app) == wanted; });
    }
    void installed()
    {
        world.installed(sample_app("blog"), {service("web", "nginx:1")});
        web = world.engine.containers.front().id;
        heard.text.clear();
    }

    Heard heard;
    int times_back = 0;
    ContainerId web;
    FakeWorld world;
};

TEST_F(Picturing, ShowsFoldersBeforeTheEngineHasAnswered)
{
    world.folders.has(sample_app("blog"));
    world.folders.has_broken(
        "cms", {.kind = ErrorKind::broken, .key = "manifest_json", .message = "manifest.json is no JSON"});

    world.run(world.picture->load());

    EXPECT_EQ(state("blog"), AppState::unknown);
    EXPECT_EQ(world.picture->find("blog")->condition.reason, "the engine has not answered yet");
    EXPECT_EQ(state("cms"), AppState::broken);
    EXPECT_EQ(world.picture->find("cms")->condition.reason, "manifest.json is no JSON");
}

TEST_F(Picturing, BecomesWholeWhenTheEngineAnswers)
{
    installed();

    EXPECT_EQ(state("blog"), AppState::running);
    EXPECT_EQ(world.picture->engine().info->version, "28.5.2");
    EXPECT_EQ(times_back, 1);
}

TEST_F(Picturing, SaysWhyTheEngineIsAwayAtStart)
{
    world.folders.has(sample_app("blog"));
    world.engine.goes_down();
    world.run(world.picture->load());
    world.engine.comes_back();
    world.engine.fail("info", {.kind = ErrorKind::unavailable, .key = "engine_unreachable", .message = "no such socket"});

    world.look();

    EXPECT_TRUE(world.picture->engine().reachable);
    EXPECT_EQ(times_back, 1);
}

TEST_F(Picturing, LosesTheEngineAndFindsItAgainByListing)
{
    installed();
    world.engine.goes_down();
    EXPECT_TRUE(becomes("blog", AppState::unknown));
    EXPECT_EQ(world.picture->engine().problem, "the engine cannot be reached: connection refused");

    world.engine.container(web).state = RunState::exited; // what happened meanwhile, no event tells
    world.engine.container(web).exit_code = 1;
    world.engine.comes_back();

    EXPECT_TRUE(becomes("blog", AppState::failed));
    EXPECT_EQ(world.picture->find("blog")->condition.reason, "web ended with exit code 1");
    EXPECT_EQ(times_back, 2);
}

TEST_F(Picturing, IsNotReachableByAReadingOfOneAppOnly)
{
    installed();
    world.engine.goes_down();
    EXPECT_TRUE(becomes("blog", AppState::unknown));
    world.engine.fail("follow", {.kind = ErrorKind::upstream, .key = "engine_error", .message = "busy"}, FakeCalls::always);
    world.engine.comes_back();

    world.run(world.picture->refresh("blog"));

    EXPECT_FALSE(world.picture->engine().reachable);
    EXPECT_EQ(times_back, 1);
}

TEST_F(Picturing, TriesAgainWhenAListingFailsWhileTheEventsGoOn)
{
    installed();
    world.engine.fail("list blog", {.kind = ErrorKind::timeout, .key = "time_limit", .message = "too slow"});

    world.engine.ends(web, 2);

    EXPECT_TRUE(becomes("blog", AppState::failed));
}

TEST_F(Picturing, IsLostWhileNoListingSucceeds)
{
    installed();
    world.engine.fail("list", {.kind = ErrorKind::upstream, .key = "engine_error", .message = "garbage"}, 3);

    world.engine.ends(web, 2);

    EXPECT_TRUE(world.until([&] { return !world.picture->engine().reachable; }));
    EXPECT_TRUE(becomes("blog", AppState::failed));
    EXPECT_EQ(times_back, 2);
}

TEST_F(Picturing, FollowsWhatHappensToContainers)
{
    installed();
    world.engine.turns(web, Health::starting);
    world.settle();
    EXPECT_EQ(state("blog"), AppState::starting);
    world.engine.turns(web, Health::unhealthy);
    world.settle();
    EXPECT_EQ(state("blog"), AppState::unhealthy);
    world.engine.turns(web, Health::healthy);
    world.settle();
    EXPECT_EQ(state("blog"), AppState::running);
    EXPECT_EQ(heard.text, "app blog; app blog; app blog; ");
}

/// Counts listings.
struct CountingEngine : FakeEngine {
    Task<Result<std::vector<Container>>> list(std::optional<std::string> project) override
    {
        ++lists;
        return FakeEngine::list(std::move(project));
    }
    int lists = 0;
};

TEST_F(Picturing, ReadsOnceForABurstOfEvents)
{
    CountingEngine engine;
    engine.registry_has("nginx:1", image_id("a"));
    world.folders.has(sample_app("blog"));
    world.compose.has("blog", {service("web", "nginx:1")});
    LivePicture picture(world.folders, engine, engine, world.compose);
    boost::asio::cancellation_signal stop;
    bool ended = false;
    world.run(picture.load());
    boost::asio::co_spawn(world.io, picture.run(),
        boost::asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr problem) { ended = !problem; }));
    world.until([&] { return picture.engine().reachable; });
    world.settle();
    const auto before = engine.lists;

    for (int i = 0; i < 50; ++i) engine.runs("blog", "web", "nginx:1");
    world.settle();

    EXPECT_EQ(picture.find("blog")->condition.state, AppState::running);
    EXPECT_LE(engine.lists - before, 2);
    stop.emit(boost::asio::cancellation_type::terminal);
    world.settle();
    EXPECT_TRUE(ended); // without an exception
}

TEST_F(Picturing, LosesNoEventThatComesWhileItReads)
{
    installed();
    world.engine.hold("list blog");
    world.engine.ends(web, 2);
    world.settle();
    world.engine.starts(web);

    world.engine.release("list blog");

    EXPECT_TRUE(becomes("blog", AppState::running));
}

TEST_F(Picturing, ANewerReadingIsNotOverwrittenByAnOlderOne)
{
    installed();
    // The answer of the first reading is made, then delayed; the world changes; a second reading is quicker.
    struct SlowEngine : FakeEngine {
        Task<Result<std::vector<Container>>> list(std::optional<std::string> project) override
        {
            const bool slow = ++lists == slow_one;
            auto listed = co_await FakeEngine::list(std::move(project));
            if (slow) CO_CHECK(co_await look("answer"));
            co_return listed;
        }
        int lists = 0;
        int slow_one = 0;
    } engine;
    engine.registry_has("nginx:1", image_id("a"));
    LivePicture picture(world.folders, engine, engine, world.compose);
    boost::asio::cancellation_signal stop;
    world.run(picture.load());
    boost::asio::co_spawn(
        world.io, picture.run(), boost::asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) { }));
    world.until([&] { return picture.engine().reachable; });
    world.settle();
    engine.hold("answer");
    engine.slow_one = engine.lists + 1;
    const auto id = engine.runs("blog", "web", "nginx:1"); // the event's reading is the slow one
    world.settle();
    engine.container(id).state = RunState::exited;
    engine.container(id).exit_code = 5;
    world.run(picture.refresh("blog"));

    engine.release("answer");
    world.settle();

    EXPECT_EQ(picture.find("blog")->condition.state, AppState::failed);
    stop.emit(boost::asio::cancellation_type::terminal);
    world.settle();
}

TEST_F(Picturing, ShowsAFolderThatAppears)
{
    world.look();
    world.compose.has("blog", {service("web", "nginx:1")});
    world.folders.has(sample_app("blog"));
    world.folders.tell("blog");
    world.settle();

    EXPECT_EQ(state("blog"), AppState::stopped);
    EXPECT_NE(world.picture->find("blog")->resolved, nullptr);
}

TEST_F(Picturing, SeesContainersOfAFolderThatAppearsLate)
{
    world.look();
    world.compose.has("blog", {service("web", "nginx:1")});
    world.publishes("nginx:1", "a");
    world.engine.runs("blog", "web", "nginx:1");
    world.folders.has(sample_app("blog"));
    world.folders.tell("");
    world.settle();

    EXPECT_EQ(state("blog"), AppState::running);
}

TEST_F(Picturing, ForgetsAFolderThatVanishes)
{
    installed();
    world.folders.loses("blog");
    world.folders.tell("blog");
    world.settle();

    EXPECT_EQ(world.picture->find("blog"), nullptr);
    EXPECT_EQ(heard.text, "app blog; ");
}

TEST_F(Picturing, ForgetsAFolderThatVanishesBetweenTwoLooks)
{
    installed();
    world.folders.hold("read blog");
    world.folders.tell("blog");
    world.settle();
    world.folders.loses("blog");
    world.folders.release("read blog");
    world.settle();

    EXPECT_EQ(world.picture->find("blog"), nullptr);
}

TEST_F(Picturing, ReadsAFolderAgainThatChanges)
{
    installed();
    auto folder = world.folders.at("blog");
    folder.intent = Intent::stop;
    world.folders.has(folder);
    world.folders.tell("blog");
    world.settle();

    EXPECT_EQ(world.picture->find("blog")->folder->intent, Intent::stop);
    EXPECT_EQ(heard.text, "app blog; ");
}

TEST_F(Picturing, IsBrokenWhenComposeRefusesTheFileAndNothingRuns)
{
    world.placed(sample_app("blog"), {service("web", "nginx:1")});
    world.compose.forget("blog");
    world.folders.tell("blog");
    world.settle();

    EXPECT_EQ(state("blog"), AppState::broken);
    EXPECT_EQ(world.picture->find("blog")->compose_problem,
        "Compose refuses the compose file of blog: services must be a mapping");
}

TEST_F(Picturing, StillShowsWhatRunsWhenComposeRefusesTheFile)
{
    installed();
    world.compose.forget("blog");
    world.folders.tell("blog");
    world.settle();

    EXPECT_EQ(state("blog"), AppState::running);
    EXPECT_NE(world.picture->find("blog")->compose_problem, "");
}

TEST_F(Picturing, KnowsNothingNewOfAFileWhenComposeCouldNotBeAsked)
{
    installed();
    world.compose.fail("resolve", {.kind = ErrorKind::unavailable, .key = "compose_missing", .message = "no Compose"});
    world.folders.tell("blog");
    world.settle();

    EXPECT_NE(world.picture->find("blog")->resolved, nullptr);
    EXPECT_EQ(world.picture->find("blog")->compose_problem, "");
}

TEST_F(Picturing, IsBusyWhileAJobWorks)
{
    installed();
    world.picture->set_job("blog", 7);
    EXPECT_EQ(state("blog"), AppState::busy);
    EXPECT_EQ(world.picture->state_without_job("blog"), AppState::running);
    world.picture->set_job("blog", std::nullopt);
    EXPECT_EQ(state("blog"), AppState::running);
}

TEST_F(Picturing, AnAppThatIsBeingInstalledIsBusyFromItsFirstSight)
{
    world.look();
    world.picture->set_job("blog", 7);
    world.folders.has(sample_app("blog"));
    world.run(world.picture->refresh("blog"));

    EXPECT_EQ(world.picture->find("blog")->job, 7);
    EXPECT_EQ(state("blog"), AppState::busy);
}

TEST_F(Picturing, CountsEveryChange)
{
    installed();
    const auto before = world.picture->revision();
    world.run(world.picture->refresh("blog")); // nothing changed
    EXPECT_EQ(world.picture->revision(), before);
    world.engine.ends(web, 1);
    world.settle();
    EXPECT_GT(world.picture->revision(), before);
}

} // namespace
} // namespace furtka::test
