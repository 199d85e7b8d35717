#include "domain/app_state.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

ServiceModel service(std::string name, std::string restart = "unless-stopped", int replicas = 1)
{
    return {.name = name, .image = name + ":1", .replicas = replicas, .restart = std::move(restart)};
}

ComposeModel model_of(std::vector<ServiceModel> services) { return {.project = "blog", .services = std::move(services)}; }

Container container(const std::string& name, RunState state, int number = 1)
{
    const auto full = name + "-" + std::to_string(number);
    return {.id = {"id-" + full},
        .name = "blog-" + full,
        .project = "blog",
        .service = name,
        .number = number,
        .image = {"sha256:" + full},
        .image_ref = name + ":1",
        .state = state};
}

Container running(const std::string& name, Health health = Health::none, int number = 1)
{
    auto one = container(name, RunState::running, number);
    one.health = health;
    return one;
}

Container exited(const std::string& name, int code, int number = 1)
{
    auto one = container(name, RunState::exited, number);
    one.exit_code = code;
    return one;
}

/// `failed (web ended with exit code 1): db running, web failed`
std::string text(const AppCondition& app)
{
    std::string out(to_text(app.state));
    if (!app.reason.empty()) out += " (" + app.reason + ")";
    out += ":";
    for (const auto& one : app.services) out += " " + one.name + " " + std::string(to_text(one.state)) + ",";
    out.pop_back();
    return out;
}

std::string condition(const ComposeModel& model, const std::vector<Container>& containers)
{
    return text(app_condition(Intent::run, &model, containers));
}

TEST(AnAppThatShouldRun, IsRunningWhenAllItsServicesAre)
{
    const auto model = model_of({service("db"), service("web")});
    EXPECT_EQ(condition(model, {running("web", Health::healthy), running("db")}), "running: db running, web running");
}

TEST(AnAppThatShouldRun, IsStartingWhileTheHealthOfAServiceIsNotKnown)
{
    const auto model = model_of({service("db"), service("web")});
    EXPECT_EQ(condition(model, {running("web", Health::starting), running("db")}),
        "starting (web is starting): db running, web starting");
}

TEST(AnAppThatShouldRun, IsUnhealthyWhenAServiceIsUnhealthyOrPaused)
{
    const auto model = model_of({service("web")});
    EXPECT_EQ(condition(model, {running("web", Health::unhealthy)}), "unhealthy (web is unhealthy): web unhealthy");
    EXPECT_EQ(condition(model, {container("web", RunState::paused)}), "unhealthy (web is paused): web paused");
}

TEST(AnAppThatShouldRun, HasFailedWhenAServiceEndedWithAnError)
{
    const auto model = model_of({service("web", "no")});
    EXPECT_EQ(condition(model, {exited("web", 1)}), "failed (web ended with exit code 1): web failed");
}

TEST(AnAppThatShouldRun, NamesTheEndOfTheMemoryAsTheCause)
{
    const auto model = model_of({service("web")});
    auto killed = exited("web", 137);
    killed.oom_killed = true;

    const auto app = app_condition(Intent::run, &model, {killed});

    EXPECT_EQ(text(app), "failed (web ended with exit code 137, out of memory): web failed");
    EXPECT_EQ(app.services.front().exit_code, 137);
    EXPECT_TRUE(app.services.front().oom_killed);
}

TEST(AnAppThatShouldRun, HasFailedWhenAServiceThatAlwaysRunsEndedWithZero)
{
    for (const auto* policy : {"always", "unless-stopped"}) {
        EXPECT_EQ(condition(model_of({service("web", policy)}), {exited("web", 0)}),
            "failed (web ended with exit code 0): web failed");
    }
}

TEST(AnAppThatShouldRun, IsNotFailedByAServiceThatHasDoneItsWork)
{
    for (const auto* policy : {"", "no", "on-failure", "on-failure:3"}) {
        const auto model = model_of({service("migrate", policy), service("web")});
        EXPECT_EQ(condition(model, {exited("migrate", 0), running("web")}), "running: migrate finished, web running")
            << policy;
    }
}

TEST(AnAppThatShouldRun, IsStoppedWhenAllItsServicesHaveFinished)
{
    EXPECT_EQ(condition(model_of({service("job", "no")}), {exited("job", 0)}),
        "stopped (every service has finished): job finished");
}

TEST(AnAppThatShouldRun, IsStoppedWhenNoContainerOfItExists)
{
    EXPECT_EQ(condition(model_of({service("db"), service("web")}), {}),
        "stopped (none of its services has a container): db absent, web absent");
}

