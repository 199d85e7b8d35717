#include "unit/api/served_world.hpp"

namespace furtka::api {
namespace {

class AppsRoutes : public ServedWorld { };

const std::string running_blog =
    R"({"name":"blog","display_name":"blog","version":"1.0.0","tagline":"","category":"","description":"An app named blog",)"
    R"("state":"running","reason":null,"exit_code":null,"job":null,"icon":"/api/apps/blog/icon","open_url":null,"open_host":null,)"
    R"("ports":[],"update":null,"services":[{"service":"web","image":"blog:1","image_id":")"
    + test::image_id("a").text
    + R"(","state":"running","exit_code":null,"oom_killed":false,"running":1,"replicas":1,"container":"c1"}],"error":null,"moved_in":null)";

TEST_F(AppsRoutes, ListInstalledAppsWithTheEngine)
{
    install("blog");
    look();
    EXPECT_EQ(told("GET", "/api/apps"),
        "200 {\"apps\":[" + running_blog
            + R"(}],"engine":{"reachable":true,"version":"28.5.2","api_version":"1.51","architecture":"amd64",)"
              R"("image_store":"overlay2","problem":null}})");
}

TEST_F(AppsRoutes, RenderTheListOnceForEachRevision)
{
    install("blog");
    look();
    const auto first = std::get<http::SharedText>(ask("GET", "/api/apps").body);
    EXPECT_EQ(std::get<http::SharedText>(ask("GET", "/api/apps").body), first);
    engine.ends({"c1"}, 1);
    settle();
    const auto later = std::get<http::SharedText>(ask("GET", "/api/apps").body);
    EXPECT_NE(later, first);
    EXPECT_NE(later->find(R"("state":"failed")"), std::string::npos);
}

