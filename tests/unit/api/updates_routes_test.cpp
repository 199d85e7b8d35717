#include "served_world.hpp"

namespace furtka::api {
namespace {

class UpdateRoutes : public ServedWorld {
protected:
    void SetUp() override
    {
        install("blog");
        registry.has("blog:1", Digest{test::image_id("a").text});
        look();
    }
};

TEST_F(UpdateRoutes, TellNothingBeforeTheFirstCheck)
{
    EXPECT_EQ(told("GET", "/api/updates"),
        R"(200 {"apps":[{"name":"blog","update":null}],"checking":false,"interval_seconds":21600,"next_check_at":null})");
}

TEST_F(UpdateRoutes, TellWhatACheckFound)
{
    const auto answer = told("POST", "/api/updates/check", R"({"name":"blog"})");

    EXPECT_EQ(answer,
        R"(200 {"apps":[{"name":"blog","update":{"state":"up_to_date","key":null,"reason":null,"checked_at":"2030-01-01T00:00:00.000Z","newer_version":null,"services":[{"service":"web","image":"blog:1","state":"up_to_date","key":null,"reason":null,"offered":")"
            + test::image_id("a").text
            + R"(","first_seen":"2030-01-01T00:00:00.000Z","checked_at":"2030-01-01T00:00:00.000Z","newer_tag":null}]}}],"checking":false,"interval_seconds":21600,"next_check_at":null})");
    EXPECT_NE(told("GET", "/api/apps").find(R"("update":{"state":"up_to_date")"), std::string::npos);
    EXPECT_EQ(told("GET", "/api/updates"), answer);
}

TEST_F(UpdateRoutes, RefuseWhatTheyDoNotKnow)
{
    EXPECT_EQ(refusal(ask("POST", "/api/updates/check", R"({"name":"nothing"})")),
        "404 app_not_installed: nothing is not installed");
    EXPECT_EQ(refusal(ask("POST", "/api/updates/check", R"({"app":"blog"})")), "400 body_member: \"app\" is not known here");
    EXPECT_EQ(ask("GET", "/api/apps/nothing/update/plan").status, 404);
}

TEST_F(UpdateRoutes, PlanAnUpdate)
{
    registry.is_down();

    const auto answer = told("GET", "/api/apps/blog/update/plan");

    EXPECT_TRUE(answer.starts_with(R"(200 {"app":"blog","changes":false,"services":[{"service":"web","image":"blog:1",)"
                                   R"("changes":false,"key":"registry_unreachable")"))
        << answer;
}

TEST_F(UpdateRoutes, KeepALoginThatTheRegistryTakesAndNeverTellIt)
{
    registry.passwords["ghcr.io ada"] = "s3cret";
    const auto body = [](const std::string& password) {
        return R"({"registry":"ghcr.io","username":"ada","password":")" + password + R"("})";
    };
    EXPECT_EQ(refusal(ask("POST", "/api/registries", body("wrong"))), "403 registry_login: ghcr.io refuses the login");
    EXPECT_TRUE(credentials.logins.empty());

    const auto answer = told("POST", "/api/registries", body("s3cret"));

    EXPECT_EQ(answer,
        R"(200 {"registries":[{"registry":"ghcr.io","username":"ada","kept_by":"furtka","limit":null,"remaining":null,)"
        R"("window_seconds":0,"told_at":null,"quiet_until":null,"hint":null}]})");
    EXPECT_EQ(told("GET", "/api/registries"), answer);
    EXPECT_EQ(told("DELETE", "/api/registries/ghcr.io"), R"(200 {"registries":[]})");
    EXPECT_EQ(ask("DELETE", "/api/registries/ghcr.io").status, 404);
}

TEST_F(UpdateRoutes, RefuseALoginThatIsNotWhole)
{
    EXPECT_EQ(refusal(ask("POST", "/api/registries", R"({"registry":"ghcr.io","username":"ada"})")),
        "400 body_member: \"password\" is missing: a password or an access token");
    EXPECT_EQ(ask("POST", "/api/registries", R"({"registry":"no host","username":"a","password":"b"})").status, 400);
}

TEST_F(UpdateRoutes, SayWhenALoginWouldHelp)
{
    registry.told_limits = {{.registry = "docker.io",
        .rate = {.limit = 100, .remaining = 0, .window = std::chrono::seconds(60), .told_at = host.clock}}};

    EXPECT_EQ(told("GET", "/api/registries"),
        R"(200 {"registries":[{"registry":"docker.io","username":null,"kept_by":null,"limit":100,"remaining":0,)"
        R"("window_seconds":60,"told_at":"2030-01-01T00:00:00.000Z","quiet_until":"2030-01-01T00:01:00.000Z",)"
        R"("hint":"log in to docker.io: that usually raises its limit"}]})");
}

} // namespace
} // namespace furtka::api
