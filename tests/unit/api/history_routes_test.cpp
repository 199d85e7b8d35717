#include "served_world.hpp"

namespace furtka::api {
namespace {

class APast : public ServedWorld {
protected:
    void SetUp() override
    {
        install("blog");
        look();
    }
};

TEST_F(APast, TellsAnAppsPast)
{
    history.entries.push_back({.id = 1,
        .app = "blog",
        .by = "owner",
        .job = 7,
        .outcome = HistoryOutcome::taken_back,
        .changes = {{.service = "web", .tag = "blog:1", .from = {"sha256:a"}, .to = {"sha256:b"}, .to_version = "2"}},
        .bytes_pulled = 10,
        .downtime = std::chrono::milliseconds(1500),
        .key = "exited",
        .reason = "web ended with exit code 1",
        .service = "web"});
    const std::string entry =
        R"({"id":1,"app":"blog","kind":"update","by":"owner","job":7,"outcome":"taken_back",)"
        R"("at":"1970-01-01T00:00:00.000Z","services":[{"service":"web","tag":"blog:1","from":"sha256:a",)"
        R"("to":"sha256:b","from_version":null,"to_version":"2","to_digest":null}],"bytes_pulled":10,)"
        R"("downtime_seconds":1.5E0,"proof":[],"key":"exited","reason":"web ended with exit code 1","service":"web"})";

    EXPECT_EQ(told("GET", "/api/apps/blog/history"), R"(200 {"history":[)" + entry + "]}");
    EXPECT_EQ(told("GET", "/api/history"), R"(200 {"history":[)" + entry + "]}");
    EXPECT_EQ(told("GET", "/api/apps/wiki/history"), R"(200 {"history":[]})");
}

TEST_F(APast, TellsWhatAnAppCanGoBackTo)
{
    RecoveryPoint point{.number = 2, .app = "blog", .app_version = "1.0.0", .reason = "update"};
    point.services = {{.service = "web", .tag = "blog:1", .image = {"sha256:a"}, .version = ""}};
    points.points["blog"][2] = {.point = point, .files = "/points/blog/2", .env = ""};

    EXPECT_EQ(told("GET", "/api/apps/blog/recovery-points"),
        R"(200 {"recovery_points":[{"number":2,"made_at":"1970-01-01T00:00:00.000Z","made_for":"update","app_version":"1.0.0",)"
        R"("services":[{"service":"web","tag":"blog:1","image":"sha256:a","version":null}]}]})");
    EXPECT_EQ(refusal(ask("GET", "/api/apps/wiki/recovery-points")), "404 app_not_installed: wiki is not installed");
}

TEST_F(APast, RefusesAWayBackThatThereIsNot)
{
    EXPECT_EQ(
        refusal(ask("POST", "/api/apps/blog/rollback")), "404 no_recovery_point: blog has no recovery point to go back to");
    EXPECT_EQ(refusal(ask("POST", "/api/apps/blog/rollback", R"({"to":"1"})")).substr(0, 15), "400 body_member");
    EXPECT_EQ(refusal(ask("POST", "/api/apps/blog/rollback", R"({"too":1})")).substr(0, 15), "400 body_member");
    EXPECT_EQ(refusal(ask("POST", "/api/apps/blog/rollback", R"({"to":0})")).substr(0, 15), "400 body_member");
}

} // namespace
} // namespace furtka::api
