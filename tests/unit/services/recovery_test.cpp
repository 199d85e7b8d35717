#include "services/app_settings.hpp"
#include "services/reconciler.hpp"
#include "services/recovery.hpp"
#include "services/run_app.hpp"
#include "services/update_app.hpp"
#include "support/fake_exports.hpp"
#include "support/fake_foreign.hpp"
#include "support/fake_inspection.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using Written = FakeJobStore::Written;

/// What the daemon does after the engine has answered.
void mend(FakeWorld& world)
{
    InstallApp install(world.world(), world.policies, *world.picture);
    RemoveApp remove(world.world(), *world.picture);
    UpdateApp update(world.world(), world.policies, *world.picture);
    RollbackApp rollback(world.world(), world.policies, *world.picture);
    FakeForeignContainers foreign(world.engine);
    FakeForeignFolders foreign_folders;
    MoveIn move_in(world.world(), world.policies, *world.picture, {foreign, foreign_folders});
    FakeExportFiles files;
    FakeInspection inspection(world.engine);
    ExportApp exports(world.world(), world.policies, files, inspection, *world.picture);
    Recovery recovery(world.store, install, remove, update, rollback, move_in, exports, *world.jobs);
    EXPECT_TRUE(world.run(recovery.run()));
    Reconciler reconciler(world.world(), world.policies, *world.picture, *world.jobs);
    const auto reconciled = world.run(reconciler.run());
    ASSERT_TRUE(reconciled) << reconciled.error().message;
    for (const auto& failure : reconciled->failures) ADD_FAILURE() << failure.app << ": " << failure.error.message;
    world.settle();
}

/// A job, and the world it begins in.
struct Case {
    std::string name;
    std::function<void(FakeWorld&)> arrange;
    JobKind kind = JobKind::install;
    std::function<Task<Result<std::string>>(FakeWorld&, JobContext&)> act;
};

void PrintTo(const Case& parameter, std::ostream* out) { *out << parameter.name; }

AppFolder blog(std::string version)
{
    auto folder = sample_app("blog");
    folder.manifest.version = std::move(version);
    folder.manifest.volumes = {"data"};
    folder.manifest.settings = {{.name = "TITLE", .type = SettingType::text}};
    folder.env = EnvFile::parse("TITLE=Notes\n").value();
    return folder;
}

const std::vector<ServiceModel>& services()
{
    static const std::vector<ServiceModel> models{service("db", "postgres:16"), service("web", "nginx:1")};
    return models;
}

Task<Result<std::string>> install(FakeWorld& world, JobContext& job, std::string name)
{
    InstallPlanner planner(world.world(), world.policies, *world.picture);
    InstallApp use_case(world.world(), world.policies, *world.picture);
    const InstallRequest request{.name = std::move(name)};
    CO_TRY(const auto plan, co_await planner.check(request));
    CO_TRY(const auto outcome, co_await use_case.run(request, plan, job));
    co_return to_json(outcome);
}

Task<Result<std::string>> remove(FakeWorld& world, JobContext& job, Data data)
{
    RemoveApp use_case(world.world(), *world.picture);
    CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), data, job));
    co_return to_json(outcome);
}

Task<Result<std::string>> update(FakeWorld& world, JobContext& job)
{
    UpdateApp use_case(world.world(), world.policies, *world.picture);
    CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), job));
    co_return to_json(outcome);
}

Task<Result<std::string>> roll_back(FakeWorld& world, JobContext& job)
{
    RollbackApp use_case(world.world(), world.policies, *world.picture);
    CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), std::nullopt, job));
    co_return to_json(outcome);
}

Task<Result<std::string>> change(FakeWorld& world, JobContext& job)
{
    AppSettings use_case(world.world(), world.policies, *world.picture);
    const SettingValues values{{"TITLE", "Thoughts"}};
    CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), {.values = values}, job));
    co_return to_json(outcome);
}

Task<Result<std::string>> run_app(FakeWorld& world, JobContext& job, RunAction action)
{
    RunApp use_case(world.world(), world.policies, *world.picture);
    CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), action, job));
    co_return to_json(outcome);
}

