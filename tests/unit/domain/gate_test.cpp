#include "domain/downtime.hpp"
#include "domain/gate.hpp"
#include "domain/gate_override.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

const ImageId new_image{"sha256:new"};

Container web(RunState state = RunState::running)
{
    Container container;
    container.id = {"c1"};
    container.service = "web";
    container.image = new_image;
    container.state = state;
    return container;
}

const PortName port{"web", 8080};

class AGate : public testing::Test {
protected:
    AGate() { baseline.services = {{.service = "web", .replicas = 1, .need_health = true, .image = new_image}}; }
    /// The verdict at the end of the looks, each a time and a container.
    GateVerdict look(std::chrono::milliseconds at, std::vector<Container> containers, PortAnswers ports = {})
    {
        if (!judge) judge.emplace(rules, baseline);
        return judge->look({.at = at, .containers = std::move(containers), .ports = std::move(ports)});
    }
    std::string key() const { return judge->fault() ? judge->fault()->key : ""; }

    GateRules rules;
    GateBaseline baseline;
    std::optional<GateJudge> judge;
};

TEST_F(AGate, LetsThroughWhatRunsForTheSettleTimeWithoutARestart)
{
    EXPECT_EQ(look(100ms, {web()}), GateVerdict::wait);
    EXPECT_EQ(look(30s, {web()}), GateVerdict::wait);
    EXPECT_EQ(look(30'100ms, {web()}), GateVerdict::passed);
    EXPECT_EQ(judge->proof(), std::vector<std::string>{"web: runs for 30 s without a restart"});
}

TEST_F(AGate, FailsWhatEndsWhenItShouldRun)
{
    auto ended = web(RunState::exited);
    ended.exit_code = 3;
    EXPECT_EQ(look(100ms, {ended}), GateVerdict::failed);
    EXPECT_EQ(key(), "exited");
    EXPECT_EQ(judge->fault()->message, "web ended with exit code 3");
    EXPECT_EQ(judge->fault()->container, ContainerId{"c1"});
}

TEST_F(AGate, FailsWhatEndsAfterTwentySeconds)
{
    auto again = web();
    again.restart_count = 1;
    EXPECT_EQ(look(1s, {web()}), GateVerdict::wait);
    EXPECT_EQ(look(20s, {again}), GateVerdict::failed);
    EXPECT_EQ(key(), "restarts");
}

TEST_F(AGate, BearsTwoEarlyRestartsForOthersMayNotBeThereYet)
{
    auto again = web();
    again.restart_count = 2;
    EXPECT_EQ(look(1s, {again}), GateVerdict::wait);
    EXPECT_EQ(key(), "restarts");
    EXPECT_EQ(look(2s, {again}), GateVerdict::wait);
    EXPECT_EQ(look(32s, {again}), GateVerdict::passed);
}

TEST_F(AGate, FailsACrashLoopAtItsThirdRestart)
{
    auto again = web();
    again.restart_count = 3;
    again.state = RunState::restarting;
    again.exit_code = 1;
    EXPECT_EQ(look(1s, {again}), GateVerdict::failed);
    EXPECT_EQ(judge->fault()->message, "web ends and is started over and over, last with exit code 1");
}

TEST_F(AGate, TellsNoExitCodeOfAContainerThatRunsAgain)
{
    auto again = web();
    again.restart_count = 3;
    again.exit_code = 0;
    EXPECT_EQ(look(1s, {again}), GateVerdict::failed);
    EXPECT_EQ(judge->fault()->message, "web ends and is started over and over");
    EXPECT_EQ(judge->fault()->exit_code, std::nullopt);
}

TEST_F(AGate, ForgetsTheRestartsOfAContainerThatRanBefore)
{
    baseline.restarts[{"c1"}] = 7;
    auto old = web();
    old.restart_count = 7;
    EXPECT_EQ(look(0s, {old}), GateVerdict::wait);
    EXPECT_EQ(look(30s, {old}), GateVerdict::passed);
}

TEST_F(AGate, FailsWhatRunsOutOfMemoryAtOnce)
{
    auto killed = web(RunState::restarting);
    killed.oom_killed = true;
    EXPECT_EQ(look(100ms, {killed}), GateVerdict::failed);
    EXPECT_EQ(key(), "out_of_memory");
}

TEST_F(AGate, WaitsForAHealthCheckAsLongAsItsOwnFiguresSayAndAMargin)
{
    auto starting = web();
    starting.health = Health::starting;
    starting.health_limit = 300s;
    EXPECT_EQ(look(200s, {starting}), GateVerdict::wait);
    EXPECT_EQ(look(329s, {starting}), GateVerdict::wait);
    EXPECT_EQ(look(330s, {starting}), GateVerdict::failed);
    EXPECT_EQ(key(), "health_starting");
}

TEST_F(AGate, FailsWhatIsHealthyAndThenUnhealthy)
{
    auto healthy = web();
    healthy.health = Health::healthy;
    auto unhealthy = web();
    unhealthy.health = Health::unhealthy;
    EXPECT_EQ(look(2s, {healthy}), GateVerdict::wait);
    EXPECT_EQ(look(12s, {unhealthy}), GateVerdict::failed);
    EXPECT_EQ(key(), "unhealthy");
}

TEST_F(AGate, ProvesHealth)
{
    auto healthy = web();
    healthy.health = Health::healthy;
    rules.settle = 0s;
    EXPECT_EQ(look(2s, {healthy}), GateVerdict::passed);
    EXPECT_EQ(judge->proof(), std::vector<std::string>{"web: healthy"});
}

TEST_F(AGate, AsksForNoMoreHealthThanThereWas)
{
    baseline.services.front().need_health = false;
    auto unhealthy = web();
    unhealthy.health = Health::unhealthy;
    rules.settle = 0s;
    EXPECT_EQ(look(2s, {unhealthy}), GateVerdict::passed);
}

TEST_F(AGate, FailsWhenAPortThatAnsweredStaysSilent)
{
    baseline.ports[port] = {.open = true, .http_status = 0};
    EXPECT_EQ(look(1s, {web()}, {{port, {.open = false}}}), GateVerdict::wait);
    EXPECT_EQ(look(180s, {web()}), GateVerdict::failed);
    EXPECT_EQ(key(), "port_silent");
    EXPECT_EQ(judge->well(), 1);
}

TEST_F(AGate, FailsWhenTheAnswerIsOfAnotherKind)
{
    baseline.ports[port] = {.open = true, .http_status = 200};
    EXPECT_EQ(look(1s, {web()}, {{port, {.open = true, .http_status = 500}}}), GateVerdict::wait);
    EXPECT_EQ(look(180s, {web()}, {{port, {.open = true, .http_status = 500}}}), GateVerdict::failed);
    EXPECT_EQ(judge->fault()->message, "port 8080 of web answered with HTTP 200 before, and answers with HTTP 500");
}

TEST_F(AGate, ProvesPorts)
{
    baseline.ports[port] = {.open = true, .http_status = 200};
    baseline.ports[{"web", 25}] = {.open = true, .http_status = 0};
    rules.settle = 0s;
    const PortAnswers answers{{port, {.open = true, .http_status = 302}}, {{"web", 25}, {.open = true}}};
    EXPECT_EQ(look(1s, {web()}, answers), GateVerdict::passed);
    EXPECT_EQ(judge->proof(),
        (std::vector<std::string>{
            "web: runs for 0 s without a restart", "web: port 25 answers", "web: port 8080 answers with HTTP 302"}));
}

TEST_F(AGate, LooksAtPortsAndAnswersOnlyWhereItShall)
{
    baseline.ports[port] = {.open = true, .http_status = 200};
    rules.settle = 0s;
    rules.check_http = false;
    EXPECT_EQ(look(1s, {web()}, {{port, {.open = true, .http_status = 500}}}), GateVerdict::passed);
    rules.check_ports = false;
    judge.reset();
    EXPECT_EQ(look(1s, {web()}), GateVerdict::passed);
}

TEST_F(AGate, BeginsTheSettleTimeAnewAfterABreak)
{
    baseline.ports[port] = {.open = true, .http_status = 0};
    const PortAnswers open{{port, {.open = true}}};
    EXPECT_EQ(look(1s, {web()}, open), GateVerdict::wait);
    EXPECT_EQ(look(20s, {web()}), GateVerdict::wait);
    EXPECT_EQ(look(21s, {web()}, open), GateVerdict::wait);
    EXPECT_EQ(look(32s, {web()}, open), GateVerdict::wait);
    EXPECT_EQ(look(51s, {web()}, open), GateVerdict::passed);
}

TEST_F(AGate, DoesNotBelieveThatUpDidWhatItSaid)
{
    auto old = web();
    old.image = {"sha256:old"};
    EXPECT_EQ(look(100ms, {old}), GateVerdict::failed);
    EXPECT_EQ(key(), "not_applied");
}

TEST_F(AGate, WantsEveryReplica)
{
    baseline.services.front().replicas = 2;
    auto second = web();
    second.id = {"c2"};
    second.number = 2;
    rules.settle = 0s;
    EXPECT_EQ(look(1s, {web()}), GateVerdict::wait);
    EXPECT_EQ(judge->fault()->message, "web has 1 of 2 containers");
    EXPECT_EQ(look(2s, {web(), second}), GateVerdict::passed);
}

TEST_F(AGate, WaitsForAServiceWithoutAContainerUntilItsTimeIsOver)
{
    EXPECT_EQ(look(1s, {}), GateVerdict::wait);
    EXPECT_EQ(look(180s, {}), GateVerdict::failed);
    EXPECT_EQ(key(), "no_container");
}

TEST(AGateBaseline, HoldsWhatRanAndAnswered)
{
    auto stopped = web(RunState::exited);
    stopped.service = "worker";
    auto sick = web();
    sick.service = "db";
    sick.health = Health::unhealthy;
    auto migrate = web();
    migrate.service = "migrate";
    const PortAnswers ports{{port, {.open = true, .http_status = 200}}, {{"db", 5432}, {.open = false}}};

    const auto baseline = gate_baseline({web(), stopped, sick, migrate}, {"migrate"}, ports);

    EXPECT_EQ(baseline.services,
        (std::vector<GateService>{{.service = "db", .replicas = 1, .need_health = false, .image = std::nullopt},
            {.service = "web", .replicas = 1, .need_health = true, .image = std::nullopt}}));
    EXPECT_EQ(baseline.ports, (PortAnswers{{port, {.open = true, .http_status = 200}}}));
    const auto strict = with_images(baseline, {{"web", new_image}});
    EXPECT_EQ(strict.services[0].image, std::nullopt);
    EXPECT_EQ(strict.services[1].image, new_image);
}

TEST(HttpClasses, GoodAnswersAreOneClassAndServerErrorsAskForNothing)
{
    EXPECT_TRUE(same_http_class(200, 302));
    EXPECT_TRUE(same_http_class(401, 403));
    EXPECT_TRUE(same_http_class(503, 0));
    EXPECT_TRUE(same_http_class(0, 0));
    EXPECT_FALSE(same_http_class(200, 401));
    EXPECT_FALSE(same_http_class(200, 0));
    EXPECT_FALSE(same_http_class(404, 500));
}

TEST(ADowntime, IsTheLongestOfItsParts)
{
    Downtime downtime;
    downtime.see("web", true, 0s);
    downtime.see("db", true, 0s);
    EXPECT_EQ(downtime.longest(1s), 0s);
    downtime.see("web", false, 1s);
    downtime.see("db", false, 2s);
    downtime.see("web", false, 3s);
    downtime.see("web", true, 4s);
    EXPECT_EQ(downtime.longest(4s), 3s);
    EXPECT_EQ(downtime.longest(9s), 7s) << "db is still away";
    downtime.see("db", true, 10s);
    downtime.see("web", false, 20s);
    downtime.see("web", true, 26s);
    EXPECT_EQ(downtime.longest(30s), 9s) << "two outages of web";
}

TEST(AGateOverride, ChangesWhatItNames)
{
    const auto wanted = parse_gate_override(R"({"settle_seconds":0,"timeout_seconds":600,"http":false,"other":1})");
    ASSERT_TRUE(wanted) << wanted.error().message;
    const auto rules = apply(GateRules{}, *wanted);
    EXPECT_EQ(rules.settle, 0s);
    EXPECT_EQ(rules.timeout, 600s);
    EXPECT_TRUE(rules.check_ports);
    EXPECT_FALSE(rules.check_http);
    EXPECT_EQ(apply(GateRules{}, {}), GateRules{});
}

TEST(AGateOverride, RefusesWhatItCannotUse)
{
    for (const auto* text : {"[]", "{", R"({"settle_seconds":-1})", R"({"timeout_seconds":0})",
             R"({"timeout_seconds":3601})", R"({"settle_seconds":"5"})", R"({"ports":1})", R"({"settle_seconds":1.5})"})
        EXPECT_EQ(parse_gate_override(text).error().key, "update_gate") << text;
}

} // namespace
} // namespace furtka::test
