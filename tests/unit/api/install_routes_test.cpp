#include "unit/api/served_world.hpp"

namespace furtka::api {
namespace {

class InstallRoutes : public ServedWorld { };

TEST_F(InstallRoutes, ListWhatIsAvailableUnderBothNames)
{
    offer("blog");
    install("shop");
    sources.offers_broken(
        "zoo", {.kind = ErrorKind::invalid, .key = "manifest_json", .message = "no JSON", .hint = "mend it"});
    look();
    const auto text = told("GET", "/api/apps/available");
    EXPECT_EQ(text,
        R"(200 {"apps":[{"name":"blog","display_name":"blog","version":"1.0.0","description":"An app named blog","tagline":"","category":"",)"
        R"("catalog":"bundled","icon":"/api/apps/available/blog/icon","installed":false,"settings":[],"requires":[],"architectures":[],)"
        R"("ports":[],"error":null},{"name":"shop","display_name":"shop","version":"1.0.0","description":"An app named shop","tagline":"",)"
        R"("category":"","catalog":"bundled","icon":"/api/apps/available/shop/icon","installed":true,"settings":[],"requires":[],)"
        R"("architectures":[],"ports":[],"error":null},{"name":"zoo","display_name":"zoo","version":"","description":"","tagline":"",)"
        R"("category":"","catalog":"bundled","icon":"/api/apps/available/zoo/icon","installed":false,"settings":[],"requires":[],)"
        R"("architectures":[],"ports":[],"error":{"key":"manifest_json","detail":"no JSON","hint":"mend it"}}]})");
    EXPECT_EQ(told("GET", "/api/bundled"), text);
}

TEST_F(InstallRoutes, PassOnThatTheCatalogCannotBeRead)
{
    sources.fail("list", {.kind = ErrorKind::unavailable, .key = "catalog_dir", .message = "cannot be read"});
    look();
    EXPECT_EQ(refusal(ask("GET", "/api/apps/available")), "503 catalog_dir: cannot be read");
}

TEST_F(InstallRoutes, ShowTheIconOfAnAppThatIsAvailable)
{
    auto blog = offer("blog");
    blog.icon_svg = "<svg>own</svg>";
    sources.offers(blog);
    sources.offers_broken("zoo", {.kind = ErrorKind::invalid, .key = "manifest_json", .message = "no JSON"});
    look();
    EXPECT_EQ(told("GET", "/api/apps/available/blog/icon"), "200 <svg>own</svg>");
    EXPECT_TRUE(told("GET", "/api/apps/available/zoo/icon").starts_with("200 <svg xmlns"));
    EXPECT_EQ(ask("GET", "/api/apps/available/none/icon").status, 404);
    EXPECT_EQ(ask("GET", "/api/apps/available/No/icon").status, 400);
}

TEST_F(InstallRoutes, TellOfOneAppInFull)
{
    auto blog = offer("blog");
    blog.manifest.description_long = "# Long";
    blog.manifest.screenshots = {"a.png", "https://example.org/b.png", "c.webp"};
    blog.manifest.volumes = {"data"};
    sources.offers(blog);
    look();
    const auto text = told("GET", "/api/apps/available/blog");
    EXPECT_TRUE(text.starts_with(R"(200 {"name":"blog",)")) << text;
    EXPECT_TRUE(text.contains(R"("description_long":"# Long","screenshots":["/api/apps/available/blog/screenshot?number=1",)"
                              R"("/api/apps/available/blog/screenshot?number=2"],)"))
        << text;
    EXPECT_TRUE(text.contains(R"("volumes":["data"])")) << text;
    EXPECT_EQ(refusal(ask("GET", "/api/apps/available/none")).substr(0, 16), "404 app_unknown:");
    EXPECT_EQ(ask("GET", "/api/apps/available/No").status, 400);
}

TEST_F(InstallRoutes, ShowPicturesByTheirContentAndNeverAnythingElse)
{
    using namespace std::string_literals;
    auto blog = offer("blog");
    blog.manifest.screenshots = {"a.svg", "b.png", "gone.png"};
    sources.offers(blog);
    sources.has_file("blog", "a.svg", "\xff\xd8\xff and so on");
    sources.has_file("blog", "b.png", "<script>");
    look();

    const auto shown = ask("GET", "/api/apps/available/blog/screenshot");
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(body_of(shown), "\xff\xd8\xff and so on");
    EXPECT_EQ(shown.headers.find("Content-Type"), "image/jpeg");
    EXPECT_EQ(shown.headers.find("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(shown.headers.find("Content-Security-Policy"), "sandbox; default-src 'none'");
    const auto tag = std::string(shown.headers.find("ETag").value());
    EXPECT_EQ(ask("GET", "/api/apps/available/blog/screenshot?number=1", "", {{"If-None-Match", tag}}).status, 304);

    EXPECT_EQ(refusal(ask("GET", "/api/apps/available/blog/screenshot?number=2")),
        "400 screenshot_refused: the picture is not shown: its content is no PNG, JPEG or WebP");
    EXPECT_EQ(refusal(ask("GET", "/api/apps/available/blog/screenshot?number=3")).substr(0, 17), "404 file_missing:");
    for (const auto* number : {"0", "4", "-1", "x", "", "99999999999999999999"}) {
        const auto path = fmt::format("/api/apps/available/blog/screenshot?number={}", number);
        EXPECT_EQ(refusal(ask("GET", path)).substr(0, 23), "404 screenshot_unknown:") << number;
    }
}

TEST_F(InstallRoutes, PlanWithoutChangingAnything)
{
    offer("blog");
    look();
    const auto text = told("POST", "/api/apps/install/plan", R"({"name":"blog"})");
    EXPECT_EQ(text,
        R"(200 {"name":"blog","display_name":"blog","replaces":false,"steps":[{"app":"blog","already_installed":false,"needed_by":[]}],)"
        R"("settings":[],"values":{},"secrets_set":[],"ports":[],"port_conflicts":[],"ports_taken":[],"ports_moved":[],"names_taken":[],"images":["blog:1"],"permissions":[],"permissions_known":true,)"
        R"("disk_free":107374182400,"notices":[]})");
    EXPECT_EQ(folders.calls(), "");
    EXPECT_EQ(engine.calls(), "");
    EXPECT_EQ(ask("POST", "/api/apps/install/plan", R"({"name":"none"})").status, 404);
    EXPECT_EQ(refusal(ask("POST", "/api/apps/install/plan", "{}")).substr(0, 20), "400 install_request:");
}

TEST_F(InstallRoutes, InstallAsAJob)
{
    offer("blog");
    look();
    const auto response = ask("POST", "/api/apps/install", R"({"name":"blog"})");
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.headers.find("Location"), "/api/jobs/1");
    EXPECT_EQ(response.headers.find("Preference-Applied"), std::nullopt);
    settle(std::chrono::milliseconds(200));
    const auto job = told("GET", "/api/jobs/1");
    EXPECT_NE(job.find(R"("state":"done")"), std::string::npos) << job;
    EXPECT_NE(told("GET", "/api/apps").find(R"("name":"blog")"), std::string::npos);
}

TEST_F(InstallRoutes, WaitForTheEndWhenTheCallerPrefersIt)
{
    offer("blog");
    look();
    const auto response = ask("POST", "/api/apps/install", R"({"name":"blog"})", {{"Prefer", "wait=10"}});
    EXPECT_EQ(
        text(response), R"(200 {"app":"blog","installed":["blog"],"replaced":false,"volumes_created":[],"notices":[]})");
    EXPECT_EQ(response.headers.find("Preference-Applied"), "wait=10");
    const auto again = told("POST", "/api/apps/install", R"({"name":"blog"})", {{"Prefer", "wait=10"}});
    EXPECT_EQ(again, R"(200 {"app":"blog","installed":["blog"],"replaced":true,"volumes_created":[],"notices":[]})");
}

TEST_F(InstallRoutes, AnswerWithTheJobWhenTheWaitIsOver)
{
    offer("blog");
    look();
    compose.hold("up blog");
    const auto response = ask("POST", "/api/apps/install", R"({"name":"blog"})", {{"Prefer", "wait=1"}});
    EXPECT_EQ(response.status, 202);
    EXPECT_NE(text(response).find(R"("state":"running")"), std::string::npos);
    EXPECT_EQ(refusal(ask("POST", "/api/apps/install", R"({"name":"blog"})")), "409 app_busy: blog is busy with job 1");
    compose.release("up blog");
    settle(std::chrono::milliseconds(100));
}

TEST_F(InstallRoutes, TellWhatIsWrongBeforeAnyJob)
{
    auto blog = offer("blog");
    blog.manifest.settings = {{.name = "TITLE", .label = "Title", .required = true}};
    sources.offers(blog);
    look();
    EXPECT_TRUE(refusal(ask("POST", "/api/apps/install", R"({"name":"blog"})")).starts_with("400 setting_required:"));
    EXPECT_TRUE(refusal(ask("POST", "/api/apps/install", R"({"name":"blog","settings":{"TITLE":"a","X":"b"}})"))
            .starts_with("400 setting_unknown:"));
    EXPECT_TRUE(refusal(ask("POST", "/api/apps/install", R"({"name":"none"})")).starts_with("404 "));
    EXPECT_EQ(refusal(ask("POST", "/api/apps/install")), "400 body_json: the body must be a JSON object, found nothing");
    EXPECT_EQ(told("GET", "/api/jobs"), R"(200 {"jobs":[]})");
}

TEST_F(InstallRoutes, ClaimTheProvidersTheyInstall)
{
    offer("mysql");
    auto blog = offer("blog");
    blog.manifest.requirements = {{.app = "mysql"}};
    sources.offers(blog);
    look();
    engine.hold("pull");
    EXPECT_EQ(ask("POST", "/api/apps/install", R"({"name":"blog"})").status, 202);
    EXPECT_EQ(refusal(ask("POST", "/api/apps/install", R"({"name":"mysql"})")), "409 app_busy: mysql is busy with job 1");
    engine.release("pull");
    settle(std::chrono::milliseconds(300));
}

} // namespace
} // namespace furtka::api
