#include "services/app_permissions.hpp"
#include "services/app_settings.hpp"
#include "services/install_app.hpp"
#include "services/run_app.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using Ids = std::vector<std::string>;

ServiceModel web(std::vector<Privilege> privileges = {})
{
    auto model = service("web", "nginx:1");
    model.privileges = std::move(privileges);
    return model;
}

const Privilege privileged{"privileged", "true"};
const Privilege net_admin{"cap_add", "NET_ADMIN"};

Task<Result<std::string>> install_body(InstallApp& use_case, InstallRequest request, InstallPlan plan, JobContext& job)
{
    CO_TRY(const auto outcome, co_await use_case.run(std::move(request), std::move(plan), job));
    co_return to_json(outcome);
}

Task<Result<std::string>> start_body(RunApp& use_case, JobContext& job)
{
    CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), RunAction::start, job));
    co_return to_json(outcome);
}

Task<Result<std::string>> settings_body(AppSettings& use_case, SettingValues values, Ids accept, JobContext& job)
{
    CO_TRY(const auto outcome,
        co_await use_case.run(app_name("blog"), {.values = std::move(values), .accept = std::move(accept)}, job));
    co_return to_json(outcome);
}

class Permitting : public testing::Test {
protected:
    Result<InstallPlan> check(const InstallRequest& request)
    {
        InstallPlanner planner(world.world(), world.policies, *world.picture);
        return world.run(planner.check(request));
    }
    /// Without the check at the time of the request, as if nothing had been known then.
    Job install_unchecked(const InstallRequest& request)
    {
        InstallPlanner planner(world.world(), world.policies, *world.picture);
        const auto plan = world.run(planner.plan(request)).value();
        InstallApp use_case(world.world(), world.policies, *world.picture);
        return world.run_job(
            JobKind::install, "blog", [&](JobContext& job) { return install_body(use_case, request, plan, job); });
    }
    Job start()
    {
        RunApp use_case(world.world(), world.policies, *world.picture);
        return world.run_job(JobKind::start, "blog", [&](JobContext& job) { return start_body(use_case, job); });
    }
    Job change(SettingValues values, Ids accept = {})
    {
        AppSettings use_case(world.world(), world.policies, *world.picture);
        return world.run_job(
            JobKind::settings, "blog", [&](JobContext& job) { return settings_body(use_case, values, accept, job); });
    }
    AppPermissionList read()
    {
        AppPermissions permissions(world.world(), world.policies);
        return world.run(permissions.read(app_name("blog"))).value();
    }

    FakeWorld world;
};

TEST_F(Permitting, AnInstallationNeedsTheOwnersWordOnWhatIsGrave)
{
    world.offers(sample_app("blog"), {web({net_admin, privileged})});
    world.look();

    EXPECT_EQ(check({.name = "blog"}).error().key, "permissions_not_accepted");
    EXPECT_TRUE(check({.name = "blog", .accept = {"privileged:web"}}));

    const auto job = install_unchecked({.name = "blog", .accept = {"privileged:web"}});
    EXPECT_EQ(job.state, JobState::done);
    EXPECT_EQ(*world.folders.at("blog").accepted_permissions, (Ids{"privileged:web", "capability:web:NET_ADMIN"}));
}

TEST_F(Permitting, TheJobItselfRefusesWhatWasNotKnownBefore)
{
    world.offers(sample_app("blog"), {web({privileged})});
    world.look();

    const auto job = install_unchecked({.name = "blog"});

    EXPECT_EQ(job.error->key, "permissions_not_accepted");
    EXPECT_FALSE(world.folders.has_app("blog"));
    EXPECT_EQ(world.compose.calls(), "");
}

TEST_F(Permitting, ANewVersionMayHaveWhatTheOldOneHad)
{
    auto folder = sample_app("blog");
    folder.accepted_permissions = Ids{"privileged:web"};
    world.installed(folder, {web({privileged})});
    world.offers(sample_app("blog"), {web({privileged})});
    EXPECT_TRUE(check({.name = "blog"}));

    world.offers(sample_app("blog"), {web({net_admin, privileged})});
    const auto refused = check({.name = "blog"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().details.back().second, "capability:web:NET_ADMIN");
}

TEST_F(Permitting, AnAppThatWasNeverAskedAboutKeepsWhatItHas)
{
    world.installed(sample_app("blog"), {web({privileged})});
    world.offers(sample_app("blog"), {web({privileged})});

    EXPECT_TRUE(check({.name = "blog"}));
    EXPECT_EQ(read().accepted, Ids{"privileged:web"});
    EXPECT_EQ(start().state, JobState::done);
}

TEST_F(Permitting, WhatAnOwnerWroteByHandIsToldAndStarted)
{
    auto folder = sample_app("blog");
    folder.accepted_permissions = Ids{};
    world.installed(folder, {web({privileged})});

    const auto job = start();

    EXPECT_EQ(job.state, JobState::done);
    ASSERT_FALSE(job.log.empty());
    EXPECT_EQ(job.log.front(),
        "its files ask for more than was accepted: web: Can do anything on this server: it runs with all privileges.");
    EXPECT_EQ(read().accepted, Ids{});
}

TEST_F(Permitting, ALinkOutOfTheAppsFolderIsNotFollowed)
{
    auto folder = sample_app("blog");
    folder.accepted_permissions = Ids{};
    auto model = web();
    model.mounts = {{"bind", "/apps/blog/data", "/data", false}};
    world.installed(folder, {model});
    EXPECT_EQ(start().state, JobState::done);

    world.host.links["/apps/blog/data"] = "/etc";
    const auto job = start();
    EXPECT_EQ(job.error->key, "permissions_not_accepted");

    AppPermissions permissions(world.world(), world.policies);
    EXPECT_EQ(world.run(permissions.accept(app_name("blog"), {"privileged:web"})).error().key, "permission_unknown");
    EXPECT_TRUE(world.run(permissions.accept(app_name("blog"), {"system-folder:web:/etc"})));
    EXPECT_EQ(start().state, JobState::done);
}

TEST_F(Permitting, SettingsThatGiveMoreAreRefusedBeforeTheyAreWritten)
{
    auto folder = sample_app("blog");
    folder.manifest.settings = {{.name = "MODE", .type = SettingType::text}};
    folder.env = EnvFile::parse("MODE=quiet\n").value();
    folder.accepted_permissions = Ids{};
    world.installed(folder, {web()});
    world.compose.on_preview = [](ComposeModel model, const std::string& env) {
        if (env.contains("MODE=loud")) model.services.front().privileges = {privileged};
        if (env.contains("MODE=folder")) model.services.front().mounts = {{"bind", "/mnt/media", "/m", false}};
        return model;
    };

    EXPECT_EQ(change({{"MODE", "loud"}}).error->key, "permissions_not_accepted");
    EXPECT_EQ(world.folders.env_text("blog"), "MODE=quiet\n");
    EXPECT_EQ(change({{"MODE", "loud"}}, {"privileged:web"}).state, JobState::done);
    EXPECT_EQ(change({{"MODE", "folder"}}).state, JobState::done) << "a folder that its owner chose is his word";
}

} // namespace
} // namespace furtka::test
