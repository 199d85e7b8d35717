#include "domain/outcomes.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

TEST(OutcomeText, OfAnUpdateHasTheMembersOfTheContract)
{
    const UpdateOutcome outcome{.changes = {{.service = "web", .from = {"sha256:a"}, .to = {"sha256:b"}, .tag = "nginx:1"}},
        .bytes_pulled = 7,
        .not_running = {"worker"}};

    EXPECT_EQ(to_json(outcome),
        R"({"updated":true,"services":[{"service":"web","from":"sha256:a","to":"sha256:b","tag":"nginx:1"}],)"
        R"("bytes_pulled":7,"not_running":["worker"],"proof":[],"downtime_seconds":null,"recovery_point":null})");
    EXPECT_EQ(to_json(UpdateOutcome{}),
        R"({"updated":false,"services":[],"bytes_pulled":0,"not_running":[],"proof":[],"downtime_seconds":null,"recovery_point":null})");
}

TEST(OutcomeText, OfTheOthers)
{
    EXPECT_EQ(to_json(InstallOutcome{
                  .app = "a", .installed = {"b", "a"}, .replaced = true, .volumes_created = {"v"}, .notices = {"n"}}),
        R"({"app":"a","installed":["b","a"],"replaced":true,"volumes_created":["v"],"notices":["n"]})");
    EXPECT_EQ(to_json(RemoveOutcome{.app = "a", .volumes_deleted = {"v"}, .volumes_kept = {}}),
        R"({"app":"a","volumes_deleted":["v"],"volumes_kept":[]})");
    EXPECT_EQ(to_json(SettingsOutcome{.app = "a", .changed = {"K"}, .applied = false}),
        R"({"app":"a","changed":["K"],"applied":false})");
    EXPECT_EQ(to_json(RunOutcome{.app = "a", .state = AppState::running}), R"({"app":"a","state":"running"})");
}

TEST(OutcomeText, OfAReconcileNamesPlanAndFailures)
{
    const ReconcileOutcome outcome{.plan = {{.kind = PlanKind::up, .app = "blog", .cause = "web is not running"}},
        .failures = {{.app = "blog", .error = {.key = "compose_failed", .message = "no", .hint = "look"}}}};

    EXPECT_EQ(to_json(outcome),
        R"({"plan":[{"kind":"up","app":"blog","target":"","cause":"web is not running","text":"up blog: web is not running"}],)"
        R"("failures":[{"app":"blog","key":"compose_failed","detail":"no","hint":"look"}]})");
}

} // namespace
} // namespace furtka
