#include "services/update_app.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

ServiceModel one_shot(std::string name, std::string image)
{
    auto model = service(std::move(name), std::move(image));
    model.restart = "no";
    return model;
}

class Updating : public testing::Test {
protected:
    Job update(const std::string& app = "blog")
    {
        UpdateApp use_case(world.world(), world.policies, *world.picture);
        return world.run_job(JobKind::update, app, [&](JobContext& job) { return body(use_case, app_name(app), job); });
    }
    static Task<Result<std::string>> body(UpdateApp& use_case, AppName app, JobContext& job)
    {
        CO_TRY(const auto outcome, co_await use_case.run(app, job));
        co_return to_json(outcome);
    }
    void installed(std::vector<ServiceModel> services)
    {
        world.installed(sample_app("blog"), std::move(services));
        world.compose.forget_calls();
        world.engine.forget_calls();
        world.registry.forget_calls();
    }
    std::string change(std::string_view name, std::string_view from, std::string_view to, std::string_view tag)
    {
        return R"({"service":")" + std::string(name) + R"(","from":")" + image_id(from).text + R"(","to":")"
            + image_id(to).text + R"(","tag":")" + std::string(tag) + R"("})";
    }
    static std::string answer(const std::string& services, bool updated, int bytes, const std::string& idle = "")
    {
        return R"({"updated":)" + std::string(updated ? "true" : "false") + R"(,"services":[)" + services
            + R"(],"bytes_pulled":)" + std::to_string(bytes) + R"(,"not_running":[)" + idle + "]}";
    }

    FakeWorld world;
};

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

    EXPECT_EQ(job.result, answer(change("web", "nginx:1", "b", "nginx:1"), true, 1000));
    EXPECT_EQ(world.engine.calls(), "pull nginx:1");
    EXPECT_EQ(world.compose.calls(), "up blog");
    EXPECT_EQ(world.engine.container(cache).state, RunState::running);
    EXPECT_EQ(world.store.journal(), "about_to 1 up {}; taken 1 up {}");
    EXPECT_EQ(world.picture->find("blog")->condition.state, AppState::running);
}

TEST_F(Updating, SeesThatTheContainerIsOlderThanTheLocalImage)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.has_image("nginx:1", image_id("b")); // somebody pulled by hand

    const auto job = update();

    EXPECT_EQ(job.result, answer(change("web", "nginx:1", "b", "nginx:1"), true, 0));
    EXPECT_EQ(world.engine.calls(), "");
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

    EXPECT_EQ(job.result, answer(change("web", "nginx:1", "b", "nginx:1"), true, 1000));
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
    EXPECT_EQ(world.store.journal(), "");
    EXPECT_EQ(world.snapshot(), before);
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

TEST_F(Updating, TellsThatUpFailed)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.compose.fail("up", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "up: exit code 1: no"});

    const auto job = update();

    EXPECT_EQ(job.error->key, "compose_failed");
    EXPECT_EQ(world.store.job(1)->state, JobState::failed); // the end is written, so no recovery begins later
}

TEST_F(Updating, DoesNotBelieveTheExitCodeOfUp)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.compose.on_up = [](const ComposeProject&) { };

    const auto job = update();

    EXPECT_EQ(job.error->key, "update_not_applied");
    EXPECT_EQ(job.error->details, (std::vector<std::pair<std::string, std::string>>{{"service", "web"}}));
}

struct BadStart {
    std::string name;
    std::function<void(Container&)> makes;
    std::string message;
    std::string restart = "unless-stopped";
};

void PrintTo(const BadStart& start, std::ostream* out) { *out << start.name; }

class StartingBadly : public Updating, public testing::WithParamInterface<BadStart> { };

TEST_P(StartingBadly, IsTold)
{
    auto web = service("web", "nginx:1");
    web.restart = GetParam().restart;
    installed({web});
    world.publishes("nginx:1", "b");
    world.on_container = GetParam().makes;
    const auto made = [&] { return world.engine.containers.back().id; };

    const auto job = update();
    world.engine.output[made().text] = {"cannot open config"};

    EXPECT_EQ(job.error->key, "app_failed_to_start");
    EXPECT_EQ(job.error->message, GetParam().message);
    EXPECT_EQ(job.error->details.front(), (std::pair<std::string, std::string>{"service", "web"}));
}

INSTANTIATE_TEST_SUITE_P(EachKind, StartingBadly,
    testing::Values(BadStart{"exits",
                        [](Container& c) {
                            c.state = RunState::exited;
                            c.exit_code = 3;
                        },
                        "web ended with exit code 3"},
        BadStart{"loops",
            [](Container& c) {
                c.restart_count = 2;
                c.exit_code = 1;
            },
            "web ends and is started over and over, last with exit code 1"},
        BadStart{"ends_well_but_should_run",
            [](Container& c) {
                c.state = RunState::exited;
                c.exit_code = 0;
            },
            "web ended with exit code 0", "always"},
        BadStart{"was_killed",
            [](Container& c) {
                c.state = RunState::exited;
                c.exit_code = 137;
                c.oom_killed = true;
            },
            "web was ended because it used more memory than it may"},
        BadStart{"never_starts", [](Container& c) { c.state = RunState::created; }, "web was created but did not start"}),
    [](const auto& parameter) { return parameter.param.name; });

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
    EXPECT_EQ(world.engine.calls(), "pull nginx:1; remove container 0123456789ab_blog-web-1");
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

TEST_F(Updating, ChangesNothingWhenCancelledDuringThePull)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    const auto before = world.snapshot();
    world.engine.hold("pull");
    UpdateApp use_case(world.world(), world.policies, *world.picture);
    const auto id =
        world.start_job(JobKind::update, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), job); });
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
    UpdateApp use_case(world.world(), world.policies, *world.picture);
    const auto id =
        world.start_job(JobKind::update, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), job); });
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
