#include "domain/manifest.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace furtka;
using namespace std::string_literals;

namespace {

constexpr std::string_view smallest =
    R"({"name":"blog","display_name":"Blog","version":"1.0","description":"Words","volumes":[],"ports":[],"icon":"icon.svg"})";

/// The smallest manifest with members added or replaced (the last of two counts).
std::string with(const std::string& members)
{
    return std::string(smallest.substr(0, smallest.size() - 1)) + "," + members + "}";
}

Manifest manifest(std::string_view text, ManifestRule rule = ManifestRule::install)
{
    auto parsed = parse_manifest(text, rule);
    EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().message);
    return parsed.value_or(Manifest{});
}

Error error(std::string_view text, ManifestRule rule = ManifestRule::install)
{
    auto parsed = parse_manifest(text, rule);
    EXPECT_FALSE(parsed.has_value());
    return parsed ? Error{} : parsed.error();
}

std::string detail(const Error& found, std::string_view name)
{
    for (const auto& [key, value] : found.details) {
        if (key == name) return value;
    }
    return "none";
}

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

TEST(Manifests, OfTheSmallestAppAreRead)
{
    EXPECT_EQ(manifest(smallest),
        (Manifest{.name = "blog", .display_name = "Blog", .version = "1.0", .description = "Words", .icon = "icon.svg"}));
}

TEST(Manifests, HaveAllTheirMembersRead)
{
    const auto found = manifest(R"json({
        "name": "blog", "display_name": "Blog", "version": "2.1", "description": "Words", "volumes": ["data", "db"],
        "ports": [8080, 443], "icon": "img/icon.svg", "description_long": "# Words",
        "settings": [
            {"name": "DB_PASSWORD", "label": "Password", "description": "Of the database", "type": "password", "required": true, "generate": "hex:32"},
            {"name": "WORKERS", "type": "number", "default": 4, "min": 1, "max": 16},
            {"name": "THEME", "type": "select", "options": ["light", "dark"], "default": "dark", "pattern": "[a-z]+"},
            {"name": "PUBLIC", "type": "boolean", "default": false}],
        "open_url": "http://{host}:8080/", "requires": [{"app": "mosquitto", "on_install": "scripts/user.sh", "on_start": "scripts/up.sh"}],
        "category": "Writing", "tagline": "Write", "website": "https://example.org", "source": "https://example.org/git",
        "support": "mailto:a@example.org", "license": "MIT", "architectures": ["x86_64", "arm64", "aarch64"],
        "screenshots": ["a.png"], "release_notes": "More", "tips": ["one", "two"]})json");

    const Manifest expected{.name = "blog",
        .display_name = "Blog",
        .version = "2.1",
        .description = "Words",
        .volumes = {"data", "db"},
        .ports = {8080, 443},
        .icon = "img/icon.svg",
        .description_long = "# Words",
        .settings = {{.name = "DB_PASSWORD",
                         .label = "Password",
                         .description = "Of the database",
                         .type = SettingType::password,
                         .required = true,
                         .generate = "hex:32"},
            {.name = "WORKERS", .label = "WORKERS", .type = SettingType::number, .default_value = "4", .min = 1, .max = 16},
            {.name = "THEME",
                .label = "THEME",
                .type = SettingType::select,
                .default_value = "dark",
                .pattern = "[a-z]+",
                .options = {"light", "dark"}},
            {.name = "PUBLIC", .label = "PUBLIC", .type = SettingType::boolean, .default_value = "false"}},
        .open_url = "http://{host}:8080/",
        .requirements = {{.app = "mosquitto", .on_install = "scripts/user.sh", .on_start = "scripts/up.sh"}},
        .category = "Writing",
        .tagline = "Write",
        .website = "https://example.org",
        .source = "https://example.org/git",
        .support = "mailto:a@example.org",
        .license = "MIT",
        .release_notes = "More",
        .tips = "one\ntwo",
        .architectures = {"amd64", "arm64"},
        .screenshots = {"a.png"}};
    EXPECT_EQ(found, expected);
}