TEST(AnAppThatShouldRun, HasFailedWhenOneOfItsServicesHasNoContainer)
{
    const auto model = model_of({service("db"), service("web")});
    EXPECT_EQ(condition(model, {running("web")}), "failed (db has no container): db absent, web running");
}

TEST(AnAppThatShouldRun, HasFailedWhileAServiceCrashesAgainAndAgain)
{
    auto looping = container("web", RunState::restarting);
    looping.exit_code = 3;
    EXPECT_EQ(condition(model_of({service("web")}), {looping}),
        "failed (web restarts again and again; it last ended with exit code 3): web restarting");
}

TEST(AnAppThatShouldRun, HasFailedWhenAContainerNeverStarted)
{
    const auto model = model_of({service("web")});
    EXPECT_EQ(
        condition(model, {container("web", RunState::created)}), "failed (web was created but never started): web failed");
    EXPECT_EQ(condition(model, {container("web", RunState::dead)}),
        "failed (web is dead: the engine could not remove its container): web failed");
    EXPECT_EQ(condition(model, {container("web", RunState::removing)}), "failed (web is being removed): web absent");
    EXPECT_EQ(condition(model, {container("web", RunState::exited)}), "failed (web ended): web failed");
}

TEST(AnAppThatShouldRun, TellsTheWorstReasonFirstAndAtMostThree)
{
    const auto model = model_of({service("a"), service("b"), service("c"), service("d"), service("e")});
    EXPECT_EQ(condition(model,
                  {running("a", Health::starting), running("b", Health::unhealthy), exited("d", 2),
                      running("e", Health::unhealthy)}),
        "failed (d ended with exit code 2; c has no container; b is unhealthy; and 2 more): "
        "a starting, b unhealthy, c absent, d failed, e unhealthy");
}

TEST(AnAppThatShouldRun, NeedsEveryReplica)
{
    const auto model = model_of({service("web", "always", 3)});
    EXPECT_EQ(condition(model, {running("web", Health::none, 1), running("web", Health::none, 2)}),
        "failed (web has 2 of 3 replicas): web failed");
    EXPECT_EQ(condition(model, {running("web", Health::none, 1), exited("web", 1, 2), running("web", Health::none, 3)}),
        "failed (web ended with exit code 1): web failed");
}

TEST(AnAppThatShouldRun, WantsNothingOfAServiceWithNoReplicas)
{
    const auto model = model_of({service("spare", "always", 0), service("web")});
    EXPECT_EQ(condition(model, {running("web")}), "running: spare stopped, web running");
    EXPECT_EQ(condition(model, {running("web"), exited("spare", 1)}), "running: spare stopped, web running");
}

TEST(AnAppThatShouldRun, IsJudgedByItsContainersWhenTheComposeFileCannotBeRead)
{
    EXPECT_EQ(
        text(app_condition(Intent::run, nullptr, {running("web"), exited("db", 0)})), "running: db finished, web running");
    EXPECT_EQ(
        text(app_condition(Intent::run, nullptr, {exited("web", 1)})), "failed (web ended with exit code 1): web failed");
    EXPECT_EQ(text(app_condition(Intent::run, nullptr, {})), "stopped (none of its services has a container)");
    EXPECT_EQ(app_condition(Intent::run, nullptr, {running("web")}).services.front().image, "web:1");
}

TEST(AnAppThatShouldRun, IsNotJudgedByOneOffContainers)
{
    const auto model = model_of({service("web")});
    auto shell = exited("web", 1, 7);
    shell.one_off = true;
    EXPECT_EQ(condition(model, {running("web"), shell}), "running: web running");
    EXPECT_EQ(condition(model, {shell}), "stopped (none of its services has a container): web absent");
}

TEST(AnAppThatShouldRun, IsNotJudgedByTheLeftoverOfAnInterruptedRecreate)
{
    auto leftover = container("web", RunState::created);
    leftover.name = "0123456789ab_blog-web-1";
    leftover.created_at = std::chrono::sys_seconds{std::chrono::seconds{60}}; // the other: 0
    EXPECT_EQ(condition(model_of({service("web")}), {leftover, running("web")}), "running: web running");
    EXPECT_EQ(condition(model_of({service("web")}), {exited("web", 137), leftover}),
        "failed (web ended with exit code 137: it was killed): web failed");

    leftover.state = RunState::running;
    EXPECT_EQ(condition(model_of({service("web")}), {leftover, exited("web", 137)}), "running: web running");
}

TEST(AnAppItsOwnerStopped, IsStoppedWhateverTheExitCodes)
{
    const auto model = model_of({service("db"), service("job", "no"), service("web")});

    const auto app = app_condition(Intent::stop, &model, {exited("db", 137), exited("job", 0), exited("web", 1)});

    EXPECT_EQ(text(app), "stopped (stopped by its owner): db stopped, job stopped, web stopped");
    EXPECT_EQ(app.services.front().exit_code, 137);
    EXPECT_EQ(text(app_condition(Intent::stop, &model, {})),
        "stopped (stopped by its owner): db stopped, job stopped, web stopped");
}

