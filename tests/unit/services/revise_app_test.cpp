#include "services/revise_app.hpp"
#include "services/update_app.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

const std::string file_name = "docker-compose.yaml";

class RevisingAnApp : public testing::Test {
protected:
    RevisingAnApp()
    {
        world.policies.gate = {.settle = std::chrono::milliseconds(0)};
        auto folder = sample_app("blog");
        folder.installed_from = "shop";
        world.installed(folder, {service("web", "blog:1")});
        auto newer = sample_app("blog");
        newer.manifest.version = "2.0.0";
        world.sources.offers(newer);
        newer.path = "/revisions/blog";
        world.sources.has_folder(newer.path, newer);
        revisions.known_base = AuthorFiles{{file_name, FakeAppRevisions::file("old\n")}};
        revisions.mine = *revisions.known_base;
        revisions.theirs = {{file_name, FakeAppRevisions::file("new\n")}};
    }
    ReviseApp app() { return {world.world(), world.policies, *world.picture}; }
    std::string checked(ReviseRequest request = {})
    {
        auto revise = app();
        const auto plan = world.run(revise.check(app_name("blog"), std::move(request)));
        return plan ? "good" : plan.error().key;
    }
    Job revise(ReviseRequest request = {})
    {
        JobBody body = [this, request](JobContext& job) { return run_it(request, job); };
        return world.run_job(JobKind::update, "blog", body);
    }

    FakeWorld world;
    FakeAppRevisions& revisions = world.revisions;

private:
    Task<Result<std::string>> run_it(ReviseRequest request, JobContext& job)
    {
        auto revise = app();
        CO_TRY(const auto outcome, co_await revise.run(app_name("blog"), request, job));
        co_return to_json(outcome);
    }
};

TEST_F(RevisingAnApp, IsOfferedWhenItsCatalogHasOtherFiles)
{
    auto revise = app();
    const auto plan = world.run(revise.plan(app_name("blog"), {}));
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_TRUE(plan->available);
    EXPECT_EQ(plan->to, "2.0.0");
    EXPECT_EQ(revisions.calls(), "stage blog; drop") << "to look leaves nothing behind";
    revisions.theirs = *revisions.known_base;
    EXPECT_EQ(checked(), "revision_none");
}

TEST_F(RevisingAnApp, MovesPortsThatItAddsAndThatAreTaken)
{
    auto web = service("web", "blog:1");
    web.ports = {{.published = "8090", .target = 90, .protocol = "tcp"}};
    world.compose.on_preview = [web](ComposeModel model, const std::string&) {
        model.services = {web};
        return model;
    };
    world.host.has_listener(8090, "tcp", "nginx", 12);

    EXPECT_EQ(checked(), "port_in_use");
    EXPECT_EQ(checked({.ports = {{"web:90", "8091"}}}), "good");
    EXPECT_EQ(checked({.ports = {{"web:91", "8091"}}}), "port_place_unknown");
    EXPECT_EQ(checked({.ports = {{"web:90", "-"}}}), "port_choice");
}

TEST_F(RevisingAnApp, AnOlderOneIsNoUpdate)
{
    auto older = sample_app("blog");
    older.manifest.version = "0.1.0";
    world.sources.offers(older);
    EXPECT_EQ(checked(), "revision_none");
}

TEST_F(RevisingAnApp, WhereItIsNotKnownWhatWasPutThereOnlyANewerVersionIsOne)
{
    revisions.known_base.reset();
    EXPECT_EQ(checked(), "revision_conflicts");
    auto same = sample_app("blog");
    world.sources.offers(same);
    EXPECT_EQ(checked(), "revision_none") << "the difference is the owner's";
}

TEST_F(RevisingAnApp, WhatItsOwnerChangesMeanwhileIsNotOverwritten)
{
    revisions.mine_later = AuthorFiles{{file_name, FakeAppRevisions::file("typed meanwhile\n")}};
    const auto before = world.snapshot();
    EXPECT_EQ(revise().error->key, "revision_changed");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_TRUE(world.run(world.points.list(app_name("blog")))->empty());
    EXPECT_EQ(revisions.calls(), "stage blog; drop");
}

TEST_F(RevisingAnApp, AConflictIsTheOwnersToDecide)
{
    revisions.mine = {{file_name, FakeAppRevisions::file("mine\n")}};
    const auto before = world.snapshot();
    EXPECT_EQ(checked(), "revision_conflicts");
    EXPECT_EQ(revise().error->key, "revision_conflicts");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(checked({.choices = {{file_name, Choice::theirs}}}), "good");
    EXPECT_EQ(checked({.choices = {{file_name, Choice::mine}}}), "good");
    EXPECT_EQ(revisions.staged.at(file_name), "mine\n") << "Compose is asked what it makes of it";
    EXPECT_EQ(revise({.choices = {{file_name, Choice::mine}}}).state, JobState::done);
}

TEST_F(RevisingAnApp, OneThatNeedsAnotherAppIsLeftToAnInstallation)
{
    auto newer = sample_app("blog");
    newer.manifest.version = "2.0.0";
    newer.manifest.requirements.push_back({.app = "database"});
    world.sources.offers(newer);
    EXPECT_EQ(checked(), "revision_needs_more");
}

TEST_F(RevisingAnApp, AnAppOfNoCatalogHasNone)
{
    auto folder = sample_app("blog");
    folder.installed_from = "folder";
    world.folders.has(folder);
    EXPECT_EQ(checked(), "revision_no_catalog");
    folder.installed_from = "shop";
    world.folders.has(folder);
    world.sources.withdraws("blog");
    EXPECT_EQ(checked(), "revision_no_catalog");
}

TEST_F(RevisingAnApp, TakesTheFilesAndLeavesAWayBack)
{
    const auto job = revise();
    ASSERT_EQ(job.state, JobState::done) << (job.error ? job.error->message : "");
    EXPECT_EQ(world.folders.at("blog").manifest.version, "2.0.0");
    EXPECT_NE(job.result.find(R"("updated":true)"), std::string::npos);
    EXPECT_EQ(world.run(world.points.list(app_name("blog")))->size(), 1U);
    EXPECT_TRUE(world.folders.at("blog").accepted_permissions) << "what it may do is remembered with its files";
    EXPECT_TRUE(revisions.calls().ends_with("drop")) << revisions.calls();
}

TEST_F(RevisingAnApp, AFailureBeforeTheExchangeLeavesEverything)
{
    const auto before = world.snapshot();
    for (const auto* step : {"stage blog", "base", "of_folder"}) {
        revisions.fail(step, {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"}, 1);
        EXPECT_EQ(revise().error->key, "disk_full") << step;
        EXPECT_EQ(world.snapshot(), before) << step;
    }
    world.folders.fail("put blog", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"});
    EXPECT_EQ(revise().error->key, "disk_full");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_TRUE(world.run(world.points.list(app_name("blog")))->empty());
}

TEST_F(RevisingAnApp, AStoppedAppStaysStopped)
{
    const auto ids = world.engine.containers;
    for (const auto& container : ids) world.engine.ends(container.id, 0);
    const auto job = revise();
    ASSERT_EQ(job.state, JobState::done) << (job.error ? job.error->message : "");
    EXPECT_EQ(world.folders.at("blog").manifest.version, "2.0.0");
    EXPECT_NE(job.result.find(R"("not_running":["web"])"), std::string::npos) << job.result;
    EXPECT_TRUE(world.run(world.points.list(app_name("blog")))->empty());
}

} // namespace
} // namespace furtka::test
