// Who is let in by the API, with what, and what is noted of it.
#include "api/routes.hpp"
#include "served_world.hpp"

namespace furtka::api {
namespace {

class LoginRoutes : public ServedWorld {
protected:
    static HeaderList cookie(const std::string& secret) { return {{"Cookie", "furtka_session=" + secret}}; }
    /// The owner's session.
    std::string set_up()
    {
        const auto code = run(io, setup.issue())->code;
        const auto answer =
            ask("POST", "/api/setup", R"({"username":"anna","password":"three long words","code":")" + code + "\"}");
        EXPECT_EQ(answer.status, 200) << body_of(answer);
        return secret_of(answer);
    }
    static std::string secret_of(const http::Response& answer)
    {
        const std::string_view field = answer.headers.find("Set-Cookie").value_or("");
        const auto value = field.substr(field.find('=') + 1);
        return std::string(value.substr(0, value.find(';')));
    }
    std::string key_of(const http::Response& answer)
    {
        return std::to_string(answer.status) + " "
            + std::string(boost::json::parse(body_of(answer)).as_object().at("key").as_string());
    }
    std::string audited()
    {
        std::string text;
        for (const auto& entry : *run(io, audit.list({})))
            text = entry.who + ": " + entry.what + " " + entry.app + " " + entry.result + "\n" + text;
        return text;
    }
};

TEST_F(LoginRoutes, AreOpenOnLoopbackUntilThereIsAnOwner)
{
    look();
    EXPECT_EQ(told("GET", "/api/setup"), R"(200 {"owner":false,"login":"open"})");
    EXPECT_EQ(ask("GET", "/api/apps").status, 200);
    const auto secret = set_up();
    EXPECT_EQ(told("GET", "/api/setup"), R"(200 {"owner":true,"login":"required"})");
    EXPECT_EQ(key_of(ask("GET", "/api/apps")), "401 login_needed");
    EXPECT_EQ(ask("GET", "/api/apps").headers.find("WWW-Authenticate"), "Bearer realm=\"furtka\"");
    EXPECT_EQ(ask("GET", "/api/apps", "", cookie(secret)).status, 200);
    EXPECT_EQ(key_of(ask("GET", "/api/apps", "", cookie("x" + secret))), "401 login_needed");
    EXPECT_EQ(ask("GET", "/healthz").status, 200);
    EXPECT_EQ(ask("GET", "/").status, 200);
}

TEST_F(LoginRoutes, SendEveryAnswerWithItsDefences)
{
    look();
    for (const auto* path : {"/api/apps", "/api/nothing", "/healthz"}) {
        const auto answer = ask("GET", path);
        EXPECT_EQ(answer.headers.find("X-Content-Type-Options"), "nosniff") << path;
        EXPECT_EQ(answer.headers.find("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'") << path;
        EXPECT_EQ(answer.headers.find("Cross-Origin-Resource-Policy"), "same-origin") << path;
    }
    EXPECT_NE(ask("GET", "/").headers.find("Content-Security-Policy")->find("script-src 'self'"), std::string_view::npos);
}

TEST_F(LoginRoutes, NarrowWhatATokenForOneAppIsTold)
{
    install("blog");
    install("shop");
    look();
    set_up();
    const auto made = run(
        io, manage_access.make_token(socket_caller("root"), {.name = "t", .scopes = {Scope::operate}, .apps = {"blog"}}));
    const HeaderList token{{"Authorization", "Bearer " + made->text}};
    EXPECT_NE(told("GET", "/api/apps", "", token).find("\"blog\""), std::string::npos);
    EXPECT_EQ(told("GET", "/api/apps", "", token).find("\"shop\""), std::string::npos);
    EXPECT_EQ(key_of(ask("GET", "/api/apps/shop", "", token)), "403 app_not_allowed");
    EXPECT_EQ(key_of(ask("POST", "/api/update-all", "", token)), "403 app_not_allowed");
    EXPECT_EQ(key_of(ask("POST", "/api/updates/check", "", token)), "403 app_not_allowed");
    EXPECT_EQ(key_of(ask("POST", "/api/apps/install", R"({"name":"blog"})", token)), "403 scope_missing");
    EXPECT_EQ(ask("POST", "/api/apps/blog/stop", "", token).status, 200);
    const auto job = std::to_string(jobs.list().front().id);
    EXPECT_EQ(ask("GET", "/api/jobs/" + job, "", token).status, 200);
    const auto other =
        run(io, manage_access.make_token(socket_caller("root"), {.name = "o", .scopes = {Scope::read}, .apps = {"shop"}}));
    EXPECT_EQ(key_of(ask("GET", "/api/jobs/" + job, "", {{"Authorization", "Bearer " + other->text}})), "404 job_unknown");
    EXPECT_EQ(told("GET", "/api/jobs", "", {{"Authorization", "Bearer " + other->text}}), R"(200 {"jobs":[]})");
}

TEST_F(LoginRoutes, EndAStreamWithItsLogin)
{
    look();
    const auto secret = set_up();
    auto answer = ask("GET", "/api/events", "", cookie(secret));
    StreamClient client(io);
    bool ended = false;
    boost::asio::co_spawn(io, std::get<http::StreamBody>(answer.body)(client), [&](std::exception_ptr) { ended = true; });
    settle();
    EXPECT_FALSE(ended);
    EXPECT_EQ(ask("POST", "/api/logout", "", cookie(secret)).status, 200);
    settle();
    EXPECT_TRUE(ended);
}

TEST_F(LoginRoutes, EndAStreamThatWasOpenToAllWhenAnOwnerIsSet)
{
    look();
    auto answer = ask("GET", "/api/events");
    StreamClient client(io);
    bool ended = false;
    boost::asio::co_spawn(io, std::get<http::StreamBody>(answer.body)(client), [&](std::exception_ptr) { ended = true; });
    settle();
    EXPECT_FALSE(ended);
    set_up();
    settle();
    EXPECT_TRUE(ended);
}

TEST_F(LoginRoutes, NoteWhoDidWhat)
{
    install("blog");
    look();
    ask("POST", "/api/apps/blog/stop");
    const auto secret = set_up();
    ask("POST", "/api/login", R"({"username":"anna","password":"wrong"})");
    ask("POST", "/api/login", R"({"username":"my password","password":"wrong"})");
    ask("POST", "/api/apps/nothing/start", "", cookie(secret));
    ask("GET", "/api/apps", "", cookie(secret));
    EXPECT_EQ(audited(),
        "this server: POST /api/apps/{name}/stop blog started\n"
        "anna: POST /api/setup  done\n"
        "nobody: POST /api/login anna login_failed\n"
        "nobody: POST /api/login  login_failed\n"
        "anna: POST /api/apps/{name}/start nothing app_not_installed\n");
}

TEST_F(LoginRoutes, HoldGuessesWithAWait)
{
    look();
    set_up();
    http::Response answer;
    for (int i = 0; i < 6; ++i) answer = ask("POST", "/api/login", R"({"username":"anna","password":"wrong"})");
    EXPECT_EQ(key_of(answer), "429 too_many_tries");
    EXPECT_EQ(answer.headers.find("Retry-After"), "2");
}

} // namespace
} // namespace furtka::api
