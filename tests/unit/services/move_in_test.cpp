#include "services/move_in.hpp"
#include "services/remove_app.hpp"
#include "services/update_app.hpp"
#include "support/fake_foreign.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

Task<Result<std::string>> told(Task<Result<MoveInOutcome>> work)
{
    CO_TRY(const auto outcome, co_await std::move(work));
    co_return to_json(outcome);
}

class MovingIn : public testing::Test {
protected:
    MovingIn()
    {
        world.policies.gate.settle = std::chrono::milliseconds(0);
        db = world.engine.runs("blog", "db", "postgres:16");
        web = world.engine.runs("blog", "web", "nginx:1");
        foreign.policies[db] = {.name = "always"};
        foreign.policies[web] = {.name = "on-failure", .most_tries = 3};
        world.offers(sample_app("journal"), {service("db", "postgres:16"), service("web", "nginx:1")});
    }

    MoveIn move_in() { return {world.world(), world.policies, *world.picture, {foreign, folders}}; }
    MoveInPlan plan()
    {
        MoveInPlan plan;
        plan.offer.source.app = "journal";
        plan.offer.source.project = projects_of(world.run(foreign.list({})).value()).front();
        plan.offer.source.spot = {.program = Program::dockge, .root = "/stacks", .name = "blog", .folder = "/stacks/blog"};
        plan.staged = world.run(world.sources.find(app_name("journal")))->path;
        plan.model = {.project = "journal", .services = {service("db", "postgres:16"), service("web", "nginx:1")}};
        return plan;
    }
    Job take()
    {
        auto use_case = move_in();
        return take(use_case, plan());
    }
    Job take(MoveIn& use_case, MoveInPlan what)
    {
        return world.run_job(JobKind::move_in, "journal", [&](JobContext& job) { return told(use_case.take(what, job)); });
    }
    std::vector<std::string> states() { return {state(db), state(web)}; }
    std::string state(const ContainerId& id)
    {
        const bool runs = world.engine.container(id).runs();
        return (runs ? "runs " : "stopped ") + foreign.policies[id].name;
    }

    FakeWorld world;
    FakeForeignContainers foreign{world.engine};
    FakeForeignFolders folders;
    ContainerId db;
    ContainerId web;
    const std::vector<std::string> as_before{"runs always", "runs on-failure"};
    const std::vector<std::string> kept{"stopped no", "stopped no"};
};

TEST_F(MovingIn, StopsTheOldContainersAndStartsTheAppFromTheImagesThatAreThere)
{
    const auto job = take();

    EXPECT_EQ(job.state, JobState::done) << (job.error ? job.error->message : "");
    EXPECT_EQ(foreign.calls,
        (std::vector<std::string>{"restart blog-db-1 no", "restart blog-web-1 no", "stop blog-web-1", "stop blog-db-1"}));
    EXPECT_EQ(states(), kept);
    const auto& record = world.folders.at("journal").moved_in;
    ASSERT_TRUE(record);
    EXPECT_FALSE(record->confirmed);
    EXPECT_EQ(record->containers.at(1).restart, (RestartPolicy{"on-failure", 3}));
    EXPECT_FALSE(world.engine.calls().contains("pull")) << world.engine.calls();
}

TEST_F(MovingIn, PutsEverythingBackWhenTheAppDoesNotStart)
{
    world.compose.fail("up journal", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "no"});

    const auto job = take();

    ASSERT_TRUE(job.error);
    EXPECT_EQ(job.error->key, "move_in_taken_back");
    EXPECT_EQ(states(), as_before);
    EXPECT_FALSE(world.folders.has_app("journal"));
}

TEST_F(MovingIn, KeepsTheRecordWhenItCannotBePutBackSoThatItsOwnerCanTryAgain)
{
    world.compose.fail("up journal", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "no"});
    foreign.refuses = "start blog-web-1";

    const auto job = take();

    ASSERT_TRUE(job.error);
    EXPECT_EQ(job.error->key, "move_in_back_failed");
    EXPECT_EQ(state(db), "runs always") << "one that fails does not keep the others from coming back";
    ASSERT_TRUE(world.folders.at("journal").waits_for_confirmation());
}

