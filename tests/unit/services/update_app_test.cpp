#include "services/update_app.hpp"
#include "support/fake_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

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
    static std::string answer(const std::string& services, bool updated, int bytes, const std::string& idle = "",
        const std::string& proof = R"("web: runs for 0 s without a restart")")
    {
        return R"({"updated":)" + std::string(updated ? "true" : "false") + R"(,"services":[)" + services
            + R"(],"bytes_pulled":)" + std::to_string(bytes) + R"(,"not_running":[)" + idle + "]"
            + (updated ? R"(,"proof":[)" + proof + R"(],"downtime_seconds":"some","recovery_point":1})"
                       : R"(,"proof":[],"downtime_seconds":null,"recovery_point":null})");
    }

    /// The result, with a word for the downtime: the fakes have a clock of their own.
    static std::string told(const Job& job)
    {
        static const std::regex downtime(R"("downtime_seconds":[0-9][^,]*)");
        return std::regex_replace(job.result, downtime, R"("downtime_seconds":"some")");
    }
    /// `pull tag point up gate`; one that is not marked as taken has a `?`.
    std::string steps(JobId job = 1) const
    {
        std::string text;
        for (const auto& step : world.store.steps(job))
            text += (text.empty() ? "" : " ") + step.step + (step.taken ? "" : "?");
        return text;
    }
    static std::string detail(const Job& job, std::string_view name)
    {
        for (const auto& [key, value] : job.error->details) {
            if (key == name) return value;
        }
        return "(none)";
    }
    /// Furtka's own names on the engine.
    std::vector<std::string> own_names()
    {
        std::vector<std::string> names;
        for (const auto& tag : world.run(world.engine.own_tags("")).value()) names.push_back(tag.familiar());
        return names;
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

TEST_F(Updating, TakesBackWhatUpCannotStart)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    const auto before = world.snapshot();
    world.compose.fail("up", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "up: exit code 1: no"});

    const auto job = update();

    EXPECT_EQ(job.error->key, "update_taken_back");
    EXPECT_EQ(detail(job, "cause"), "compose_failed");
    EXPECT_EQ(world.compose.calls(), "up blog; up blog");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.store.job(1)->state, JobState::failed); // the end is written, so no recovery begins later
}

TEST_F(Updating, DoesNotBelieveTheExitCodeOfUp)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.compose.on_up = [](const ComposeProject&) { };

    const auto job = update();

    EXPECT_EQ(job.error->key, "update_taken_back");
    EXPECT_EQ(detail(job, "cause"), "not_applied");
    EXPECT_EQ(detail(job, "service"), "web");
}

TEST_F(Updating, PutsOldImagesBackBehindTheTagsAndRemembersTheFailedOne)
{
    installed({service("db", "postgres:16"), service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    const auto before = world.snapshot();
    world.on_container = [](Container& c) {
        if (c.image != image_id("b")) return;
        c.state = RunState::exited;
        c.exit_code = 3;
    };

    const auto job = update();

    EXPECT_EQ(job.error->key, "update_taken_back");
    EXPECT_EQ(job.error->kind, ErrorKind::upstream);
    EXPECT_EQ(job.error->message,
        "the new version of blog was taken back, and what ran before runs again: web ended with exit code 3");
    EXPECT_EQ(steps(), "pull tag point up gate? back");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.engine.images.at("nginx:1").id, image_id("nginx:1"));
    EXPECT_EQ(own_names(), std::vector<std::string>{}) << "nothing is left over";
    EXPECT_TRUE(world.points.points["blog"].empty());
    EXPECT_EQ(world.run(world.engine.find_id(image_id("b"))).value(), std::nullopt) << "nobody needs it";
    ASSERT_EQ(world.history.images.size(), 1U);
    EXPECT_EQ(world.history.images.front().image, image_id("b"));
    EXPECT_EQ(world.history.images.front().digest, image_id("b").text);
    ASSERT_EQ(world.history.entries.size(), 1U);
    const auto& entry = world.history.entries.front();
    EXPECT_EQ(entry.outcome, HistoryOutcome::taken_back);
    EXPECT_EQ(entry.key, "exited");
    EXPECT_EQ(entry.by, "owner");
    EXPECT_EQ(entry.bytes_pulled, 1000U);
    EXPECT_TRUE(entry.downtime);
    EXPECT_EQ(entry.changes.size(), 1U);
}

TEST_F(Updating, DoesNotTryATakenBackImageAgainByItself)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.history.images = {{.app = "blog", .tag = "nginx:1", .image = image_id("b"), .reason = "it ended"}};
    const auto before = world.snapshot();
    UpdateApp use_case(world.world(), world.policies, *world.picture);

    const auto by_policy = world.run_job(JobKind::update, "blog", [&](JobContext& job) -> Task<Result<std::string>> {
        CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), job, UpdateBy::policy));
        co_return to_json(outcome);
    });

    EXPECT_EQ(by_policy.error->key, "image_refused");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.engine.images.at("nginx:1").id, image_id("nginx:1"));

    EXPECT_EQ(update().state, JobState::done) << "its owner may";
    EXPECT_TRUE(world.history.images.empty()) << "and it was proven";
}