TEST(AnAppItsOwnerStopped, IsToldAsItIsWhenItRunsAllTheSame)
{
    const auto model = model_of({service("db"), service("web")});
    EXPECT_EQ(
        text(app_condition(Intent::stop, &model, {exited("db", 0), running("web")})), "running: db stopped, web running");
    EXPECT_EQ(text(app_condition(Intent::stop, &model, {exited("db", 0), running("web", Health::starting)})),
        "starting (web is starting): db stopped, web starting");
}

TEST(AServiceCondition, HoldsTheFactsOfItsReplicas)
{
    const auto model = model_of({service("web", "always", 2)});
    auto first = running("web", Health::none, 1);
    auto second = running("web", Health::none, 2);
    first.exit_code = 0;
    first.ports = {{"0.0.0.0", 8080, 80, "tcp"}, {"::", 8080, 80, "tcp"}};
    second.ports = {{"0.0.0.0", 8081, 80, "tcp"}, {"0.0.0.0", 8080, 80, "tcp"}};

    const auto app = app_condition(Intent::run, &model, {second, first});

    const ServiceCondition expected{.name = "web",
        .image = "web:1",
        .state = ServiceState::running,
        .running = 2,
        .replicas = 2,
        .ports = {{"0.0.0.0", 8080, 80, "tcp"}, {"0.0.0.0", 8081, 80, "tcp"}, {"::", 8080, 80, "tcp"}},
        .container = "id-web-1",
        .image_id = ImageId{"sha256:web-1"}};
    EXPECT_EQ(app.services, std::vector{expected});
}

TEST(TheRunningImage, IsThatOfTheLowestNumberedReplicaThatRuns)
{
    EXPECT_EQ(running_image({running("web", Health::none, 3), running("web", Health::none, 2), exited("web", 0, 1)}, "web"),
        ImageId{"sha256:web-2"});
    EXPECT_EQ(running_image({container("web", RunState::restarting)}, "web"), ImageId{"sha256:web-1"});
}

TEST(TheRunningImage, IsNoneWhenTheServiceDoesNotRun)
{
    auto shell = running("web");
    shell.one_off = true;
    EXPECT_EQ(running_image({exited("web", 0), shell, running("db")}, "web"), std::nullopt);
    EXPECT_EQ(running_image({}, "web"), std::nullopt);
}

TEST(InterruptedRecreates, AreToldByTheirLabelsAndTheirName)
{
    auto leftover = container("web", RunState::created);
    leftover.name = "0123456789ab_blog-web-1";
    auto alone = container("db", RunState::running);
    alone.name = "ba9876543210_custom";
    auto foreign = leftover;
    foreign.project.clear();
    auto shell = leftover;
    shell.one_off = true;
    auto too_short = leftover;
    too_short.name = "0123456789a_blog-web-1";
    auto not_hex = leftover;
    not_hex.name = "0123456789aX_blog-web-1";
    auto no_rest = leftover;
    no_rest.name = "0123456789ab_";

    const std::vector<Container> expected{leftover, alone};
    EXPECT_EQ(
        interrupted_recreates({running("web"), leftover, alone, foreign, shell, too_short, not_hex, no_rest}), expected);
}

TEST(InterruptedRecreates, AreRemovableWhileTheContainerTheyShouldReplaceIsThere)
{
    const auto old = exited("web", 137);
    auto leftover = container("web", RunState::created);
    leftover.id = {"id-leftover"};
    leftover.name = "0123456789ab_blog-web-1";
    EXPECT_EQ(removable_leftovers({old, leftover}), std::vector{leftover});
    EXPECT_EQ(removable_leftovers({leftover}), std::vector<Container>{});
    EXPECT_EQ(removable_leftovers({exited("web", 0, 2), leftover}), std::vector<Container>{});

    auto shell = old;
    shell.one_off = true;
    EXPECT_EQ(removable_leftovers({shell, leftover}), std::vector<Container>{});

    leftover.state = RunState::running;
    EXPECT_EQ(removable_leftovers({old, leftover}), std::vector<Container>{});
}

TEST(StateWords, AreThoseOfTheApi)
{
    std::string words;
    using enum AppState;
    for (const auto state : {unknown, running, starting, unhealthy, stopped, failed, busy, broken})
        words += std::string(to_text(state)) + ' ';
    EXPECT_EQ(words, "unknown running starting unhealthy stopped failed busy broken ");
}

} // namespace
} // namespace furtka
