#include "domain/catalog.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace furtka {
namespace {

constexpr auto some_key = "RWQKiVTsfvanac/FEdYforZqEdTowd/CuZrgps3lEc+o9xns0r2GxV3F";
constexpr auto some_hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

CatalogSource git(std::string location)
{
    return {.name = "club", .kind = CatalogKind::git, .location = std::move(location)};
}

CatalogSource archive(std::string location)
{
    return {.name = "club", .kind = CatalogKind::archive, .location = std::move(location), .key = some_key};
}

CatalogSource folder(std::string location) { return {.name = "club", .location = std::move(location)}; }

/// The key of the refusal, or `good`.
std::string judged(const CatalogSource& source)
{
    const auto checked = check_catalog(source);
    return checked ? "good" : checked.error().key;
}

TEST(Catalog, IsGuessedFromItsLocation)
{
    EXPECT_EQ(guessed_kind("/srv/apps"), CatalogKind::folder);
    EXPECT_EQ(guessed_kind("/srv/apps.zip"), CatalogKind::folder);
    EXPECT_EQ(guessed_kind("https://example.org/apps.TAR.GZ?v=2"), CatalogKind::archive);
    EXPECT_EQ(guessed_kind("https://example.org/apps.tgz"), CatalogKind::archive);
    EXPECT_EQ(guessed_kind("https://example.org/apps.zip#x"), CatalogKind::archive);
    EXPECT_EQ(guessed_kind("https://example.org/apps.git"), CatalogKind::git);
    EXPECT_EQ(guessed_kind("https://example.org/apps?file=a.zip"), CatalogKind::git);
}

TEST(Catalog, TakesLocationsOfItsKindOnly)
{
    for (const auto* good : {"https://example.org/a.git", "http://127.0.0.1:8080/a", "http://[::1]/a", "http://localhost/a",
             "file:///srv/a.git"})
        EXPECT_EQ(judged(git(good)), "good") << good;
    for (const auto* bad : {"", "/srv/a.git", "http://example.org/a", "http://127.0.0.1.example.org/a",
             "git://example.org/a", "ssh://example.org/a", "git@example.org:a", "ext::sh -c x", "--upload-pack=x",
             "https://", "https:///a", "https://ada:pw@example.org/a", "https://token@example.org/a",
             "https://example.org/a b", "file://host/a", "https://example.org/a\nb"})
        EXPECT_EQ(judged(git(bad)), "catalog_location") << bad;
    EXPECT_EQ(judged(archive("https://example.org/a.zip")), "good");
    EXPECT_EQ(judged(archive("http://example.org/a.zip")), "good") << "what is signed may come over plain http";
    for (const auto* bad : {"/srv/a.zip", "file:///srv/a.zip", "ftp://example.org/a.zip"})
        EXPECT_EQ(judged(archive(bad)), "catalog_location") << bad;
    EXPECT_EQ(judged(folder("/srv/my apps")), "good");
    for (const auto* bad : {"srv", "/srv/../etc", "https://example.org/a"})
        EXPECT_EQ(judged(folder(bad)), "catalog_location") << bad;
}

TEST(Catalog, IsNamedPlainly)
{
    auto source = folder("/srv/a");
    for (const auto* bad : {"", "Club", "2nd", "a/b", "..", "bundled", "folder", "order", "a b",
             "a23456789012345678901234567890123456789012"}) {
        source.name = bad;
        EXPECT_EQ(judged(source), "catalog_name") << bad;
    }
}

TEST(Catalog, AnArchiveIsSignedOrPinned)
{
    auto source = archive("https://example.org/a.zip");
    source.key.clear();
    EXPECT_EQ(judged(source), "catalog_unpinned");
    source.sha256 = some_hash;
    EXPECT_EQ(judged(source), "good");
    source.sha256 = "9F86";
    EXPECT_EQ(judged(source), "catalog_sha256");
    source.sha256.clear();
    source.key = "RWQ=";
    EXPECT_EQ(judged(source), "catalog_key");
}

TEST(Catalog, HasNoMemberThatItsKindDoesNotKnow)
{
    auto source = git("https://example.org/a");
    source.key = some_key;
    EXPECT_EQ(judged(source), "catalog_member") << "a signature that is never looked at would be a false comfort";
    source = folder("/srv/a");
    source.ref = "main";
    EXPECT_EQ(judged(source), "catalog_member");
    source = git("https://example.org/a");
    source.ca_file = "ca.pem";
    EXPECT_EQ(judged(source), "catalog_member");
    source.ca_file.clear();
    for (const auto* ref : {"main", "v1.2", "team/apps_2"}) {
        source.ref = ref;
        EXPECT_EQ(judged(source), "good") << ref;
    }
    for (const auto* ref : {"-x", "a..b", "/a", "a/", ".a", "a b", "a:b", "a^{}", "a//b"}) {
        source.ref = ref;
        EXPECT_EQ(judged(source), "catalog_ref") << ref;
    }
}

using Number = std::optional<std::int64_t>;

std::string freshness(std::optional<std::pair<Number, Number>> before, Number serial, Number signed_at)
{
    std::optional<CatalogState> old;
    if (before) old = CatalogState{.revision = "r", .serial = before->first, .signed_at = before->second};
    const auto checked = check_not_older(old, {.revision = "s", .serial = serial, .signed_at = signed_at});
    return checked ? "good" : checked.error().key;
}

TEST(Catalog, OneThatIsSignedNeverGoesBack)
{
    EXPECT_EQ(freshness({}, 3, {}), "good");
    EXPECT_EQ(freshness({}, {}, 1000), "good");
    EXPECT_EQ(freshness({}, {}, {}), "catalog_undated");
    EXPECT_EQ(freshness({{3, 1000}}, 3, 900), "good") << "the serial counts where there is one";
    EXPECT_EQ(freshness({{3, 1000}}, 2, 2000), "catalog_older");
    EXPECT_EQ(freshness({{3, 1000}}, {}, 2000), "catalog_older") << "a serial that was there may not vanish";
    EXPECT_EQ(freshness({{{}, 1000}}, {}, 1000), "good");
    EXPECT_EQ(freshness({{{}, 1000}}, {}, 999), "catalog_older");
    EXPECT_EQ(freshness({{{}, 1000}}, 1, 999), "catalog_older");
    EXPECT_EQ(freshness({{{}, 1000}}, 1, 1001), "good");
}

TEST(Catalog, WaitsUpToATenthLonger)
{
    EXPECT_EQ(catalog_wait(std::chrono::seconds(1000), 0).count(), 1'000'000);
    EXPECT_EQ(catalog_wait(std::chrono::seconds(1000), 32'768).count(), 1'050'000);
    EXPECT_LT(catalog_wait(std::chrono::seconds(1000), 65'535).count(), 1'100'000);
}

TEST(Catalog, IsReadBackAsItWasWritten)
{
    auto second = git("https://example.org/a");
    second.name = "second";
    second.ref = "main";
    const std::vector sources{archive("https://example.org/a.zip"), second};
    EXPECT_EQ(parse_catalogs(to_json(sources)).value(), sources);
    const CatalogState state{.revision = "sha256:1f",
        .serial = 7,
        .signed_at = 1'700'000'000,
        .signature = "untrusted comment: x\n",
        .key = some_key,
        .synced_at = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(1'800'000'000'123)),
        .apps = 24};
    EXPECT_EQ(parse_catalog_state(to_json(state)), state);
    EXPECT_EQ(parse_catalog_state("{}"), std::nullopt);
    const std::map<std::string, CatalogStatus> statuses{{"a", {.tried_at = state.synced_at}},
        {"b", {.failed = Error{.key = "disk_full", .message = "full", .hint = "free some"}}}};
    EXPECT_EQ(parse_catalog_statuses(to_json(statuses)), statuses);
    EXPECT_TRUE(parse_catalog_statuses("no json").empty());
}

TEST(Catalog, AListThatFurtkaDidNotWriteIsNotBelieved)
{
    const auto key = [](std::string_view text) {
        const auto read = parse_catalogs(text);
        return read ? "good" : read.error().key;
    };
    EXPECT_EQ(key(R"({"catalogs": []})"), "good");
    EXPECT_EQ(key("[]"), "catalogs_file");
    EXPECT_EQ(key(R"({"catalogs": [{"name": "a", "kind": "folder", "location": "/../etc"}]})"), "catalogs_file");
    EXPECT_EQ(
        key(R"({"catalogs": [{"name": "a", "kind": "folder", "location": "/a"}, {"name": "a", "kind": "folder", "location": "/b"}]})"),
        "catalogs_file");
}

TEST(Catalog, ItsNoteTellsSerialAndFolder)
{
    EXPECT_EQ(parse_catalog_note(R"({"serial": 12, "apps": "my/apps", "name": "x"})").value(),
        (CatalogNote{.serial = 12, .apps = "my/apps"}));
    EXPECT_EQ(parse_catalog_note("{}").value(), CatalogNote{});
    for (const auto* bad : {"", "[]", R"({"serial": "12"})", R"({"serial": -1})", R"({"serial": 1.5})",
             R"({"apps": "../x"})", R"({"apps": "/x"})", R"({"apps": ""})", R"({"apps": 1})"})
        EXPECT_EQ(parse_catalog_note(bad).error().key, "catalog_note") << bad;
}

} // namespace
} // namespace furtka