void nothing_installed(FakeWorld& world)
{
    auto folder = blog("1.0.0");
    folder.env_example = "TITLE=Notes\n";
    world.offers(folder, services());
    auto broker = sample_app("broker");
    world.offers(broker, {service("broker", "mosquitto:2")});
    auto bridge = sample_app("bridge");
    bridge.manifest.requirements = {{.app = "broker"}};
    world.offers(bridge, {service("bridge", "zigbee:1")});
    world.look();
}

void one_installed(FakeWorld& world) { world.installed(blog("1.0.0"), services()); }

void one_with_a_newer_version(FakeWorld& world)
{
    one_installed(world);
    world.offers(blog("2.0.0"), services());
}

void one_with_a_newer_image(FakeWorld& world)
{
    one_installed(world);
    world.publishes("nginx:1", "b");
}

void one_updated(FakeWorld& world)
{
    one_with_a_newer_image(world);
    world.run_job(JobKind::update, "blog", [&](JobContext& job) { return update(world, job); });
    world.run(world.folders.write_env(app_name("blog"), "TITLE=Thoughts\n"));
    world.settle();
}

void one_stopped(FakeWorld& world)
{
    one_installed(world);
    world.run(world.folders.write_intent(app_name("blog"), Intent::stop));
    world.compose.on_stop({.app = app_name("blog"), .folder = "/apps/blog", .files = {}});
    world.settle();
}

class KilledAtEachStep : public testing::TestWithParam<Case> {
protected:
    /// The world before, and how it is when the job may go to its end.
    void learn()
    {
        FakeWorld world;
        GetParam().arrange(world);
        before = world.snapshot();
        const auto writes = world.store.writes();
        const auto job =
            world.run_job(GetParam().kind, "blog", [&](JobContext& context) { return GetParam().act(world, context); });
        ASSERT_EQ(job.state, JobState::done) << job.error->message;
        count = world.store.writes() - writes;
        world.settle();
        after = world.snapshot();
    }

    /// Kills the daemon at a write of its journal, starts another and lets it mend.
    void kill_at(std::size_t number, Written written)
    {
        FakeWorld world;
        GetParam().arrange(world);
        world.store.hangs_at(number, written);
        world.start_job(GetParam().kind, "blog", [&](JobContext& context) { return GetParam().act(world, context); });
        ASSERT_TRUE(world.until([&] { return world.store.hung(); }));

        world.restart_daemon();
        mend(world);

        auto now = world.snapshot();
        // What a container may have written to is never deleted.
        if (now.folders == before.folders && now.containers == before.containers) now.volumes = before.volumes;
        if (now != before) EXPECT_EQ(now, after);
        for (const auto& job : world.jobs->list()) EXPECT_TRUE(job.ended()) << job.id;
        EXPECT_TRUE(world.jobs->check_free("blog"));
        EXPECT_FALSE(world.folders.has_previous("blog"));
        // Nothing is in the way of doing it again.
        if (now != before) return;
        const auto again =
            world.run_job(GetParam().kind, "blog", [&](JobContext& context) { return GetParam().act(world, context); });
        EXPECT_EQ(again.state, JobState::done) << again.error->message;
        world.settle();
        EXPECT_EQ(world.snapshot(), after);
    }

    Snapshot before;
    Snapshot after;
    std::size_t count = 0;
};

