#include "support/updating.hpp"

namespace furtka::test {
namespace {

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
                c.state = RunState::restarting;
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

} // namespace
} // namespace furtka::test