TEST(Manifests, WithAMemberMissingAreRefused)
{
    for (const char* member : {R"("name":"blog",)", R"("display_name":"Blog",)", R"("version":"1.0",)",
             R"("description":"Words",)", R"("volumes":[],)", R"("ports":[],)"}) {
        const auto found = error(replaced(std::string(smallest), member, ""));
        const auto name = std::string(member).substr(1, std::string(member).find('"', 1) - 1);
        EXPECT_EQ(found.key, "manifest_member");
        EXPECT_EQ(found.message, "manifest.json: " + name + " is missing");
        EXPECT_EQ(detail(found, "member"), name);
    }
    EXPECT_EQ(error(replaced(std::string(smallest), R"(,"icon":"icon.svg")", "")).key, "manifest_member");
}

TEST(Manifests, OfAnAppThatRunsMayLackWhatItDoesNotNeed)
{
    const auto found = manifest(R"({"name":"blog","display_name":"Blog"})", ManifestRule::installed);

    EXPECT_EQ(found.notices,
        (std::vector<std::string>{
            "version is missing", "description is missing", "volumes is missing", "ports is missing", "icon is missing"}));
    EXPECT_EQ(error(R"({"name":"blog"})", ManifestRule::installed).key, "manifest_member");
}

TEST(Manifests, WithAWrongTypeAreRefused)
{
    const auto at = [](const std::string& members) { return detail(error(with(members)), "member"); };

    EXPECT_EQ(at(R"("version":2)"), "version");
    EXPECT_EQ(at(R"("volumes":"data")"), "volumes");
    EXPECT_EQ(at(R"("volumes":[1])"), "volumes");
    EXPECT_EQ(at(R"("volumes":["a b"])"), "volumes[0]");
    EXPECT_EQ(at(R"("ports":["80"])"), "ports");
    EXPECT_EQ(at(R"("ports":[80.5])"), "ports");
    EXPECT_EQ(at(R"("ports":[true])"), "ports");
    EXPECT_EQ(at(R"("settings":{})"), "settings");
    EXPECT_EQ(at(R"("settings":[1])"), "settings[0]");
    EXPECT_EQ(at(R"("settings":[{"name":"A"},{"name":"B","type":"colour"}])"), "settings[1].type");
    EXPECT_EQ(at(R"("settings":[{"name":"A","required":"yes"}])"), "settings[0].required");
    EXPECT_EQ(at(R"("settings":[{"name":"a"}])"), "settings[0].name");
    EXPECT_EQ(at(R"("settings":[{"name":"A"},{"name":"A"}])"), "settings[1].name");
    EXPECT_EQ(at(R"("settings":[{"name":"A","default":[]}])"), "settings[0].default");
    EXPECT_EQ(at(R"("settings":[{"name":"A","type":"select"}])"), "settings[0].options");
    EXPECT_EQ(at(R"("settings":[{"name":"A","min":2,"max":1}])"), "settings[0].min");
    EXPECT_EQ(at(R"("settings":[{"name":"A","generate":"dice:6"}])"), "settings[0].generate");
    EXPECT_EQ(at(R"("settings":[{"name":"A","pattern":"("}])"), "settings[0].pattern");
    EXPECT_EQ(at(R"x("open_url":"javascript:alert(1)")x"), "open_url");
    EXPECT_EQ(at(R"("requires":[{"app":"No"}])"), "requires[0].app");
    EXPECT_EQ(at(R"("requires":[{"app":"a"},{"app":"a"}])"), "requires[1].app");
    EXPECT_EQ(at(R"("requires":[{"app":"a","on_start":"../x"}])"), "requires[0].on_start");
    EXPECT_EQ(at(R"("architectures":"amd64")"), "architectures");
    EXPECT_EQ(error(R"([1])").message, "manifest.json must be an object");
    EXPECT_EQ(error(with(R"("version":2)")).message, "manifest.json: version must be text, found a number");
}

TEST(Manifests, WithAWrongNameAreRefused)
{
    for (const std::string& name : {"Blog"s, "1blog"s, ""s, "a b"s, "../x"s, std::string(64, 'a')}) {
        const auto found = error(replaced(std::string(smallest), "\"blog\"", "\"" + name + "\""));
        EXPECT_EQ(found.key, "manifest_name") << name;
        EXPECT_EQ(detail(found, "member"), "name");
    }
}

TEST(Manifests, ThatAreNotJsonAreRefusedWithLineAndColumn)
{
    const auto found = error("{\n  \"name\": \"\xc3\xa9\xc3\xa9\", x\n}");
    EXPECT_EQ(found.key, "manifest_json");
    EXPECT_EQ(found.message, "manifest.json, line 2, column 17: not JSON, found 'x'");
    EXPECT_EQ(detail(found, "line"), "2");
    EXPECT_EQ(detail(found, "column"), "17");

    EXPECT_EQ(error("").message, "manifest.json, line 1, column 1: the text ends before the JSON does");
    EXPECT_EQ(error("{\"name\":\n").message, "manifest.json, line 2, column 1: the text ends before the JSON does");
    EXPECT_EQ(error("{}\n\n x").message, "manifest.json, line 3, column 2: text after the end of the JSON");
    EXPECT_EQ(error("{\"a\":'b'}").message, "manifest.json, line 1, column 6: not JSON, found '''");
    EXPECT_EQ(error(std::string(40, '[')).message, "manifest.json, line 1, column 33: nested deeper than 32 levels");
    EXPECT_EQ(error(with(R"("x":)" + std::string(100000, '['))).key, "manifest_json");
}

TEST(Manifests, ThatAreNoTextAreRefused)
{
    EXPECT_EQ(error("{\"name\":\n\"\xff\"}").key, "manifest_encoding");
    EXPECT_EQ(error("{\"name\":\n\"\xff\"}").message, "manifest.json, line 2, column 2: not UTF-8");
    EXPECT_EQ(error("{\"name\":\"a\0\"}"s).message, "manifest.json, line 1, column 11: a NUL");
    EXPECT_EQ(error(with(R"("description":"a\u0000b")")).message, "manifest.json: description holds a NUL");
    EXPECT_EQ(error(with(R"("description":"\ud800")")).key, "manifest_json");
}

TEST(Manifests, OfTenMegabytesAreRefused)
{
    const auto found = error(std::string(10 * 1024 * 1024, ' '));

    EXPECT_EQ(found.key, "manifest_too_large");
    EXPECT_EQ(found.message, "manifest.json has 10485760 bytes, at most 262144 are read");
}

TEST(Manifests, TellWhatWasNotUsed)
{
    const auto found = manifest(with(
        R"x("shiny":1,"description":"Newer","volumes":["a","a"],"ports":[0,80,99999999999],"icon":"../x.svg","category":5,
        "website":"javascript:alert(1)","support":"ask in the forum","tips":null,"settings":[{"name":"A","colour":"red"}])x"));

    EXPECT_EQ(found.description, "Newer");
    EXPECT_EQ(found.volumes, std::vector<std::string>{"a"});
    EXPECT_EQ(found.ports, std::vector<int>{80});
    EXPECT_EQ(found.icon, "");
    EXPECT_EQ(found.website, "");
    EXPECT_EQ(found.support, "ask in the forum");
    const std::vector<std::string> expected = {"description is there twice; the last one counts",
        "volumes is there twice; the last one counts", "ports is there twice; the last one counts",
        "icon is there twice; the last one counts", "volumes[1] is there twice",
        "ports[0] is not a port from 1 to 65535; it is ignored", "ports[2] is not a port from 1 to 65535; it is ignored",
        "icon is not a path inside the app's folder; the generic icon is shown",
        "settings[0].colour is not a member Furtka knows; it is ignored",
        "category must be text, found a number; it is ignored", "website is not a web or mail address; it is ignored",
        "shiny is not a member Furtka knows; it is ignored"};
    EXPECT_EQ(found.notices, expected);
}

TEST(Manifests, KeepABoundedNumberOfNotices)
{
    std::string members;
    for (int i = 0; i < 500; ++i) members += (i == 0 ? "\"x" : ",\"x") + std::to_string(i) + "\":1";

    EXPECT_EQ(manifest(with(members)).notices.size(), 50U);
}
