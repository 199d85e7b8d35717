#include "domain/icon.hpp"
#include "domain/manifest.hpp"
#include "domain/own_app.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr auto notes = R"(services:
  notes:
    image: ghcr.io/example/notes:2.4
    ports: ["8080:80"]
    environment:
      ADMIN_PASSWORD: verysecretword
    volumes: ["./data:/data"]
)";

OwnApp made(OwnSource source)
{
    auto app = own_app_of(source);
    EXPECT_TRUE(app) << (app ? "" : app.error().message);
    return app ? *app : OwnApp{};
}

std::string refusal(OwnSource source)
{
    const auto app = own_app_of(source);
    return app ? "no error" : app.error().key;
}

Manifest manifest_of(const OwnApp& app)
{
    const auto manifest = parse_manifest(app.files.at("manifest.json"), ManifestRule::install);
    EXPECT_TRUE(manifest);
    return manifest.value_or(Manifest{});
}

TEST(OwnApp, IsTheAppFolderOfAComposeFileAndKeepsTheAuthorsText)
{
    const auto app = made({.kind = OwnKind::compose, .text = notes});

    EXPECT_EQ(app.name, "notes");
    EXPECT_EQ(app.title, "Notes");
    EXPECT_EQ(app.verdict, imports::Verdict::ok);
    EXPECT_EQ(app.files.at("docker-compose.yaml"), notes);
    const auto manifest = manifest_of(app);
    EXPECT_EQ(manifest.volumes, std::vector<std::string>{"data"});
    EXPECT_TRUE(check_icon(app.files.at("icon.svg")));
    EXPECT_NE(app.files.at("icon.svg").find(">N</text>"), std::string::npos);
}

TEST(OwnApp, MakesASettingOfASecretThatStandsInTheText)
{
    const auto app = made({.kind = OwnKind::compose, .text = notes});

    const auto manifest = manifest_of(app);
    const auto setting = std::ranges::find(manifest.settings, "ADMIN_PASSWORD", &Setting::name);
    ASSERT_NE(setting, manifest.settings.end());
    EXPECT_TRUE(setting->secret());
    for (const auto& [path, text] : app.files) {
        if (path != "docker-compose.yaml") EXPECT_EQ(text.find("verysecretword"), std::string::npos) << path;
    }
}

TEST(OwnApp, TakesTheNameTitleAndIconOfItsOwner)
{
    constexpr auto icon = "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"4\"/></svg>";
    const auto app =
        made({.kind = OwnKind::compose, .text = notes, .name = "paper", .title = "Paper & ink", .icon_svg = icon});

    const auto manifest = manifest_of(app);
    EXPECT_EQ(manifest.name, "paper");
    EXPECT_EQ(manifest.display_name, "Paper & ink");
    EXPECT_EQ(app.files.at("icon.svg"), icon);
    EXPECT_NE(app.files.at("compose.override.yaml").find("furtka_paper_data"), std::string::npos);
}

TEST(OwnApp, ReadsADockerRunLine)
{
    const auto app = made({.kind = OwnKind::run,
        .text = "docker run -d --name kuma \\\n -p 3001:3001 -v data:/app/data louislam/uptime-kuma:1",
        .name = "watch"});

    EXPECT_EQ(app.name, "watch");
    EXPECT_EQ(manifest_of(app).open_url, "http://{host}:{WEB_PORT}");
    EXPECT_NE(app.files.at("docker-compose.yaml").find("furtka_watch_data"), std::string::npos)
        << app.files.at("docker-compose.yaml");
}

TEST(OwnApp, SaysWhyATextCannotBecomeOne)
{
    const auto reasons = [](OwnKind kind, std::string text) {
        const auto app = made({.kind = kind, .text = std::move(text), .name = "a"});
        EXPECT_EQ(app.verdict, imports::Verdict::refused);
        EXPECT_TRUE(app.files.empty());
        return app.reasons.empty() ? std::string() : app.reasons.front();
    };
    EXPECT_NE(reasons(OwnKind::compose, "services: [").find("line"), std::string::npos);
    EXPECT_NE(reasons(OwnKind::compose, "services:\n  web:\n    build: .\n").find("build"), std::string::npos);
    EXPECT_NE(reasons(OwnKind::run, "docker run a:1\ndocker run b:1\n").find("2 docker run lines"), std::string::npos);
    EXPECT_FALSE(reasons(OwnKind::run, "echo hello").empty());
}

TEST(OwnApp, RefusesWhatIsNoText)
{
    EXPECT_EQ(refusal({.text = " \n"}), "own_text");
    EXPECT_EQ(refusal({.text = std::string(largest_own_text + 1, 'a')}), "own_text");
    EXPECT_EQ(refusal({.text = "a\xff"}), "own_text");
    EXPECT_EQ(refusal({.text = "\n<!DOCTYPE html><html></html>"}), "own_text");
    EXPECT_EQ(refusal({.text = notes, .name = "../up"}), "app_name");
    EXPECT_EQ(refusal({.text = notes, .title = "two\nlines"}), "own_title");
    EXPECT_EQ(refusal({.text = notes, .icon_svg = "<svg><script/></svg>"}), "icon_refused");
}

TEST(OwnApp, ShowsOnlyLettersThatNeedNoEscape)
{
    for (const auto* title : {"<b>", "&amp;", "\"x", "Über uns", "日本"}) {
        const auto app = made({.text = notes, .title = title});
        EXPECT_TRUE(check_icon(app.files.at("icon.svg"))) << app.files.at("icon.svg");
    }
}

TEST(OwnUrl, IsAnHttpsAddressWithoutALogin)
{
    EXPECT_TRUE(check_own_url("https://example.org/a.yml", false));
    EXPECT_TRUE(check_own_url("http://127.0.0.1:1/a.yml", true));
    for (const auto* bad : {"http://example.org/a.yml", "ftp://a", "file:///etc/passwd", "https://", "https://u:p@h/a",
             "https://a b", "example.org"})
        EXPECT_FALSE(check_own_url(bad, false)) << bad;
}

TEST(OwnUrl, LeadsFromAForgesPageToTheFile)
{
    EXPECT_EQ(plain_file_address("https://github.com/o/r/blob/main/deploy/compose.yml#L3"),
        "https://raw.githubusercontent.com/o/r/main/deploy/compose.yml");
    for (const auto* same : {"https://github.com/o/r", "https://example.org/o/r/blob/x", "https://github.com/o/r/x/blob/y"})
        EXPECT_EQ(plain_file_address(same), same);
}

TEST(OwnSourceFile, ReadsWhatItWrote)
{
    const OwnSource source{.kind = OwnKind::url, .text = notes, .url = "https://a/b", .title = "T", .icon_svg = "<svg/>"};
    EXPECT_EQ(parse_own_source(to_json(source)), source);
    for (const auto* bad : {"", "[]", "{}", R"({"kind": "other"})"}) EXPECT_FALSE(parse_own_source(bad)) << bad;
}

} // namespace
} // namespace furtka
