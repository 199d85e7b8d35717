#include "support/updating.hpp"

namespace furtka::test {
namespace {

ServiceModel one_shot(std::string name, std::string image)
{
    auto model = service(std::move(name), std::move(image));
    model.restart = "no";
    return model;
}

TEST_F(Updating, RefusesAnAppThatIsNotInstalled)
{
    UpdateApp use_case(world.world(), world.policies, *world.picture);

    const auto checked = world.run(use_case.check(app_name("nowhere")));

    EXPECT_EQ(checked.error().kind, ErrorKind::not_found);
    EXPECT_EQ(checked.error().key, "app_not_installed");
}

TEST_F(Updating, TouchesNothingWhenNoImageChanged)
{
    installed({service("db", "postgres:16"), service("web", "nginx:1")});
    const auto before = world.snapshot();

    const auto job = update();

    EXPECT_EQ(job.result, answer("", false, 0));
    EXPECT_EQ(world.compose.calls(), "");
    EXPECT_EQ(world.engine.calls(), ""); // not even a pull: the registry has what is here
    EXPECT_EQ(world.store.calls(), ""); // and no write before the answer
    EXPECT_EQ(world.snapshot(), before);
}

TEST_F(Updating, AsksTheRegistryOnceForEachDistinctImage)
{
    installed({service("a", "nginx:1"), service("b", "nginx:1"), service("c", "redis:7")});

    update();

    EXPECT_EQ(world.registry.calls(), "digest nginx:1; digest redis:7");
}

TEST_F(Updating, RecreatesTheOneOfThreeThatChanged)
{
    installed({service("cache", "redis:7"), service("db", "postgres:16"), service("web", "nginx:1")});
    const auto cache = world.engine.containers.at(0).id;
    world.publishes("nginx:1", "b");

    const auto job = update();

    EXPECT_EQ(told(job),
        answer(change("web", "nginx:1", "b", "nginx:1"), true, 1000, "",
            R"("cache: runs for 0 s without a restart","db: runs for 0 s without a restart",)"
            R"("web: runs for 0 s without a restart")"));
    EXPECT_EQ(world.engine.calls(),
        "pull nginx:1; tag furtka/rollback/blog/cache:1; tag furtka/rollback/blog/db:1; tag furtka/rollback/blog/web:1");
    EXPECT_EQ(world.compose.calls(), "up blog");
    EXPECT_TRUE(world.compose.up_options.never_pull);
    EXPECT_EQ(world.engine.container(cache).state, RunState::running);
    EXPECT_EQ(steps(), "pull tag point up gate");
    EXPECT_EQ(world.picture->find("blog")->condition.state, AppState::running);
}

TEST_F(Updating, AsksTheRegistryForSizesTheEngineDidNotTell)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.tells_sizes = false;
    const ImageDocument index{
        .is_index = true, .platforms = {{.digest = Digest{image_id("m").text}, .platform = {.architecture = "amd64"}}}};
    world.registry.has("nginx@" + image_id("b").text, index);
    const ImageDocument manifest{
        .layers = {{.digest = image_id("b").text, .size = 4321}, {.digest = image_id("c").text, .size = 7}}};
    world.registry.has("nginx@" + image_id("m").text, manifest);

    EXPECT_EQ(told(update()), answer(change("web", "nginx:1", "b", "nginx:1"), true, 4321)) << "the other layer was here";
}

TEST_F(Updating, GoesOnWhenNobodyTellsSizes)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.tells_sizes = false;

    EXPECT_EQ(told(update()), answer(change("web", "nginx:1", "b", "nginx:1"), true, 0));
}

TEST_F(Updating, SeesThatTheContainerIsOlderThanTheLocalImage)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.has_image("nginx:1", image_id("b")); // somebody pulled by hand

    const auto job = update();

    EXPECT_EQ(told(job), answer(change("web", "nginx:1", "b", "nginx:1"), true, 0));
    EXPECT_EQ(world.engine.calls(), "tag furtka/rollback/blog/web:1");
}

TEST_F(Updating, NeitherComparesNorStartsAServiceThatDoesNotRun)
{
    installed({service("web", "nginx:1"), service("worker", "busybox:1")});
    world.engine.ends(world.engine.containers.at(1).id, 0);
    world.publishes("busybox:1", "b");

    const auto job = update();

    EXPECT_EQ(job.result, answer("", false, 1000, R"("worker")"));
    EXPECT_EQ(world.compose.calls(), "");
}

TEST_F(Updating, GivesUpOnlyTheRunningServicesAndTheOneShotsTheyWaitFor)
{
    auto web = service("web", "nginx:1");
    web.depends_on = {"migrate"};
    web.completes_first = {"migrate"};
    installed({one_shot("migrate", "tool:1"), web, service("worker", "busybox:1")});
    world.engine.ends(world.engine.containers.at(0).id, 0);
    world.engine.ends(world.engine.containers.at(2).id, 137);
    world.publishes("nginx:1", "b");

    update();

    EXPECT_EQ(world.compose.calls(), "up blog migrate web");
}