TEST_P(KilledAtEachStep, TheAppIsAsItWasOrAsItShouldBe)
{
    learn();
    ASSERT_GE(count, 3U);
    for (std::size_t number = 1; number <= count; ++number) {
        for (const auto written : {Written::no, Written::yes}) {
            SCOPED_TRACE(
                "killed " + std::string(written == Written::no ? "before" : "after") + " write " + std::to_string(number));
            kill_at(number, written);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, KilledAtEachStep,
    testing::Values(Case{"install", nothing_installed, JobKind::install,
                        [](FakeWorld& w, JobContext& j) { return install(w, j, "blog"); }},
        Case{"install_with_a_provider", nothing_installed, JobKind::install,
            [](FakeWorld& w, JobContext& j) { return install(w, j, "bridge"); }},
        Case{"reinstall", one_with_a_newer_version, JobKind::install,
            [](FakeWorld& w, JobContext& j) { return install(w, j, "blog"); }},
        Case{"remove", one_installed, JobKind::remove, [](FakeWorld& w, JobContext& j) { return remove(w, j, Data::keep); }},
        Case{"remove_with_data", one_installed, JobKind::remove,
            [](FakeWorld& w, JobContext& j) { return remove(w, j, Data::remove); }},
        Case{"update", one_with_a_newer_image, JobKind::update, update},
        Case{"rollback", one_updated, JobKind::rollback, roll_back},
        Case{"settings", one_installed, JobKind::settings, change},
        Case{"stop", one_installed, JobKind::stop,
            [](FakeWorld& w, JobContext& j) { return run_app(w, j, RunAction::stop); }},
        Case{"start", one_stopped, JobKind::start,
            [](FakeWorld& w, JobContext& j) { return run_app(w, j, RunAction::start); }},
        Case{"restart", one_installed, JobKind::restart,
            [](FakeWorld& w, JobContext& j) { return run_app(w, j, RunAction::restart); }}),
    [](const auto& parameter) { return parameter.param.name; });

/// A bad new version: whenever the daemon dies, the old one runs in the end.
TEST(KilledWhileItTakesAVersionBack, TheOldVersionRunsAndNothingIsLeftOver)
{
    const auto arrange = [](FakeWorld& world) {
        one_with_a_newer_image(world);
        world.compose.on_up = [&world, up = world.compose.on_up](const ComposeProject& project) {
            up(project);
            for (auto& c : world.engine.containers) {
                if (c.image != image_id("b")) continue;
                c.state = RunState::exited;
                c.exit_code = 1;
            }
        };
    };
    FakeWorld whole;
    arrange(whole);
    const auto writes = whole.store.writes();
    const auto job = whole.run_job(JobKind::update, "blog", [&](JobContext& context) { return update(whole, context); });
    ASSERT_EQ(job.error->key, "update_taken_back");
    const auto count = whole.store.writes() - writes;
    ASSERT_GE(count, 10U);

    for (std::size_t number = 1; number <= count; ++number) {
        for (const auto written : {Written::no, Written::yes}) {
            SCOPED_TRACE(number);
            FakeWorld world;
            arrange(world);
            const auto before = world.snapshot();
            world.store.hangs_at(number, written);
            world.start_job(JobKind::update, "blog", [&](JobContext& context) { return update(world, context); });
            ASSERT_TRUE(world.until([&] { return world.store.hung(); }));

            world.restart_daemon();
            mend(world);

            EXPECT_EQ(world.snapshot(), before);
            EXPECT_EQ(world.engine.images.at("nginx:1").id, image_id("nginx:1"));
            EXPECT_EQ(world.run(world.engine.own_tags("")).value(), std::vector<ImageRef>{});
            EXPECT_TRUE(world.points.points["blog"].empty());
            for (const auto& each : world.jobs->list()) EXPECT_TRUE(each.ended()) << each.id;
        }
    }
}

// ---- killed while Compose works

class Recovering : public testing::Test {
protected:
    void kill_during(
        const std::string& compose_call, JobKind kind, std::function<Task<Result<std::string>>(FakeWorld&, JobContext&)> act)
    {
        world.compose.hold(compose_call);
        world.start_job(kind, "blog", [this, act](JobContext& context) { return act(world, context); });
        ASSERT_TRUE(world.until([&] { return world.compose.held() == 1; }));
        world.restart_daemon();
        world.compose.stop_holding(compose_call);
    }
    bool recover()
    {
        InstallApp install(world.world(), world.policies, *world.picture);
        RemoveApp remove(world.world(), *world.picture);
        UpdateApp update(world.world(), world.policies, *world.picture);
        RollbackApp rollback(world.world(), world.policies, *world.picture);
        FakeForeignContainers foreign(world.engine);
        FakeForeignFolders foreign_folders;
        MoveIn move_in(world.world(), world.policies, *world.picture, {foreign, foreign_folders});
        FakeExportFiles files;
        FakeInspection inspection(world.engine);
        ExportApp exports(world.world(), world.policies, files, inspection, *world.picture);
        Recovery recovery(world.store, install, remove, update, rollback, move_in, exports, *world.jobs);
        return world.run(recovery.run());
    }

    FakeWorld world;
};

TEST_F(Recovering, TakesBackAnInstallThatWasKilledDuringUp)
{
    nothing_installed(world);
    kill_during("up", JobKind::install, [](FakeWorld& w, JobContext& j) { return install(w, j, "blog"); });
    EXPECT_EQ(world.jobs->check_free("blog").error().key, "app_busy");
    EXPECT_EQ(world.picture->find("blog")->condition.state, AppState::busy);

    EXPECT_TRUE(recover());

    EXPECT_FALSE(world.folders.has_app("blog"));
    EXPECT_EQ(world.drafts.texts.at("blog"), "TITLE=Notes\n");
    EXPECT_TRUE(world.engine.volumes.contains("furtka_blog_data"));
    EXPECT_EQ(world.jobs->find(1)->error->message, "Furtka was stopped during this install; it was taken back");
}

TEST_F(Recovering, BringsThePreviousVersionBackAfterAReinstallThatWasKilledDuringUp)
{
    one_with_a_newer_version(world);
    const auto before = world.snapshot();
    kill_during("up", JobKind::install, [](FakeWorld& w, JobContext& j) { return install(w, j, "blog"); });

    EXPECT_TRUE(recover());
    world.settle();

    EXPECT_EQ(world.snapshot(), before);
}

TEST_F(Recovering, FinishesARemovalThatWasKilledDuringDown)
{
    one_installed(world);
    kill_during("down", JobKind::remove, [](FakeWorld& w, JobContext& j) { return remove(w, j, Data::keep); });

    EXPECT_TRUE(recover());

    EXPECT_FALSE(world.folders.has_app("blog"));
    EXPECT_EQ(world.engine.volumes.size(), 1U);
}

TEST_F(Recovering, WaitsForTheEngineAndHoldsTheApp)
{
    nothing_installed(world);
    kill_during("up", JobKind::install, [](FakeWorld& w, JobContext& j) { return install(w, j, "blog"); });
    world.compose.fail("down", {.kind = ErrorKind::unavailable, .key = "engine_unreachable", .message = "gone"});

    EXPECT_FALSE(recover());
    EXPECT_EQ(world.jobs->check_free("blog").error().key, "app_busy");

    EXPECT_TRUE(recover());
    EXPECT_TRUE(world.jobs->check_free("blog"));
}

TEST_F(Recovering, EndsAJobThatCannotBeMended)
{
    world.store.has({.id = 4, .kind = JobKind::install, .app = "blog", .state = JobState::running},
        {{.job = 4, .step = "folder blog", .data = "garbage"}});
    world.restart_daemon();

    EXPECT_TRUE(recover());

    EXPECT_EQ(world.jobs->find(4)->error->key, "interrupted");
    EXPECT_EQ(world.jobs->find(4)->error->hint, "look at what is left of blog, and remove it");
    EXPECT_TRUE(world.jobs->check_free("blog"));
}

TEST_F(Recovering, LeavesTheJobsOfThisRunAlone)
{
    nothing_installed(world);
    world.compose.hold("up");
    world.start_job(JobKind::install, "blog", [this](JobContext& job) { return install(world, job, "blog"); });
    ASSERT_TRUE(world.until([&] { return world.compose.held() == 1; }));

    EXPECT_TRUE(recover());

    world.compose.release("up");
    EXPECT_EQ(world.run(world.jobs->wait(1))->state, JobState::done);
    EXPECT_TRUE(world.folders.has_app("blog"));
}

TEST_F(Recovering, NeverTakesBackWhatALaterJobDid)
{
    // The end of a failed installation could not be written; the next installation went well.
    nothing_installed(world);
    world.store.fails_from(6, {.kind = ErrorKind::no_space, .key = "disk_full", .message = "no space"});
    world.run_job(JobKind::install, "blog", [this](JobContext& job) { return install(world, job, "blog"); });
    world.store.works_again();
    world.run_job(JobKind::install, "blog", [this](JobContext& job) { return install(world, job, "blog"); });
    const auto before = world.snapshot();

    world.restart_daemon();
    EXPECT_TRUE(recover());

    EXPECT_EQ(world.snapshot(), before);
    EXPECT_TRUE(world.folders.has_app("blog"));
}

} // namespace
} // namespace furtka::test