TEST_F(MovingIn, TouchesNothingOfAProjectThatChangedSinceItWasLookedAt)
{
    auto use_case = move_in();
    const auto planned = plan();
    world.engine.ends(db, 0);

    const auto job = take(use_case, planned);

    ASSERT_TRUE(job.error);
    EXPECT_EQ(job.error->key, "move_in_changed");
    EXPECT_TRUE(foreign.calls.empty());
    EXPECT_FALSE(world.folders.has_app("journal"));
}

TEST_F(MovingIn, IsNeitherUpdatedNorRemovedBeforeItsOwnerHasSaidSo)
{
    take();
    UpdateApp update(world.world(), world.policies, *world.picture);
    RemoveApp remove(world.world(), *world.picture);

    EXPECT_EQ(world.run(update.check(app_name("journal"))).error().key, "move_in_open");
    EXPECT_EQ(world.run(remove.check(app_name("journal"))).error().key, "move_in_open");
}

TEST_F(MovingIn, GoesBackAsItWas)
{
    take();
    auto use_case = move_in();

    EXPECT_TRUE(world.run(use_case.check_open(app_name("journal"))));
    const auto job = world.run_job(
        JobKind::move_in_undo, "journal", [&](JobContext& job) { return told(use_case.undo(app_name("journal"), job)); });

    EXPECT_EQ(job.state, JobState::done);
    EXPECT_EQ(states(), as_before);
    EXPECT_FALSE(world.folders.has_app("journal"));
    EXPECT_TRUE(world.run(world.engine.list("journal"))->empty());
}

TEST_F(MovingIn, StaysWhenItsOwnerConfirms)
{
    take();
    auto use_case = move_in();

    const auto confirm = [&](JobContext& job) { return told(use_case.confirm(app_name("journal"), job)); };
    const auto job = world.run_job(JobKind::move_in_confirm, "journal", confirm);

    EXPECT_EQ(job.state, JobState::done);
    EXPECT_TRUE(world.run(world.engine.list("blog"))->empty());
    EXPECT_EQ(world.run(world.engine.list("journal"))->size(), 2U);
    EXPECT_TRUE(world.folders.at("journal").moved_in->confirmed);
    EXPECT_EQ(world.run(use_case.check_open(app_name("journal"))).error().key, "move_in_none");
    UpdateApp update(world.world(), world.policies, *world.picture);
    EXPECT_TRUE(world.run(update.check(app_name("journal"))));
}

TEST_F(MovingIn, TellsWhenSomebodyStartedOrRemovedAnOldContainer)
{
    take();
    auto use_case = move_in();

    world.engine.starts(db);
    EXPECT_EQ(world.run(use_case.check_open(app_name("journal"))).error().key, "move_in_changed");
    world.engine.ends(db, 0);
    EXPECT_TRUE(world.run(use_case.check_open(app_name("journal"))));
    world.engine.goes(db);
    EXPECT_EQ(world.run(use_case.check_open(app_name("journal"))).error().key, "move_in_changed");
}

TEST_F(MovingIn, IsPutBackAfterTheDaemonWasKilled)
{
    take();
    auto use_case = move_in();

    EXPECT_EQ(world.run(use_case.mend(app_name("journal"), {{.step = "folder"}, {.step = "end"}})).value(),
        "it had been finished");
    EXPECT_EQ(states(), kept);
    EXPECT_EQ(world.run(use_case.mend(app_name("journal"), {{.step = "folder"}, {.step = "stop"}})).value(),
        "it was put back as it was");
    EXPECT_EQ(states(), as_before);
    EXPECT_FALSE(world.folders.has_app("journal"));
}

TEST_F(MovingIn, StaysStoppedWhenItWasStopped)
{
    world.engine.ends(db, 0);
    world.engine.ends(web, 0);

    const auto job = take();

    EXPECT_EQ(job.state, JobState::done);
    EXPECT_EQ(world.folders.at("journal").intent, Intent::stop);
    EXPECT_FALSE(world.compose.calls().contains("up")) << world.compose.calls();
}

} // namespace
} // namespace furtka::test