TEST_F(Updating, WritesWhatItDidIntoTheHistory)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.registry.at("nginx:1").version = "1.28";

    update();

    ASSERT_EQ(world.history.entries.size(), 1U);
    const auto& entry = world.history.entries.front();
    EXPECT_EQ(entry.outcome, HistoryOutcome::done);
    EXPECT_EQ(entry.job, 1);
    EXPECT_EQ(entry.at, world.host.clock);
    EXPECT_EQ(entry.proof, std::vector<std::string>{"web: runs for 0 s without a restart"});
    EXPECT_EQ(entry.changes,
        (std::vector<HistoryChange>{{.service = "web",
            .tag = "nginx:1",
            .from = image_id("nginx:1"),
            .to = image_id("b"),
            .from_version = "",
            .to_version = "1.28",
            .to_digest = image_id("b").text}}));
}

TEST_F(Updating, KeepsTheNewestRecoveryPointsAndOnlyTheirImages)
{
    world.policies.recovery_points = 2;
    installed({service("web", "nginx:1")});
    for (const auto* version : {"b", "c", "d", "e"}) {
        world.publishes("nginx:1", version);
        EXPECT_EQ(update().state, JobState::done);
    }

    EXPECT_EQ(own_names(), (std::vector<std::string>{"furtka/rollback/blog/web:3", "furtka/rollback/blog/web:4"}));
    EXPECT_EQ(world.points.points["blog"].size(), 2U);
    EXPECT_EQ(world.run(world.engine.find_id(image_id("b"))).value(), std::nullopt);
    EXPECT_NE(world.run(world.engine.find_id(image_id("c"))).value(), std::nullopt);
}

TEST_F(Updating, RefusesAnImageThatMovedItsDataOffTheAppsVolumes)
{
    auto db = service("db", "postgres:16");
    db.mounts = {{.type = "volume", .source = "data", .target = "/var/lib/postgresql/data"}};
    installed({db});
    world.engine.images.at("postgres:16").volumes = {"/var/lib/postgresql/data"};
    world.publishes("postgres:16", "b");
    world.engine.registry.at("postgres:16").volumes = {"/srv/postgresql"};
    const auto before = world.snapshot();

    const auto job = update();

    EXPECT_EQ(job.error->key, "update_taken_back");
    EXPECT_EQ(detail(job, "cause"), "volume_moved");
    EXPECT_EQ(world.compose.calls(), "");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.engine.images.at("postgres:16").id, image_id("postgres:16"));
    EXPECT_EQ(world.history.images.size(), 1U);
    EXPECT_EQ(world.history.entries.front().outcome, HistoryOutcome::taken_back);
}

TEST_F(Updating, AsksThePortsThatAnsweredBeforeAgain)
{
    installed({service("web", "nginx:1")});
    world.engine.containers.front().ports = {{"0.0.0.0", 8100, 8080, "tcp"}, {"127.0.0.1", 9000, 9000, "tcp"}};
    world.on_container = [](Container& c) { c.ports = {{"0.0.0.0", 8100, 8080, "tcp"}}; };
    bool works = true;
    world.probe.answers = [&](const ProbeTarget& target) {
        return PortAnswer{.open = works && target.host == "127.0.0.1" && target.port == 8100, .http_status = 204};
    };
    world.publishes("nginx:1", "b");

    const auto good = update();
    EXPECT_EQ(told(good),
        answer(change("web", "nginx:1", "b", "nginx:1"), true, 1000, "",
            R"("web: runs for 0 s without a restart","web: port 8080 answers with HTTP 204")"));

    world.publishes("nginx:1", "c");
    world.compose.on_up = [this, up = world.compose.on_up, &works](const ComposeProject& project) {
        up(project);
        works = world.engine.containers.front().image != image_id("c");
    };
    const auto bad = update();
    EXPECT_EQ(detail(bad, "cause"), "port_silent");
    EXPECT_EQ(world.engine.containers.front().image, image_id("b"));
    EXPECT_NE(detail(bad, "downtime_seconds"), "0.0");
}

