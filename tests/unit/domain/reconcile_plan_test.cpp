#include "domain/reconcile_plan.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

Container container(const std::string& app, const std::string& service, RunState state, int number = 1)
{
    const auto name = app + "-" + service + "-" + std::to_string(number);
    return {.id = {"id-" + name},
        .name = name,
        .project = app,
        .service = service,
        .number = number,
        .config_hash = "h1",
        .state = state};
}

Container exited(const std::string& app, const std::string& service, int code)
{
    auto one = container(app, service, RunState::exited);
    one.exit_code = code;
    return one;
}

/// An app whose services run as they should.
AppFacts app(const std::string& name, const std::vector<std::string>& services = {"web"})
{
    AppFacts facts{.name = name, .manifest = {.name = name}, .model = ComposeModel{.project = name}};
    for (const auto& service : services) {
        facts.model->services.push_back({.name = service, .image = service + ":1", .restart = "unless-stopped"});
        facts.config_hashes[service] = "h1";
        facts.containers.push_back(container(name, service, RunState::running));
    }
    return facts;
}

std::string plan(const std::vector<AppFacts>& apps) { return to_text(reconcile_plan(apps)); }

TEST(Reconciling, HasNothingToDoWhereAllRuns) { EXPECT_EQ(plan({app("blog"), app("shelf", {"db", "web"})}), ""); }

TEST(Reconciling, BringsUpAnAppWhoseServiceDoesNotRun)
{
    auto blog = app("blog");
    blog.containers = {exited("blog", "web", 137)};
    EXPECT_EQ(plan({blog}), "up blog: web is not running\n");
}

TEST(Reconciling, BringsUpAnAppOnceForAllItsCauses)
{
    auto blog = app("blog", {"cache", "db", "web"});
    blog.containers = {container("blog", "db", RunState::created), container("blog", "web", RunState::running)};
    blog.config_hashes["web"] = "h2";
    EXPECT_EQ(plan({blog}), "up blog: cache is not running, db is not running, web differs from its compose file\n");
}

TEST(Reconciling, BringsUpMissingReplicas)
{
    auto blog = app("blog");
    blog.model->services.front().replicas = 3;
    EXPECT_EQ(plan({blog}), "up blog: web runs 1 of 3 replicas\n");
}

TEST(Reconciling, LeavesAFinishedOneShotAlone)
{
    auto blog = app("blog", {"migrate", "web"});
    blog.model->services.front().restart = "no";
    blog.containers.front() = exited("blog", "migrate", 0);
    EXPECT_EQ(plan({blog}), "");

    blog.containers.front() = exited("blog", "migrate", 1);
    EXPECT_EQ(plan({blog}), "up blog: migrate is not running\n");
}

TEST(Reconciling, LeavesAloneWhatTheEngineIsAtWorkOn)
{
    for (const auto state : {RunState::restarting, RunState::paused}) {
        auto blog = app("blog");
        blog.containers.front().state = state;
        EXPECT_EQ(plan({blog}), "");
    }
    for (const auto health : {Health::starting, Health::unhealthy}) {
        auto blog = app("blog");
        blog.containers.front().health = health;
        EXPECT_EQ(plan({blog}), "");
    }
}

TEST(Reconciling, BelievesAHashOnlyOfTheSameCompose)
{
    auto blog = app("blog");
    blog.config_hashes["web"] = "h2";
    EXPECT_EQ(plan({blog}), "up blog: web differs from its compose file\n");

    blog.hashes_comparable = false;
    EXPECT_EQ(plan({blog}), "");
}

TEST(Reconciling, SaysNothingOfAHashThatIsNotKnown)
{
    auto blog = app("blog");
    blog.config_hashes.clear();
    EXPECT_EQ(plan({blog}), "");

    blog = app("blog");
    blog.containers.front().config_hash.clear();
    EXPECT_EQ(plan({blog}), "");
}

TEST(Reconciling, MakesMissingVolumesFirst)
{
    auto blog = app("blog");
    blog.missing_volumes = {"data", "media"};
    blog.containers.clear();
    EXPECT_EQ(plan({blog}),
        "ensure_volume blog data: it does not exist\n"
        "ensure_volume blog media: it does not exist\n"
        "up blog: web is not running\n");
}

TEST(Reconciling, LeavesAnAppItsOwnerStoppedAlone)
{
    auto blog = app("blog");
    blog.intent = Intent::stop;
    blog.containers = {exited("blog", "web", 137)};
    blog.missing_volumes = {"data"};
    EXPECT_EQ(plan({blog}), "");
}

TEST(Reconciling, StopsAnAppThatRunsAgainstItsOwnersWill)
{
    auto blog = app("blog", {"db", "web"});
    blog.intent = Intent::stop;
    EXPECT_EQ(plan({blog}), "stop blog: its owner stopped it, and db, web still run\n");

    blog.containers.pop_back();
    blog.model.reset();
    EXPECT_EQ(plan({blog}), "stop blog: its owner stopped it, and db still runs\n");
}

