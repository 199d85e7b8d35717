#include "services/rollback_app.hpp"
#include "services/update_app.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

class RollingBack : public testing::Test {
protected:
    void SetUp() override
    {
        auto folder = sample_app("blog");
        folder.env = EnvFile::parse("TITLE=one\n").value();
        world.installed(folder, {service("db", "postgres:16"), service("web", "nginx:1")});
    }
    Job update_to(std::string_view version)
    {
        world.publishes("nginx:1", version);
        UpdateApp use_case(world.world(), world.policies, *world.picture);
        return world.run_job(JobKind::update, "blog", [&](JobContext& job) -> Task<Result<std::string>> {
            CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), job));
            co_return to_json(outcome);
        });
    }
    Job roll_back(std::optional<int> to = std::nullopt)
    {
        RollbackApp use_case(world.world(), world.policies, *world.picture);
        return world.run_job(JobKind::rollback, "blog", [&](JobContext& job) -> Task<Result<std::string>> {
            CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), to, job));
            co_return to_json(outcome);
        });
    }
    ImageId web_runs() const
    {
        for (const auto& container : world.engine.containers) {
            if (container.service == "web") return container.image;
        }
        return {};
    }

    FakeWorld world;
};

TEST_F(RollingBack, BringsImagesAndSettingsOfThePointBack)
{
    const auto before = world.snapshot();
    ASSERT_EQ(update_to("b").state, JobState::done);
    world.run(world.folders.write_env(app_name("blog"), "TITLE=two\n"));

    const auto job = roll_back();

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.engine.images.at("nginx:1").id, image_id("nginx:1"));
    EXPECT_FALSE(world.folders.has_previous("blog"));
}

TEST_F(RollingBack, GoesForwardAgainTheSecondTime)
{
    ASSERT_EQ(update_to("b").state, JobState::done);
    ASSERT_EQ(roll_back().state, JobState::done);

    const auto job = roll_back();

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(web_runs(), image_id("b"));
}

TEST_F(RollingBack, GoesToThePointThatIsNamed)
{
    ASSERT_EQ(update_to("b").state, JobState::done);
    ASSERT_EQ(update_to("c").state, JobState::done);

    ASSERT_EQ(roll_back(1).state, JobState::done);

    EXPECT_EQ(web_runs(), image_id("nginx:1"));
}

TEST_F(RollingBack, DoesNotLetWhatWasLeftComeBackByItself)
{
    ASSERT_EQ(update_to("b").state, JobState::done);
    ASSERT_EQ(roll_back().state, JobState::done);

    ASSERT_EQ(world.history.images.size(), 1U);
    EXPECT_EQ(world.history.images.front().image, image_id("b"));
    EXPECT_EQ(world.history.entries.back().kind, JobKind::rollback);
    EXPECT_EQ(world.history.entries.back().outcome, HistoryOutcome::done);
}

TEST_F(RollingBack, NeedsAPoint)
{
    RollbackApp use_case(world.world(), world.policies, *world.picture);
    EXPECT_EQ(world.run(use_case.check(app_name("blog"), std::nullopt)).error().key, "no_recovery_point");
    ASSERT_EQ(update_to("b").state, JobState::done);
    EXPECT_TRUE(world.run(use_case.check(app_name("blog"), std::nullopt)));
    EXPECT_EQ(world.run(use_case.check(app_name("blog"), 7)).error().key, "no_recovery_point");
    EXPECT_EQ(world.run(use_case.check(app_name("nowhere"), std::nullopt)).error().key, "app_not_installed");
}

TEST_F(RollingBack, NeedsTheImagesOfThePoint)
{
    ASSERT_EQ(update_to("b").state, JobState::done);
    std::erase_if(
        world.engine.images, [](const auto& entry) { return entry.first.starts_with("furtka/rollback/blog/web"); });
    world.engine.untagged.clear();
    const auto before = world.snapshot();

    const auto job = roll_back();

    EXPECT_EQ(job.error->key, "image_gone");
    EXPECT_EQ(world.snapshot(), before);
}

TEST_F(RollingBack, DownloadsAnImageAgainThatWasPruned)
{
    const auto digest = world.engine.images.at("nginx:1").repo_digests.at(0);
    ASSERT_EQ(update_to("b").state, JobState::done);
    std::erase_if(
        world.engine.images, [](const auto& entry) { return entry.first.starts_with("furtka/rollback/blog/web"); });
    world.engine.untagged.clear();
    world.engine.registry_has(digest, image_id("nginx:1"));

    const auto job = roll_back();

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(web_runs(), image_id("nginx:1"));
}

TEST_F(RollingBack, PutsAllBackWhenTheOldVersionIsNotWell)
{
    ASSERT_EQ(update_to("b").state, JobState::done);
    world.run(world.folders.write_env(app_name("blog"), "TITLE=two\n"));
    world.on_container = [](Container& c) {
        if (c.image != image_id("nginx:1")) return;
        c.state = RunState::exited;
        c.exit_code = 4;
    };

    const auto job = roll_back();

    EXPECT_EQ(job.error->key, "update_taken_back");
    EXPECT_EQ(web_runs(), image_id("b"));
    EXPECT_EQ(world.folders.env_text("blog"), "TITLE=two\n");
    EXPECT_EQ(world.engine.images.at("nginx:1").id, image_id("b"));
    EXPECT_EQ(world.points.points["blog"].size(), 1U);
    EXPECT_FALSE(world.folders.has_previous("blog"));
}

TEST_F(RollingBack, UndoesWhatWasBegunWhenTheFilesCannotBePut)
{
    ASSERT_EQ(update_to("b").state, JobState::done);
    const auto before = world.snapshot();
    world.folders.fail("put", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "no space"});

    const auto job = roll_back();

    EXPECT_EQ(job.error->key, "disk_full");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.points.points["blog"].size(), 1U);
    EXPECT_EQ(roll_back().state, JobState::done);
}

} // namespace
} // namespace furtka::test