TEST_F(Updating, AsksPortsThatAreNotPublishedAtTheContainersOwnAddress)
{
    installed({service("db", "postgres:16")});
    const auto has_port = [this] {
        world.engine.containers.front().addresses = {"172.18.0.2"};
        world.engine.containers.front().inner_ports = {5432, 9187};
    };
    has_port();
    world.on_container = [](Container& c) {
        c.addresses = {"172.18.0." + std::to_string(c.image == image_id("c") ? 4 : 3)};
    };
    world.probe.answers = [](const ProbeTarget& target) {
        return PortAnswer{.open = target.neighbour && target.port == 5432 && target.host != "172.18.0.4"};
    };
    world.publishes("postgres:16", "b");

    const auto good = update();
    EXPECT_TRUE(good.result.contains("db: port 5432 answers")) << good.result;
    EXPECT_FALSE(good.result.contains("9187")) << good.result;

    has_port();
    world.publishes("postgres:16", "c");
    const auto bad = update();
    EXPECT_EQ(detail(bad, "cause"), "port_silent");
    EXPECT_EQ(world.engine.containers.front().image, image_id("b"));
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

TEST_F(Updating, BeginsNothingWithoutAWayBack)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.engine.has_image("nginx:1", image_id("b"));
    world.engine.untagged.clear(); // somebody removed the old one by force

    const auto job = update();

    EXPECT_EQ(job.error->key, "no_way_back");
    EXPECT_EQ(world.compose.calls(), "");
    EXPECT_EQ(own_names(), std::vector<std::string>{});
}

TEST_F(Updating, ChangesNothingWhenTheRecoveryPointCannotBeWritten)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.points.fail("write", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "no space"});
    const auto before = world.snapshot();

    const auto job = update();

    EXPECT_EQ(job.error->key, "disk_full");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(own_names(), std::vector<std::string>{});
    EXPECT_EQ(world.engine.images.at("nginx:1").id, image_id("nginx:1"));
}

TEST_F(Updating, WaitsForAnEngineThatDiesDuringUp)
{
    installed({service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    world.compose.hold("up");
    UpdateApp use_case(world.world(), world.policies, *world.picture);
    const auto id =
        world.start_job(JobKind::update, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), job); });
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
    UpdateApp use_case(world.world(), world.policies, *world.picture);
    const auto id =
        world.start_job(JobKind::update, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), job); });
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
    UpdateApp use_case(world.world(), world.policies, *world.picture);
    const auto id =
        world.start_job(JobKind::update, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), job); });
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
        id =
            world.start_job(JobKind::update, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), job); });
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
    UpdateApp use_case{world.world(), world.policies, *world.picture};
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
}

TEST_F(Updating, LeavesTheBetterOfTwoBadStates)
{
    installed({service("db", "postgres:16"), service("web", "nginx:1")});
    world.publishes("nginx:1", "b");
    // The new web ends; the way back ends both.
    world.on_container = [](Container& c) {
        c.state = RunState::exited;
        c.exit_code = 1;
    };
    world.compose.on_up = [this, up = world.compose.on_up](const ComposeProject& project) {
        const bool back = world.engine.images.at("nginx:1").id == image_id("nginx:1");
        up(project);
        if (back) {
            for (auto& c : world.engine.containers) c.state = RunState::exited;
        }
    };

    const auto job = update();

    EXPECT_EQ(job.error->key, "update_back_failed");
    EXPECT_EQ(detail(job, "cause"), "exited");
    EXPECT_EQ(detail(job, "back_cause"), "exited");
    EXPECT_EQ(world.engine.images.at("nginx:1").id, image_id("b")) << "db ran with it";
    EXPECT_EQ(own_names().size(), 2U) << "the way back is still there";
    EXPECT_EQ(world.history.entries.front().outcome, HistoryOutcome::failed);
}

TEST_F(Updating, MakesWhatUsedTheNetworkOfAnExchangedContainerAnew)
{
    auto vpn = service("vpn", "vpn:1");
    auto client = service("client", "torrent:1");
    client.network_mode = "service:vpn";
    installed({client, vpn});
    const auto owner = world.engine.containers.at(1).id;
    world.engine.containers.at(0).shares_network_of = owner.text;
    world.publishes("vpn:1", "b");
    world.compose.on_up = [this, up = world.compose.on_up](const ComposeProject& project) {
        if (world.compose.up_options.force_recreate) {
            for (auto& c : world.engine.containers) {
                if (c.service == "vpn") world.engine.containers.front().shares_network_of = c.id.text;
            }
            return;
        }
        up(project);
    };

    const auto job = update();

    EXPECT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.compose.calls(), "up blog; up blog force-recreate client");
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
    world.on_container = [](Container& c) {
        if (c.image == image_id("b")) GetParam().makes(c);
    };

    const auto job = update();

    EXPECT_NE(job.error->message.find(GetParam().message), std::string::npos) << job.error->message;
    EXPECT_EQ(detail(job, "service"), "web");
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