TEST_F(AppsRoutes, TellThatTheEngineIsAway)
{
    install("blog");
    engine.goes_down();
    look();
    const auto text = told("GET", "/api/apps");
    EXPECT_NE(text.find(R"("state":"unknown")"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("reachable":false)"), std::string::npos) << text;
}

TEST_F(AppsRoutes, ShowOneAppInFull)
{
    install("blog");
    look();
    EXPECT_EQ(told("GET", "/api/apps/blog"),
        "200 " + running_blog
            + R"(,"description_long":"","website":"","source":"","support":"","license":"","release_notes":"","tips":"",)"
              R"("architectures":[],"volumes":[],"requires":[],"required_by":[],"notices":[],"has_settings":false,"log_tail":[],)"
              R"("started":[],"permissions":[],"intent":"run","installed_from":null})");
    EXPECT_EQ(refusal(ask("GET", "/api/apps/shop")), "404 app_not_installed: shop is not installed");
    EXPECT_EQ(refusal(ask("GET", "/api/apps/No such app")), "404 app_not_installed: No such app is not installed");
}

TEST_F(AppsRoutes, TellSinceWhenAServiceRuns)
{
    install("blog");
    inspection.facts[{"c1"}] = {.started_at = std::chrono::sys_seconds(std::chrono::seconds(60))};
    look();
    EXPECT_TRUE(told("GET", "/api/apps/blog").contains(R"("started":[{"service":"web","at":"1970-01-01T00:01:00.000Z"}])"));

    inspection.fail("container c1", {.kind = ErrorKind::unavailable, .key = "engine_unreachable"});
    EXPECT_TRUE(told("GET", "/api/apps/blog").contains(R"("started":[])"));
}

TEST_F(AppsRoutes, ShowTheLastWordsOfAServiceThatFailed)
{
    install("blog");
    look();
    engine.output["c1"] = {"first", "no database"};
    engine.ends({"c1"}, 3);
    settle();
    const auto text = told("GET", "/api/apps/blog");
    EXPECT_NE(text.find(R"("log_tail":["first","no database"])"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("exit_code":3)"), std::string::npos) << text;
}

TEST_F(AppsRoutes, ShowAnAppWhoseLogCannotBeRead)
{
    install("blog");
    look();
    engine.ends({"c1"}, 3);
    settle();
    engine.fail("logs", {.kind = ErrorKind::unavailable, .key = "engine_unreachable"});
    const auto text = told("GET", "/api/apps/blog");
    EXPECT_TRUE(text.starts_with("200 ")) << text;
    EXPECT_NE(text.find(R"("log_tail":[])"), std::string::npos) << text;
}

TEST_F(AppsRoutes, TellWhoNeedsAnApp)
{
    install("mysql");
    auto blog = offer("blog");
    blog.manifest.requirements = {{.app = "mysql"}};
    install(blog);
    look();
    EXPECT_NE(told("GET", "/api/apps/mysql").find(R"("required_by":["blog"])"), std::string::npos);
    EXPECT_EQ(refusal(ask("POST", "/api/apps/remove", R"({"name":"mysql"})")).substr(0, 23), "409 required_by_others:");
}

TEST_F(AppsRoutes, AnswerForAFolderThatIsNoApp)
{
    folders.has_broken(
        "My Folder", {.kind = ErrorKind::broken, .key = "folder_name", .message = "not a name", .hint = "rename it"});
    look();
    EXPECT_NE(
        told("GET", "/api/apps/My Folder").find(R"("error":{"key":"folder_name","detail":"not a name","hint":"rename it"})"),
        std::string::npos);
    EXPECT_EQ(refusal(ask("POST", "/api/apps/My Folder/start")), "422 folder_name: not a name");
}

TEST_F(AppsRoutes, AlwaysHaveAnIcon)
{
    auto blog = offer("blog");
    blog.icon_svg = "<svg>own</svg>";
    install(blog);
    install("shop");
    look();
    const auto own = ask("GET", "/api/apps/blog/icon");
    EXPECT_EQ(text(own), "200 <svg>own</svg>");
    EXPECT_EQ(own.headers.find("Content-Type"), "image/svg+xml");
    EXPECT_EQ(own.headers.find("Content-Security-Policy"), "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    EXPECT_EQ(own.headers.find("X-Content-Type-Options"), "nosniff");
    const auto tag = std::string(*own.headers.find("ETag"));
    EXPECT_EQ(ask("GET", "/api/apps/blog/icon", "", {{"If-None-Match", tag}}).status, 304);
    EXPECT_TRUE(told("GET", "/api/apps/shop/icon").starts_with("200 <svg xmlns"));
    EXPECT_EQ(refusal(ask("GET", "/api/apps/none/icon")), "404 app_not_installed: none is not installed");
}

TEST_F(AppsRoutes, UpdateAnAppAndTellWhatChanged)
{
    install("blog");
    look();
    EXPECT_EQ(told("POST", "/api/apps/blog/update"),
        R"(200 {"updated":false,"services":[],"bytes_pulled":0,"not_running":[],"proof":[],"downtime_seconds":null,"recovery_point":null})");

    engine.registry_has("blog:1", test::image_id("b"));
    registry.has("blog:1", Digest{"sha256:new"});
    const auto changed = told("POST", "/api/apps/blog/update", "{}");
    EXPECT_TRUE(changed.starts_with(R"(200 {"updated":true,"services":[{"service":"web","from":")" + test::image_id("a").text
        + R"(","to":")" + test::image_id("b").text + R"(","tag":"blog:1"}])"))
        << changed;
    EXPECT_EQ(refusal(ask("POST", "/api/apps/shop/update")), "404 app_not_installed: shop is not installed");
    EXPECT_EQ(refusal(ask("POST", "/api/apps/blog/update", R"({"force":true})")).substr(0, 16), "400 body_member:");
}

TEST_F(AppsRoutes, TellAnUpdateThatFailedWithItsJob)
{
    install("blog");
    look();
    engine.fail("pull", {.kind = ErrorKind::denied, .key = "registry_denied", .message = "no entry", .hint = "log in"},
        test::FakeCalls::always);
    EXPECT_EQ(told("POST", "/api/apps/blog/update"),
        R"(403 {"type":"about:blank","title":"Forbidden","status":403,"detail":"no entry","key":"registry_denied","hint":"log in",)"
        R"("error":"no entry","job":1})");
}

TEST_F(AppsRoutes, StopStartAndRestart)
{
    install("blog");
    look();
    EXPECT_EQ(told("POST", "/api/apps/blog/stop"), R"(200 {"app":"blog","state":"stopped"})");
    EXPECT_EQ(told("POST", "/api/apps/blog/start"), R"(200 {"app":"blog","state":"running"})");
    EXPECT_EQ(told("POST", "/api/apps/blog/restart"), R"(200 {"app":"blog","state":"running"})");
    EXPECT_EQ(refusal(ask("POST", "/api/apps/shop/start")), "404 app_not_installed: shop is not installed");
}

TEST_F(AppsRoutes, RemoveAnAppAndItsDataOnlyByTheWord)
{
    auto blog = offer("blog");
    blog.manifest.volumes = {"db"};
    engine.volumes["furtka_blog_db"] = {.app = "blog", .short_name = "db"};
    install(blog);
    look();
    EXPECT_EQ(told("POST", "/api/apps/remove", R"({"name":"blog"})"),
        R"(200 {"app":"blog","volumes_deleted":[],"volumes_kept":["furtka_blog_db"]})");
    EXPECT_EQ(
        refusal(ask("POST", "/api/apps/remove", R"({"name":"blog"})")), "404 app_not_installed: blog is not installed");
    EXPECT_EQ(
        refusal(ask("POST", "/api/apps/remove", "{}")), R"(400 body_member: "name" is missing: which app is to be removed)");

    install(blog);
    folders.tell("blog");
    settle();
    EXPECT_EQ(told("POST", "/api/apps/remove", R"({"name":"blog","data":"delete"})"),
        R"(200 {"app":"blog","volumes_deleted":["furtka_blog_db"],"volumes_kept":[]})");
}

TEST_F(AppsRoutes, AnswerAtOnceWhenTheCallerPrefersIt)
{
    install("blog");
    look();
    compose.hold("stop blog");
    const auto response = ask("POST", "/api/apps/blog/stop", "", {{"Prefer", "respond-async"}});
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.headers.find("Location"), "/api/jobs/1");
    EXPECT_EQ(response.headers.find("Preference-Applied"), "respond-async");
    EXPECT_TRUE(text(response).starts_with(R"(202 {"job":{"id":1,"kind":"stop","app":"blog","state":"running")"))
        << text(response);
    settle();
    EXPECT_EQ(refusal(ask("POST", "/api/apps/blog/update")), "409 app_busy: blog is busy with job 1");
    EXPECT_NE(told("GET", "/api/apps").find(R"("state":"busy")"), std::string::npos);
    compose.release("stop blog");
    settle();
    EXPECT_TRUE(told("GET", "/api/jobs/1").starts_with(R"(200 {"id":1,"kind":"stop","app":"blog","state":"done")"));
}

} // namespace
} // namespace furtka::api