TEST_F(Updating, LooksAtTheFirstReplica)
{
    auto web = service("web", "nginx:1");
    web.replicas = 3;
    installed({web});
    world.publishes("nginx:1", "b");

    const auto job = update();

    EXPECT_EQ(told(job), answer(change("web", "nginx:1", "b", "nginx:1"), true, 1000));
    for (const auto& container : world.engine.containers) EXPECT_EQ(container.image, image_id("b")) << container.name;
}

TEST_F(Updating, RefusesAComposeFileThatIsNotValid)
{
    installed({service("web", "nginx:1")});
    world.compose.forget("blog");

    const auto job = update();

    EXPECT_EQ(job.error->key, "compose_invalid");
    EXPECT_EQ(world.engine.calls(), "");
}

TEST_F(Updating, FailsWhenTheEngineIsAway)
{
    installed({service("web", "nginx:1")});
    world.engine.goes_down();
    world.settle();

    const auto job = update();

    EXPECT_EQ(job.error->key, "engine_unreachable");
    EXPECT_EQ(world.compose.calls(), "");
}

/// Every way in which a registry can refuse, as the engine tells it.
class RefusedPull : public Updating, public testing::WithParamInterface<Error> { };

TEST_P(RefusedPull, LeavesTheAppAsItWas)
{
    installed({service("db", "postgres:16"), service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.fail("pull nginx:1", GetParam());
    const auto before = world.snapshot();

    const auto job = update();

    EXPECT_EQ(job.state, JobState::failed);
    EXPECT_EQ(*job.error, GetParam());
    EXPECT_EQ(world.compose.calls(), "");
    EXPECT_EQ(steps(), "pull?");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(own_names(), std::vector<std::string>{});
    ASSERT_EQ(world.history.entries.size(), 1U);
    EXPECT_EQ(world.history.entries.front().outcome, HistoryOutcome::failed);
    EXPECT_EQ(world.history.entries.front().key, GetParam().key);
}

INSTANTIATE_TEST_SUITE_P(EachKind, RefusedPull,
    testing::Values(Error{.kind = ErrorKind::not_found, .key = "image_unknown", .message = "manifest unknown"},
        Error{.kind = ErrorKind::denied, .key = "registry_denied", .message = "unauthorized", .hint = "log in"},
        Error{.kind = ErrorKind::upstream, .key = "registry_rate_limit", .message = "toomanyrequests"},
        Error{.kind = ErrorKind::upstream, .key = "pull_failed", .message = "received unexpected HTTP status: 500"},
        Error{.kind = ErrorKind::upstream, .key = "pull_cut", .message = "the stream ended early"},
        Error{.kind = ErrorKind::no_space, .key = "disk_full", .message = "no space left on device"},
        Error{.kind = ErrorKind::unavailable, .key = "registry_unreachable", .message = "connection refused"},
        Error{.kind = ErrorKind::timeout, .key = "pull_silent", .message = "no word for 120 s"}));

TEST_F(Updating, LetsTheEngineDecideWhenTheRegistryDoesNotAnswerFurtka)
{
    installed({service("web", "nginx:1")});
    world.registry.is_down();

    const auto job = update();

    EXPECT_EQ(job.result, answer("", false, 0));
    EXPECT_EQ(world.engine.calls(), "pull nginx:1");
}

TEST_F(Updating, NeverAsksForAPinnedOrABuiltImage)
{
    auto built = service("app", "own:1");
    built.builds = true;
    const auto pinned = "nginx@" + image_id("a").text;
    installed({built, service("web", pinned)});

    const auto job = update();

    EXPECT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.registry.calls(), "");
    EXPECT_EQ(world.engine.calls(), "");
}

TEST_F(Updating, DownloadsNothingOntoAFullDisk)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.host.free = 1'000'000;

    const auto job = update();

    EXPECT_EQ(job.error->key, "disk_low");
    EXPECT_EQ(world.engine.calls(), "");
}

TEST_F(Updating, ChangesNothingWhenCancelledDuringThePull)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    const auto before = world.snapshot();
    world.engine.hold("pull");
    const auto id = begin();
    world.until([&] { return world.engine.held() == 1; });

    EXPECT_TRUE(world.jobs->cancel(id));
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.state, JobState::cancelled);
    EXPECT_EQ(world.compose.calls(), "");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_TRUE(world.jobs->check_free("blog"));
}

TEST_F(Updating, GoesThroughWithUpWhenCancelledDuringIt)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.compose.hold("up");
    const auto id = begin();
    world.until([&] { return world.compose.held() == 1; });

    EXPECT_TRUE(world.jobs->cancel(id));
    world.settle();
    world.compose.release("up");
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.state, JobState::done);
    EXPECT_EQ(world.engine.containers.front().image, image_id("b"));
}

} // namespace
} // namespace furtka::test