TEST(Reconciling, SkipsAppsItMustNotTouchAndSaysWhy)
{
    auto broken = app("a-broken");
    broken.broken = "manifest.json is not JSON";
    broken.containers.clear();
    auto busy = app("b-busy");
    busy.busy = true;
    busy.containers.clear();
    auto unread = app("c-unread");
    unread.model.reset();
    unread.model_error = "services.web.ports must be a list";

    EXPECT_EQ(plan({broken, busy, unread}),
        "skip a-broken: manifest.json is not JSON\n"
        "skip b-busy: a job is at work on it\n"
        "skip c-unread: Compose cannot read its compose file: services.web.ports must be a list\n");
}

TEST(Reconciling, RemovesTheLeftoverOfAnInterruptedRecreate)
{
    auto blog = app("blog");
    auto leftover = container("blog", "web", RunState::created);
    leftover.id = {"id-leftover"};
    leftover.name = "0123456789ab_blog-web-1";
    blog.containers = {exited("blog", "web", 137), leftover};
    EXPECT_EQ(plan({blog}),
        "remove_leftover blog 0123456789ab_blog-web-1: left by an interrupted recreate of web\n"
        "up blog: web is not running\n");
}

TEST(Reconciling, KeepsALeftoverThatIsAllThereIs)
{
    auto blog = app("blog");
    auto leftover = container("blog", "web", RunState::created);
    leftover.name = "0123456789ab_blog-web-1";
    blog.containers = {leftover};
    EXPECT_EQ(plan({blog}), "up blog: web is not running\n");

    blog.containers.front().state = RunState::running;
    EXPECT_EQ(plan({blog}), "");
}

class ReconcilingAConsumer : public testing::Test {
protected:
    ReconcilingAConsumer()
    {
        consumer.manifest.requirements = {{.app = "mosquitto", .on_start = "scripts/start.sh"}};
        consumer.containers.clear();
        provider.containers.clear();
    }
    AppFacts consumer = app("bridge");
    AppFacts provider = app("mosquitto");
};

TEST_F(ReconcilingAConsumer, BringsUpTheProviderThenRunsTheHookThenBringsUpTheConsumer)
{
    EXPECT_EQ(plan({consumer, provider}),
        "up mosquitto: web is not running\n"
        "run_hook bridge mosquitto: requires.on_start scripts/start.sh\n"
        "up bridge: web is not running\n");
}

TEST_F(ReconcilingAConsumer, RunsTheHookAtEveryPass)
{
    EXPECT_EQ(plan({app("mosquitto"),
                  [&] {
                      auto running = app("bridge");
                      running.manifest = consumer.manifest;
                      return running;
                  }()}),
        "run_hook bridge mosquitto: requires.on_start scripts/start.sh\n");
}

TEST_F(ReconcilingAConsumer, RunsNoHookForAConsumerThatIsStopped)
{
    consumer.intent = Intent::stop;
    EXPECT_EQ(plan({consumer, app("mosquitto")}), "");
}

TEST_F(ReconcilingAConsumer, HasNoHookWithoutOnStart)
{
    consumer.manifest.requirements.front().on_start.clear();
    EXPECT_EQ(plan({consumer, app("mosquitto")}), "up bridge: web is not running\n");
}

TEST_F(ReconcilingAConsumer, SaysWhyAHookCannotRunAndGoesOn)
{
    const auto first_line = [&] {
        const auto text = plan({consumer, provider});
        const auto at = text.find("skip bridge");
        EXPECT_NE(text.find("up bridge: web is not running\n"), std::string::npos);
        return text.substr(at, text.find('\n', at) - at);
    };
    provider.intent = Intent::stop;
    EXPECT_EQ(first_line(), "skip bridge mosquitto: its hook cannot run: mosquitto is stopped by its owner");
    provider.busy = true;
    EXPECT_EQ(first_line(), "skip bridge mosquitto: its hook cannot run: a job is at work on mosquitto");
    provider.broken = "no manifest";
    EXPECT_EQ(first_line(), "skip bridge mosquitto: its hook cannot run: mosquitto is broken");
    provider.name = "other";
    EXPECT_EQ(first_line(), "skip bridge mosquitto: its hook cannot run: mosquitto is not installed");
}

TEST(PlanLines, PrintTheTargetWhereThereIsOne)
{
    EXPECT_EQ(to_text(PlanLine{.kind = PlanKind::up, .app = "blog", .cause = "web is not running"}),
        "up blog: web is not running");
    EXPECT_EQ(
        to_text(PlanLine{.kind = PlanKind::ensure_volume, .app = "blog", .target = "data", .cause = "it does not exist"}),
        "ensure_volume blog data: it does not exist");
    EXPECT_EQ(to_text(std::vector<PlanLine>{}), "");
}

} // namespace
} // namespace furtka
