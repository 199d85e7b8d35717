#include "services/run_app.hpp"
#include "support/fake_world.hpp"

#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

namespace furtka::test {
namespace {

Task<Result<std::string>> body(RunApp& use_case, AppName app, RunAction action, JobContext& job)
{
    CO_TRY(const auto outcome, co_await use_case.run(app, action, job));
    co_return to_json(outcome);
}

class Running : public testing::Test {
protected:
    Job act(RunAction action)
    {
        RunApp use_case(world.world(), world.policies, *world.picture);
        return world.run_job(
            JobKind::start, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), action, job); });
    }
    void installed() { world.installed(sample_app("blog"), {service("web", "nginx:1")}); }

    FakeWorld world;
};

TEST_F(Running, StopsAndRemembersThatItsOwnerWantsIt)
{
    installed();

    const auto job = act(RunAction::stop);

    EXPECT_EQ(job.result, R"({"app":"blog","state":"stopped"})");
    EXPECT_EQ(world.folders.at("blog").intent, Intent::stop);
    EXPECT_EQ(world.picture->find("blog")->condition.reason, "stopped by its owner");
}

TEST_F(Running, TellsNoStopBeforeTheEngineDoes)
{
    installed();
    const auto stop = world.compose.on_stop;
    boost::asio::steady_timer late(world.io);
    world.compose.on_stop = [&](const ComposeProject& project) {
        late.expires_after(std::chrono::milliseconds(60));
        late.async_wait([stop, project](auto) { stop(project); });
    };

    EXPECT_EQ(act(RunAction::stop).result, R"({"app":"blog","state":"stopped"})");
}

TEST_F(Running, StartsAgain)
{
    installed();
    act(RunAction::stop);

    const auto job = act(RunAction::start);

    EXPECT_EQ(job.result, R"({"app":"blog","state":"running"})");
    EXPECT_EQ(world.folders.at("blog").intent, Intent::run);
    EXPECT_EQ(world.compose.calls(), "stop blog; up blog");
}

TEST_F(Running, IsToldWhoHasAPortBeforeAContainerIsTouched)
{
    auto web = service("web", "nginx:1");
    web.ports = {{.published = "8080", .target = 80, .protocol = "tcp"}};
    world.installed(sample_app("blog"), {web});
    act(RunAction::stop);
    world.host.has_listener(8080, "tcp", "nginx", 12);

    const auto job = act(RunAction::start);

    EXPECT_EQ(job.error->message, "blog cannot be started: port 8080 is used by nginx (pid 12)");
    EXPECT_EQ(job.error->hint,
        "give web:80 the port 8081, which is free, or stop what uses 8080: furtka app settings blog --port web:80=8081");
    EXPECT_EQ(world.compose.calls(), "stop blog");
    EXPECT_EQ(world.folders.at("blog").intent, Intent::run);
}

TEST_F(Running, GetsAPortBackThatTheEngineLeaked)
{
    installed();
    act(RunAction::stop);
    world.engine.nets.push_back({.name = "blog_default", .project = "blog", .subnet = *Subnet::parse("10.0.0.0/24")});
    const Error leaked{.kind = ErrorKind::conflict,
        .key = "port_in_use",
        .message = "Bind for 0.0.0.0:8080 failed: port is already allocated",
        .details = {{"port", "8080"}, {"protocol", "tcp"}}};
    world.compose.forget_calls();
    world.engine.forget_calls();
    world.compose.fail("up", leaked);
    world.host.has_listener(8080, "tcp", "docker-proxy", 12);

    EXPECT_EQ(act(RunAction::start).state, JobState::done);

    EXPECT_EQ(world.compose.calls(), "up blog; up blog force-recreate");
    EXPECT_EQ(world.engine.calls(), "remove networks of blog");
}

TEST_F(Running, TellsOfAPortThatOnlyARestartOfTheEngineGivesBack)
{
    installed();
    act(RunAction::stop);
    world.compose.fail("up",
        {.kind = ErrorKind::conflict,
            .key = "port_in_use",
            .message = "Bind for 0.0.0.0:8080 failed: port is already allocated",
            .details = {{"port", "8080"}, {"protocol", "tcp"}}},
        2);

    const auto job = act(RunAction::start);

    EXPECT_EQ(job.error->key, "port_leaked");
    EXPECT_EQ(job.error->message,
        "blog needs port 8080, which the engine holds for a container that is gone: it ended while it "
        "started one");
    EXPECT_EQ(world.folders.at("blog").intent, Intent::run) << "started when the engine is back";
}

TEST_F(Running, MakesAContainerAnewThatIsStuckBetweenTwoStarts)
{
    installed();
    act(RunAction::stop);
    world.compose.forget_calls();
    for (const auto* words : {"Container 4b22 is restarting, wait until the container is running",
             "failed to create task for container: task fc1e: already exists"}) {
        world.compose.fail("up", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = words});
        world.compose.forget_calls();

        EXPECT_EQ(act(RunAction::start).state, JobState::done);

        EXPECT_EQ(world.compose.calls(), "up blog; up blog force-recreate") << words;
    }
}

