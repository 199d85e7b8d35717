#include "services/remove_app.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

Task<Result<std::string>> body(RemoveApp& use_case, AppName app, Data data, JobContext& job)
{
    CO_TRY(const auto outcome, co_await use_case.run(app, data, job));
    co_return to_json(outcome);
}

class Removing : public testing::Test {
protected:
    Job remove(Data data)
    {
        RemoveApp use_case(world.world(), *world.picture);
        return world.run_job(
            JobKind::remove, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), data, job); });
    }
    Result<void> check(std::string_view app)
    {
        RemoveApp use_case(world.world(), *world.picture);
        return world.run(use_case.check(app_name(app)));
    }
    void installed()
    {
        auto folder = sample_app("blog");
        folder.manifest.volumes = {"data", "old"};
        folder.env = EnvFile::parse("DB_PASSWORD=abc\n").value();
        world.installed(folder, {service("web", "nginx:1")});
        world.engine.volumes["furtka_blog_old"].app = ""; // made by an older manager
    }

    FakeWorld world;
};

TEST_F(Removing, KeepsTheDataAndThePasswordsItNeeds)
{
    installed();

    const auto job = remove(Data::keep);

    EXPECT_EQ(job.result, R"({"app":"blog","volumes_deleted":[],"volumes_kept":["furtka_blog_data","furtka_blog_old"]})");
    EXPECT_EQ(world.compose.calls(), "down blog");
    EXPECT_FALSE(world.folders.has_app("blog"));
    EXPECT_EQ(world.picture->find("blog"), nullptr);
    EXPECT_TRUE(world.engine.volumes.contains("furtka_blog_data"));
    EXPECT_EQ(world.drafts.texts.at("blog"), "DB_PASSWORD=abc\n");
}

TEST_F(Removing, DeletesItsOwnVolumesWithTheWordDelete)
{
    installed();
    world.drafts.texts["blog"] = "DB_PASSWORD=abc\n";

    const auto job = remove(Data::remove);

    EXPECT_EQ(job.result, R"({"app":"blog","volumes_deleted":["furtka_blog_data"],"volumes_kept":["furtka_blog_old"]})");
    EXPECT_EQ(world.engine.volumes.size(), 1U);
    EXPECT_TRUE(world.drafts.texts.empty());
}

TEST_F(Removing, DeletesWhatComposeMadeForTheAppAndNothingElseOfThatProject)
{
    installed();
    world.engine.volumes["blog_cache"] = {.project = "blog"};
    world.engine.volumes["media"] = {.project = "films"}; // the compose file names it, and another project made it
    world.engine.volumes["blog_letters"] = {.project = "blog"}; // of a project that was here before the app
    auto project = world.run(world.compose.resolve({.app = app_name("blog")})).value();
    project.model.volumes = {{.key = "cache", .name = "blog_cache"}, {.key = "media", .name = "media"}};
    world.compose.has("blog", project);

    const auto job = remove(Data::remove);

    EXPECT_EQ(job.result,
        R"({"app":"blog","volumes_deleted":["blog_cache","furtka_blog_data"],"volumes_kept":["furtka_blog_old","media"]})");
    EXPECT_TRUE(world.engine.volumes.contains("blog_letters"));
}

TEST_F(Removing, TellsWhoNeedsTheApp)
{
    installed();
    auto consumer = sample_app("bridge");
    consumer.manifest.requirements = {{.app = "blog"}};
    world.placed(consumer, {service("bridge", "zigbee:1")});

    const auto checked = check("blog");

    EXPECT_EQ(checked.error().key, "required_by_others");
    EXPECT_EQ(checked.error().message, "bridge needs blog");
}

TEST_F(Removing, RefusesAnAppThatIsNotInstalled) { EXPECT_EQ(check("nowhere").error().key, "app_not_installed"); }

TEST_F(Removing, RemovesABrokenFolderToo)
{
    installed();
    world.folders.has_broken(
        "blog", {.kind = ErrorKind::broken, .key = "manifest_json", .message = "no JSON"}, "DB_PASSWORD=abc\n");

    EXPECT_TRUE(check("blog"));
    const auto job = remove(Data::keep);

    EXPECT_EQ(job.state, JobState::done);
    EXPECT_TRUE(world.engine.containers.empty());
    EXPECT_FALSE(world.folders.has_app("blog"));
    EXPECT_TRUE(world.engine.volumes.contains("furtka_blog_data"));
    EXPECT_EQ(world.drafts.texts.at("blog"), "DB_PASSWORD=abc\n");
}

TEST_F(Removing, ChangesNothingWhenTheEngineIsAway)
{
    installed();
    world.engine.goes_down();

    EXPECT_EQ(remove(Data::remove).error->key, "engine_unreachable");
    EXPECT_TRUE(world.folders.has_app("blog"));
}

TEST_F(Removing, KeepsTheFolderWhenItsContainersCannotBeTakenDown)
{
    installed();
    world.compose.fail("down", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "no"});

    EXPECT_EQ(remove(Data::remove).error->key, "compose_failed");
    EXPECT_TRUE(world.folders.has_app("blog"));
    EXPECT_TRUE(world.engine.volumes.contains("furtka_blog_data"));
}

TEST_F(Removing, CanBeDoneAgainAfterAFailure)
{
    installed();
    world.engine.volumes["furtka_blog_data"].in_use = true;
    EXPECT_EQ(remove(Data::remove).error->key, "volume_in_use");
    world.engine.volumes["furtka_blog_data"].in_use = false;

    EXPECT_EQ(remove(Data::remove).state, JobState::done);
}

TEST_F(Removing, IsFinishedOnceItHasBegun)
{
    installed();
    world.compose.hold("down");
    RemoveApp use_case(world.world(), *world.picture);
    const auto id = world.start_job(
        JobKind::remove, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), Data::keep, job); });
    world.until([&] { return world.compose.held() == 1; });

    EXPECT_TRUE(world.jobs->cancel(id));
    world.compose.release("down");

    EXPECT_EQ(world.run(world.jobs->wait(id))->state, JobState::done);
    EXPECT_FALSE(world.folders.has_app("blog"));
}

} // namespace
} // namespace furtka::test
