#include "domain/own_tags.hpp"
#include "services/remove_app.hpp"
#include "services/run_app.hpp"
#include "services/stand_ins.hpp"
#include "services/update_planner.hpp"
#include "support/fake_inspection.hpp"
#include "support/updating.hpp"

namespace furtka::test {
namespace {

const std::string pinned = "nginx:1@sha256:" + std::string(64, 'd');
const std::string newer = "nginx:2@sha256:" + std::string(64, 'e');

/// An app that came out of a file: the engine has its image by a local name only, and there is no network.
class StandingIn : public Updating {
protected:
    StandingIn()
    {
        world.engine.has_image(stand_in_name(local).familiar(), local);
        auto folder = sample_app("blog");
        folder.stand_ins = {{pinned, local}};
        world.installed(folder, {service("web", pinned)});
        world.engine.registry.clear();
        world.engine.images.erase(pinned);
        world.registry.forget_calls();
        world.engine.forget_calls();
        world.compose.forget_calls();
    }
    void names(const std::string& image) { world.offers(sample_app("blog"), {service("web", image)}); }
    Result<void> mend()
    {
        return world.run(mend_stand_ins(world.world(), app_name("blog"), world.folders.at("blog").stand_ins));
    }
    const Container& web() const { return world.engine.containers.front(); }
    bool has(const ImageId& id) const { return world.engine.images.contains(stand_in_name(id).familiar()); }
    Job remove(const std::string& app)
    {
        RemoveApp use_case(world.world(), *world.picture);
        return world.run_job(JobKind::remove, app, [&, app](JobContext& job) -> Task<Result<std::string>> {
            CO_TRY(const auto outcome, co_await use_case.run(app_name(app), Data::remove, job));
            co_return to_json(outcome);
        });
    }
    ImageId local = image_id("a");
};

TEST_F(StandingIn, RunsUnderTheLocalNameAndIsUpToDateWithoutAQuestion)
{
    EXPECT_EQ(web().image, local);
    EXPECT_EQ(web().image_ref, stand_in_name(local).familiar());
    EXPECT_EQ(world.picture->find("blog")->resolved->model.service("web")->image, pinned);

    const auto job = update();

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_TRUE(job.result.starts_with(R"({"updated":false,"services":[])")) << job.result;
    EXPECT_EQ(world.registry.calls(), "");
    EXPECT_EQ(world.engine.calls().find("pull"), std::string::npos);
}

TEST_F(StandingIn, IsPlannedWithoutAQuestion)
{
    FakeInspection inspection{world.engine};
    UpdatePlanner planner{world.world(), world.policies, inspection, *world.picture};

    const auto plan = world.run(planner.plan(app_name("blog"))).value();

    EXPECT_FALSE(plan.changes());
    EXPECT_EQ(plan.services.front().image, pinned);
    EXPECT_EQ(plan.services.front().why.key, "up_to_date");
    EXPECT_EQ(world.registry.calls(), "");
}

TEST_F(StandingIn, EndsWithAnotherDigest)
{
    names(newer);
    world.publishes(newer, "b");

    const auto job = update();

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(web().image, image_id("b"));
    EXPECT_EQ(web().image_ref, newer);
    EXPECT_TRUE(world.folders.at("blog").stand_ins.empty());
    EXPECT_FALSE(has(local));
}

TEST_F(StandingIn, StaysAsLongAsARecoveryPointNamesIt)
{
    const auto folder = world.folders.at("blog");
    const auto model = world.picture->find("blog")->resolved->model;
    const auto point =
        world.run(point_of_now(world.world(), world.policies, app_name("blog"), folder, model, "update")).value();
    EXPECT_EQ(point.services.front().digest, "sha256:" + std::string(64, 'd')) << "of the registry, for when it is pruned";
    ASSERT_TRUE(world.run(world.points.write(point, folder.path, {})));
    names(newer);

    ASSERT_TRUE(world.run(prune_stand_ins(world.world(), app_name("blog"))));
    EXPECT_EQ(world.folders.at("blog").stand_ins.size(), 1U);
    EXPECT_TRUE(has(local));

    world.engine.containers.clear();
    ASSERT_TRUE(world.run(world.points.remove(app_name("blog"), point.number)));
    ASSERT_TRUE(world.run(prune_stand_ins(world.world(), app_name("blog"))));
    EXPECT_TRUE(world.folders.at("blog").stand_ins.empty());
    EXPECT_FALSE(has(local));
}

TEST_F(StandingIn, GetsItsNameBackAndGivesWayWhenItsImageIsGone)
{
    const auto id = local;
    world.engine.images.clear();
    world.engine.has_image("kept:1", id);
    ASSERT_TRUE(mend());
    EXPECT_TRUE(has(local));
    EXPECT_EQ(world.folders.at("blog").stand_ins.size(), 1U);

    world.engine.images.clear();
    world.engine.untagged.clear();
    world.engine.has_image(stand_in_name(local).familiar(), image_id("b")); // somebody's word, and not this image
    ASSERT_TRUE(mend());

    EXPECT_TRUE(world.folders.at("blog").stand_ins.empty()) << "Compose asks the registry for the author's image";
}

TEST_F(StandingIn, IsMendedBeforeContainersAreMade)
{
    world.engine.images.clear();
    world.engine.untagged.clear();
    world.engine.containers.clear();
    world.publishes(pinned, "b");
    world.look();
    RunApp use_case(world.world(), world.policies, *world.picture);

    const auto job = world.run_job(JobKind::start, "blog", [&](JobContext& context) -> Task<Result<std::string>> {
        CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), RunAction::start, context));
        co_return to_json(outcome);
    });

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(web().image_ref, pinned);
}

TEST_F(StandingIn, ItsNameStaysUntilTheLastAppThatHasIt)
{
    auto wiki = sample_app("wiki");
    wiki.stand_ins = {{pinned, local}};
    world.installed(wiki, {service("web", pinned)});

    world.engine.takes_away("wiki"); // its containers are not what holds the name

    ASSERT_EQ(remove("blog").state, JobState::done);
    EXPECT_TRUE(has(local));
    ASSERT_EQ(remove("wiki").state, JobState::done);
    EXPECT_FALSE(has(local));
}

TEST_F(StandingIn, ItsNameStaysWhileAContainerOfAnotherUsesIt)
{
    world.engine.runs("elsewhere", "web", stand_in_name(local).familiar());
    const auto job = remove("blog");
    EXPECT_EQ(job.state, JobState::done);
    EXPECT_TRUE(has(local));
}

} // namespace
} // namespace furtka::test