TEST_F(Running, TakesNoPortFromAnotherProgram)
{
    installed();
    act(RunAction::stop);
    world.engine.forget_calls();
    world.compose.fail("up",
        {.kind = ErrorKind::conflict,
            .key = "port_in_use",
            .message = "listen tcp4 0.0.0.0:8080: bind: address already in use",
            .details = {{"port", "8080"}, {"protocol", "tcp"}}});
    world.host.has_listener(8080, "tcp", "nginx", 12);

    const auto error = *act(RunAction::start).error;
    EXPECT_EQ(error.message, "blog needs port 8080, which nginx (pid 12) uses");
    EXPECT_EQ(world.engine.calls(), "");
}

TEST_F(Running, RestartsContainersAndBringsMissingOnes)
{
    installed();

    EXPECT_EQ(act(RunAction::restart).state, JobState::done);

    EXPECT_EQ(world.compose.calls(), "restart blog; up blog");
}

TEST_F(Running, RestartsAnAppWithoutContainersByStartingIt)
{
    world.placed(sample_app("blog"), {service("web", "nginx:1")});

    EXPECT_EQ(act(RunAction::restart).state, JobState::done);

    EXPECT_EQ(world.compose.calls(), "up blog");
}

TEST_F(Running, DoesNotMindThatAServiceRestartedLongAgo)
{
    installed();
    world.engine.containers.front().restart_count = 3;

    EXPECT_EQ(act(RunAction::start).state, JobState::done);
}

TEST_F(Running, SeesACrashLoopWhileItWaits)
{
    using namespace std::chrono_literals;
    world.policies.settle = 60ms;
    installed();
    auto& container = world.engine.containers.front();
    container.restart_count = 3;
    RunApp use_case(world.world(), world.policies, *world.picture);
    const auto id = world.start_job(
        JobKind::start, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), RunAction::start, job); });
    world.until([&] { return world.compose.calls() == "up blog"; });
    world.settle();
    world.engine.containers.front().restart_count = 4;
    world.engine.containers.front().exit_code = 0; // as of one that runs again
    const auto seen = std::chrono::steady_clock::now();
    world.until([&] { return std::chrono::steady_clock::now() - seen > 300ms; });
    world.engine.containers.front().state = RunState::restarting;
    world.engine.containers.front().exit_code = 3;

    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.error->key, "app_failed_to_start");
    EXPECT_EQ(job.error->message, "web ends and is started over and over, last with exit code 3");
}

TEST_F(Running, DoesNotJudgeALeftoverOfAnInterruptedRecreate)
{
    installed();
    Container leftover = world.engine.containers.front();
    leftover.id = {"old"};
    leftover.name = "0123456789ab_blog-web-1";
    leftover.state = RunState::exited;
    leftover.exit_code = 137;
    world.engine.containers.push_back(leftover);

    EXPECT_EQ(act(RunAction::start).state, JobState::done);
}

TEST_F(Running, TakesAOneShotThatEndedWellForStarted)
{
    world.on_container = [](Container& c) {
        if (c.service != "migrate") return;
        c.state = RunState::exited;
        c.exit_code = 0;
    };
    world.placed(sample_app("blog"), {service("migrate", "tool:1"), service("web", "nginx:1")});

    EXPECT_EQ(act(RunAction::start).state, JobState::done);
}

TEST_F(Running, RefusesAPlaceholderInAnAppThatNeverRan)
{
    auto folder = sample_app("blog");
    folder.env = EnvFile::parse("DB_PASSWORD=changeme\n").value();
    world.placed(folder, {service("web", "nginx:1")});

    EXPECT_EQ(act(RunAction::start).error->key, "placeholder_secret");
    EXPECT_EQ(world.compose.calls(), "");
}

TEST_F(Running, StartsAnAppThatRanWithAPlaceholder)
{
    auto folder = sample_app("blog");
    folder.env = EnvFile::parse("DB_PASSWORD=changeme\n").value();
    world.installed(folder, {service("web", "nginx:1")});

    EXPECT_EQ(act(RunAction::start).state, JobState::done);
}

TEST_F(Running, ShowsTheLastLinesOfAServiceThatDoesNotStart)
{
    world.placed(sample_app("blog"), {service("web", "nginx:1")});
    world.on_container = [this](Container& c) {
        c.state = RunState::exited;
        c.exit_code = 2;
        world.engine.output[c.id.text] = {"no config", "giving up"};
    };

    const auto job = act(RunAction::start);

    EXPECT_EQ(job.error->details,
        (std::vector<std::pair<std::string, std::string>>{
            {"service", "web"}, {"exit_code", "2"}, {"log", "no config\ngiving up\n"}}));
}

TEST_F(Running, RefusesAnAppThatIsNotInstalled)
{
    RunApp use_case(world.world(), world.policies, *world.picture);
    EXPECT_EQ(world.run(use_case.check(app_name("nowhere"))).error().key, "app_not_installed");
}

} // namespace
} // namespace furtka::test
