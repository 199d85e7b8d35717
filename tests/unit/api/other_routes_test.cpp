#include "api/routes.hpp"
#include "unit/api/served_world.hpp"

#include <boost/asio/detached.hpp>
#include <boost/json.hpp>

#include <fstream>
#include <set>
#include <sstream>

namespace furtka::api {
namespace {

class SettingsRoutes : public ServedWorld {
protected:
    void install_with_form()
    {
        auto blog = offer("blog");
        blog.manifest.settings = {
            {.name = "TITLE", .label = "Title"}, {.name = "PASS", .label = "Password", .type = SettingType::password}};
        blog.env = *EnvFile::parse("TITLE=Mine\nPASS=s3cret\n");
        install(blog);
        look();
    }
};

TEST_F(SettingsRoutes, ShowTheFormWithoutSecrets)
{
    install_with_form();
    const auto text = told("GET", "/api/apps/blog/settings");
    EXPECT_TRUE(text.starts_with(R"(200 {"form":[{"name":"TITLE")")) << text;
    EXPECT_TRUE(text.ends_with(R"("values":{"TITLE":"Mine"},"secrets_set":["PASS"],"ports":[]})")) << text;
    EXPECT_EQ(text.find("s3cret"), std::string::npos);
    EXPECT_EQ(refusal(ask("GET", "/api/apps/shop/settings")), "404 app_not_installed: shop is not installed");
}

TEST_F(SettingsRoutes, WriteAndApplyAChange)
{
    install_with_form();
    EXPECT_EQ(told("POST", "/api/apps/blog/settings", R"({"settings":{"TITLE":"Ours"}})"),
        R"(200 {"app":"blog","changed":["TITLE"],"applied":true})");
    EXPECT_NE(folders.env_text("blog").find("Ours"), std::string::npos);
    EXPECT_TRUE(
        refusal(ask("POST", "/api/apps/blog/settings", R"({"settings":{"NO":"x"}})")).starts_with("400 setting_unknown:"));
    EXPECT_TRUE(refusal(ask("POST", "/api/apps/blog/settings", "{}")).starts_with("400 body_member:"));
    EXPECT_EQ(refusal(ask("POST", "/api/apps/shop/settings", R"({"settings":{}})")),
        "404 app_not_installed: shop is not installed");
}

class LogsRoutes : public ServedWorld {
protected:
    void install_talking()
    {
        install("blog");
        look();
        engine.output["c1"] = {"one", "two"};
    }
};

TEST_F(LogsRoutes, ShowTheOutputAsText)
{
    install_talking();
    const auto response = ask("GET", "/api/apps/blog/logs");
    EXPECT_EQ(text(response), "200 web | one\nweb | two\n");
    EXPECT_EQ(response.headers.find("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(told("GET", "/api/apps/blog/logs?service=web"), "200 one\ntwo\n");
    EXPECT_EQ(told("GET", "/api/apps/blog/logs?service=web&tail=1"), "200 two\n");
}

TEST_F(LogsRoutes, RefuseWhatTheyCannotShow)
{
    install_talking();
    EXPECT_EQ(refusal(ask("GET", "/api/apps/shop/logs")), "404 app_not_installed: shop is not installed");
    EXPECT_TRUE(refusal(ask("GET", "/api/apps/blog/logs?service=db")).starts_with("404 service_unknown:"));
    EXPECT_TRUE(refusal(ask("GET", "/api/apps/blog/logs?service=db&follow=1")).starts_with("404 service_unknown:"));
    for (const std::string query : {"tail=x", "tail=-1", "tail=10001", "tail=1x", "tail=", "follow=yes"}) {
        EXPECT_TRUE(refusal(ask("GET", "/api/apps/blog/logs?" + query)).starts_with("400 query_value:")) << query;
    }
}

TEST_F(LogsRoutes, FollowTheOutputAsEvents)
{
    install_talking();
    auto response = ask("GET", "/api/apps/blog/logs?follow=1");
    EXPECT_EQ(response.headers.find("Content-Type"), "text/event-stream");
    StreamClient client(io);
    const auto body = std::get<http::StreamBody>(response.body);
    bool ended = false;
    boost::asio::co_spawn(io, body(client), [&](std::exception_ptr) { ended = true; });
    settle();
    EXPECT_TRUE(client.text.starts_with("event: log\ndata: {\"service\":\"web\",\"line\":\"one\"}\n\n"
                                        "event: log\ndata: {\"service\":\"web\",\"line\":\"two\"}\n\n"))
        << client.text;
    engine.ends({"c1"}, 0);
    settle();
    client.leave();
    settle();
    EXPECT_TRUE(ended);
}

TEST_F(LogsRoutes, TellAFailureInsideTheStream)
{
    install_talking();
    auto response = ask("GET", "/api/apps/blog/logs?follow=1&service=web");
    engine.fail(
        "logs", {.kind = ErrorKind::unavailable, .key = "engine_unreachable", .message = "gone", .hint = "start Docker"});
    StreamClient client(io);
    const auto body = std::get<http::StreamBody>(response.body);
    run(io, body(client));
    EXPECT_EQ(client.text,
        "event: end\ndata: {\"error\":{\"key\":\"engine_unreachable\",\"detail\":\"gone\",\"hint\":\"start Docker\"}}\n\n");
}

class JobsRoutes : public ServedWorld { };

TEST_F(JobsRoutes, ListAndShowJobsTheNewestFirst)
{
    install("blog");
    look();
    told("POST", "/api/apps/blog/stop");
    told("POST", "/api/apps/blog/start");
    const auto list = told("GET", "/api/jobs");
    EXPECT_TRUE(list.starts_with(R"(200 {"jobs":[{"id":2,"kind":"start","app":"blog","state":"done")")) << list;
    EXPECT_NE(list.find(R"("id":1,"kind":"stop")"), std::string::npos);
    EXPECT_EQ(list.find("\"log\""), std::string::npos);
    EXPECT_NE(told("GET", "/api/jobs/1").find(R"("log":[)"), std::string::npos);
    for (const std::string id : {"3", "0", "-1", "x", "1x", "99999999999999999999"}) {
        EXPECT_EQ(refusal(ask("GET", "/api/jobs/" + id)), "404 job_unknown: there is no job " + id);
        EXPECT_EQ(refusal(ask("DELETE", "/api/jobs/" + id)), "404 job_unknown: there is no job " + id);
    }
}

TEST_F(JobsRoutes, CancelAJob)
{
    offer("blog");
    look();
    engine.hold("pull");
    told("POST", "/api/apps/install", R"({"name":"blog"})");
    settle();
    EXPECT_TRUE(told("DELETE", "/api/jobs/1").starts_with(R"(202 {"id":1,"kind":"install")"));
    settle(std::chrono::milliseconds(100));
    EXPECT_NE(told("GET", "/api/jobs/1").find(R"("state":"cancelled")"), std::string::npos);
    EXPECT_EQ(refusal(ask("DELETE", "/api/jobs/1")), "409 job_ended: job 1 has ended already");
}

class SystemRoutes : public ServedWorld { };

TEST_F(SystemRoutes, ReconcileOrOnlyPlan)
{
    install("blog");
    look();
    engine.ends({"c1"}, 1);
    settle();
    const auto plan = told("POST", "/api/reconcile?dry_run=1");
    EXPECT_TRUE(plan.starts_with(R"(200 {"plan":[{"kind":"up","app":"blog")")) << plan;
    EXPECT_EQ(compose.calls(), "");
    EXPECT_EQ(told("POST", "/api/reconcile"), plan);
    EXPECT_EQ(compose.calls(), "up blog");
    EXPECT_EQ(told("POST", "/api/reconcile?dry_run=0", "{}"), R"(200 {"plan":[],"failures":[]})");
    EXPECT_TRUE(refusal(ask("POST", "/api/reconcile?dry_run=yes")).starts_with("400 query_value:"));
    engine.goes_down();
    EXPECT_TRUE(refusal(ask("POST", "/api/reconcile")).starts_with("503 engine_unreachable:"));
}

TEST_F(SystemRoutes, TellAFailedAppWithoutFailing)
{
    install("blog");
    look();
    engine.ends({"c1"}, 1);
    settle();
    compose.fail("up blog", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "no", .hint = "look"});
    const auto text = told("POST", "/api/reconcile");
    EXPECT_TRUE(text.ends_with(R"("failures":[{"app":"blog","key":"compose_failed","detail":"no","hint":"look"}]})"))
        << text;
}

TEST_F(SystemRoutes, TellHealthVersionAndFigures)
{
    install("blog");
    EXPECT_EQ(told("GET", "/healthz"), R"(200 {"status":"ok","engine":"away"})") << "before anything was read";
    look();
    EXPECT_EQ(told("GET", "/healthz"), R"(200 {"status":"ok","engine":"reachable"})");
    EXPECT_TRUE(told("GET", "/api/version").starts_with(R"(200 {"version":")"));
    requests.add(200);
    const auto metrics = ask("GET", "/metrics");
    EXPECT_EQ(metrics.headers.find("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    for (const std::string line : {"furtka_apps{state=\"running\"} 1\n", "furtka_engine_reachable 1\n",
             "process_resident_memory_bytes 4096\n", "furtka_http_requests_total{class=\"2xx\"} 1\n"}) {
        EXPECT_NE(text(metrics).find(line), std::string::npos) << line;
    }
}

TEST_F(SystemRoutes, StreamWhatChanges)
{
    install("blog");
    look();
    auto response = ask("GET", "/api/events");
    EXPECT_EQ(response.headers.find("Content-Type"), "text/event-stream");
    StreamClient client(io);
    const auto body = std::get<http::StreamBody>(response.body);
    boost::asio::co_spawn(io, body(client), boost::asio::detached);
    settle();
    EXPECT_TRUE(client.text.starts_with("retry: 2000\nid: b1-")) << client.text;
    EXPECT_NE(client.text.find("\nevent: hello\ndata: {\"revision\":"), std::string::npos);
    client.text.clear();

    engine.ends({"c1"}, 1);
    settle();
    EXPECT_NE(client.text.find("\nevent: app\ndata: {\"name\":\"blog\""), std::string::npos) << client.text;
    EXPECT_NE(client.text.find("\"state\":\"failed\""), std::string::npos);
    client.text.clear();
    engine.goes_down();
    settle();
    EXPECT_NE(client.text.find("\nevent: engine\ndata: {\"reachable\":false"), std::string::npos) << client.text;
    client.leave();
    settle();
}

TEST_F(SystemRoutes, WaitForTheFoldersToBeRead)
{
    install("blog");
    http::Request request{.method = "GET", .path = "/api/apps"};
    request.headers.add("Host", "localhost");
    std::string answer;
    boost::asio::co_spawn(
        io, api.answer(std::move(request)), [&](std::exception_ptr, http::Response response) { answer = text(response); });
    settle();
    EXPECT_EQ(answer, "");
    look();
    EXPECT_TRUE(answer.starts_with("200 {\"apps\":[{\"name\":\"blog\"")) << answer;
}

class AnyRoute : public ServedWorld { };

TEST_F(AnyRoute, IsRefusedWhenItIsNotKnown)
{
    look();
    EXPECT_EQ(refusal(ask("GET", "/api/nothing")), "404 route_unknown: there is no /api/nothing");
    EXPECT_EQ(refusal(ask("GET", "/nothing.html")), "404 route_unknown: there is no /nothing.html");
    EXPECT_EQ(refusal(ask("GET", "/api/apps/")), "404 route_unknown: there is no /api/apps/");
    EXPECT_EQ(refusal(ask("GET", "/api/apps/blog/icon/x")), "404 route_unknown: there is no /api/apps/blog/icon/x");
    EXPECT_EQ(refusal(ask("GET", "/api/openapi.json/")), "404 route_unknown: there is no /api/openapi.json/");
}

TEST_F(AnyRoute, TellsItsMethods)
{
    look();
    const auto wrong = ask("PUT", "/api/apps");
    EXPECT_EQ(refusal(wrong), "405 method_not_allowed: PUT is not a method of /api/apps");
    EXPECT_EQ(wrong.headers.find("Allow"), "GET, HEAD");
    EXPECT_EQ(ask("GET", "/api/apps/blog/update").headers.find("Allow"), "POST");
    EXPECT_EQ(ask("POST", "/api/jobs/1").headers.find("Allow"), "GET, HEAD, DELETE");
    EXPECT_EQ(ask("PUT", "/api/apps/blog/settings").headers.find("Allow"), "GET, HEAD, POST");
    EXPECT_EQ(ask("POST", "/").headers.find("Allow"), "GET, HEAD");
    EXPECT_EQ(ask("HEAD", "/api/apps").status, 200);
}

TEST_F(AnyRoute, IsGuarded)
{
    look();
    EXPECT_EQ(ask("GET", "/api/apps", "", {{"Host", "evil.example"}}).status, 200)
        << "the first Host counts; the server refuses two";
    http::Request request{.method = "GET", .path = "/"};
    request.headers.add("Host", "evil.example");
    EXPECT_TRUE(refusal(run(io, api.answer(request))).starts_with("403 host_refused:"));
    EXPECT_TRUE(refusal(ask("POST", "/api/apps/blog/stop", "", {{"Origin", "http://evil.example"}}))
            .starts_with("403 origin_refused:"));
}

TEST_F(AnyRoute, ServesThePage)
{
    look();
    const auto page = ask("GET", "/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.headers.find("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.headers.find("Cache-Control"), "no-cache");
    const auto policy = std::string(page.headers.find("Content-Security-Policy").value_or(""));
    EXPECT_NE(policy.find("default-src 'none'; script-src 'self';"), std::string::npos) << policy;
    EXPECT_EQ(text(ask("GET", "/index.html")), text(page));
}

TEST_F(AnyRoute, ServesThePageForItsOwnPathsToBrowsersOnly)
{
    look();
    const HeaderList browser{{"Accept", "text/html,application/xhtml+xml"}};
    EXPECT_EQ(text(ask("GET", "/apps/blog/logs", "", browser)), text(ask("GET", "/")));
    EXPECT_TRUE(refusal(ask("GET", "/apps/blog/logs")).starts_with("404 route_unknown:"));
    EXPECT_TRUE(refusal(ask("GET", "/assets/gone-1234.js", "", browser)).starts_with("404 route_unknown:"));
    EXPECT_TRUE(refusal(ask("GET", "/api/nothing", "", browser)).starts_with("404 route_unknown:"));
}

/// Paths and methods of the served document.
std::set<std::string> documented(const boost::json::value& document)
{
    std::set<std::string> calls;
    for (const auto& [path, item] : document.at("paths").as_object()) {
        for (const auto& [method, operation] : item.as_object()) {
            if (method == "parameters") continue; // of every call of the path
            std::string upper(method);
            for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
            calls.insert(upper + " " + std::string(path));
        }
    }
    return calls;
}

TEST_F(AnyRoute, IsInTheOpenApiDocumentAndInTheText)
{
    const auto served = ask("GET", "/api/openapi.json");
    EXPECT_EQ(served.headers.find("Content-Type"), "application/json");
    const auto document = boost::json::parse(std::get<std::string_view>(served.body));
    EXPECT_EQ(document.at("openapi").as_string(), "3.1.0");

    std::ifstream stream(FURTKA_SOURCE_DIR "/docs/api.md");
    std::ostringstream prose;
    prose << stream.rdbuf();
    std::set<std::string> known;
    for (const auto& route : routes()) {
        known.insert(std::string(route.method) + " " + std::string(route.path));
        EXPECT_NE(prose.str().find("`" + std::string(route.method) + " " + std::string(route.path)), std::string::npos)
            << "docs/api.md lacks " << route.method << " " << route.path;
    }
    EXPECT_EQ(documented(document), known);
}

} // namespace
} // namespace furtka::api
