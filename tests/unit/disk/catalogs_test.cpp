#include "adapters/disk/disk_app_sources.hpp"
#include "adapters/disk/disk_catalogs.hpp"
#include "adapters/disk/files.hpp"
#include "adapters/disk/unpack.hpp"
#include "support/app_files.hpp"
#include "support/run.hpp"
#include "support/tar_text.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace furtka {
namespace {

using test::TarText;

class CatalogFolders : public testing::Test {
protected:
    CatalogFolders() { reopen(); }
    void reopen()
    {
        trees.emplace(scratch / "catalog", workers);
        sources.emplace(scratch / "bundled", scratch / "catalog", scratch / "own", workers);
    }

    /// Unpacks and looks through, as a sync does; the key of the refusal, or what was found.
    std::string taken(const std::string& bytes, const std::string& name = "club")
    {
        scratch.write("file", bytes);
        const auto side = run(trees->begin(name)).value();
        auto done = run(trees->unpack(side, scratch / "file"));
        auto content =
            done ? run(trees->examine(side, CatalogTrees::Digest::yes)) : Result<CatalogContent>(fail(done.error()));
        if (content) {
            const auto put = run(trees->put_in_place(name, side, {.revision = content->digest, .apps = content->apps}));
            if (!put) content = fail(put.error());
        }
        run(trees->give_up(side));
        last = content ? Error{} : content.error();
        return content ? fmt::format("{} apps", content->apps) : content.error().key;
    }
    static TarText& add_app(
        TarText& tar, const std::string& folder, const std::string& name, const std::string& version = "1.0.0")
    {
        return tar.add(folder + "/manifest.json", test::manifest_text(name, version))
            .add(folder + "/docker-compose.yaml", "services: {}\n");
    }
    static std::string with_app(
        const std::string& folder, const std::string& name = "blog", const std::string& version = "1.0.0")
    {
        TarText tar;
        return add_app(tar, folder, name, version).text();
    }
    /// `blog 1.0.0 of club; …`
    std::string offered()
    {
        std::string text;
        for (const auto& entry : *run(sources->list())) {
            text += fmt::format("{}{} {} of {}", text.empty() ? "" : "; ", entry.name,
                *entry.folder ? (*entry.folder)->manifest.version : entry.folder->error().key, entry.catalog);
        }
        return text;
    }
    /// Hidden names below the catalogs' folder: leftovers.
    std::string leftovers() const
    {
        std::string text;
        for (const auto& name : scratch.names("catalog")) {
            if (name.starts_with(".")) text += name;
        }
        return text;
    }

    test::Scratch scratch;
    WorkerPool workers{1};
    std::optional<DiskCatalogTrees> trees;
    std::optional<DiskAppSources> sources;
    Error last;
};

TEST_F(CatalogFolders, AreFoundWhereAuthorsPutThem)
{
    for (const auto* folder : {"blog", "apps/blog", "apps-main/blog", "apps-main/apps/blog"}) {
        EXPECT_EQ(taken(with_app(folder)), "1 apps") << folder;
        EXPECT_EQ(scratch.names("catalog/club/current"), (std::vector<std::string>{"apps", "place", "state.json"}))
            << folder;
        EXPECT_EQ(scratch.names("catalog/club/current/apps"), std::vector<std::string>{"blog"});
    }
    TarText told;
    told.add("catalog.json", R"({"serial": 3, "apps": "deep/er"})");
    EXPECT_EQ(taken(add_app(told, "deep/er/blog", "blog").text()), "1 apps");
    TarText wrong;
    wrong.add("catalog.json", R"({"apps": "none"})");
    EXPECT_EQ(taken(add_app(wrong, "blog", "blog").text()), "catalog_note");
    EXPECT_EQ(taken(TarText().add("README.md", "x").text()), "catalog_empty");
    EXPECT_EQ(taken(with_app("a/b/c/blog")), "catalog_empty");
}

TEST_F(CatalogFolders, EveryAppOfARevisionIsReadBeforeItIsTaken)
{
    EXPECT_EQ(taken(with_app("blog")), "1 apps");
    TarText tar;
    add_app(tar, "blog", "blog", "2.0.0");
    tar.add("broken/manifest.json", "{}");
    EXPECT_EQ(taken(tar.text()), "catalog_app");
    EXPECT_EQ(last.details.front(), (std::pair<std::string, std::string>("app", "broken")));
    EXPECT_EQ(taken(with_app("blog", "other")), "catalog_app");
    sources->look_through({"club"});
    EXPECT_EQ(offered(), "blog 1.0.0 of club");
    EXPECT_EQ(leftovers(), "");
}

TEST_F(CatalogFolders, HostileArchivesAreRefusedAndTheOldRevisionStays)
{
    EXPECT_EQ(taken(with_app("blog")), "1 apps");
    const auto hostile = [](const std::string& path, char type = '0', const std::string& link = "") {
        TarText tar;
        add_app(tar, "blog", "blog", "2.0.0");
        return tar.add(path, type == '0' ? "x" : "", type, link).text();
    };
    EXPECT_EQ(taken(hostile("../outside")), "archive_path");
    EXPECT_EQ(taken(hostile("blog/../../outside")), "archive_path");
    EXPECT_EQ(taken(hostile((scratch / "outside").string())), "archive_path");
    EXPECT_EQ(taken(hostile("blog/link", '2', "/etc/passwd")), "archive_link");
    EXPECT_EQ(taken(hostile("blog/link", '2', "manifest.json")), "archive_link");
    EXPECT_EQ(taken(hostile("blog/link", '1', "blog/manifest.json")), "archive_link");
    EXPECT_EQ(taken(hostile("blog/disk", '3')), "archive_entry");
    EXPECT_EQ(taken(hostile("blog/pipe", '6')), "archive_entry");
    EXPECT_EQ(taken(hostile("blog/manifest.json")), "archive_twice");
    EXPECT_EQ(taken(hostile("blog/Manifest.json")), "archive_twice");
    EXPECT_EQ(taken(hostile("BLOG/x")), "archive_twice");
    EXPECT_FALSE(std::filesystem::exists(scratch / "outside"));
    sources->look_through({"club"});
    EXPECT_EQ(offered(), "blog 1.0.0 of club");
    EXPECT_EQ(leftovers(), "");
}

TEST_F(CatalogFolders, WhatIsNoWholeArchiveIsRefused)
{
    EXPECT_EQ(taken(""), "archive_format");
    EXPECT_EQ(taken("no archive at all"), "archive_format");
    EXPECT_EQ(taken("PK\x03\x04 nor a zip"), "archive_format");
    EXPECT_EQ(taken("\x1f\x8b\x08 nor packed"), "archive_format");
    EXPECT_EQ(taken(with_app("blog").substr(0, 700)), "archive_format");
    EXPECT_EQ(taken(std::string(4096, '\0')), "archive_format");
}

TEST_F(CatalogFolders, WritesOnlyWhatDiffersFromTheRevisionBeforeLast)
{
    for (const auto* top : {"", "apps-main/"}) {
        const std::string blog = std::string(top) + "blog";
        const auto in_place = scratch / "catalog/club/current/apps/blog";
        const auto number_of = [&](const std::string& name) {
            struct stat info{};
            EXPECT_EQ(stat((in_place / name).c_str(), &info), 0) << name;
            return info.st_ino;
        };
        TarText first;
        add_app(first, blog, "blog").add(blog + "/gone.txt", "x").add(blog + "/sub/gone.txt", "x");
        first.add(blog + "/kind", "a file").add(blog + "/other/x", "in a folder").add(blog + "/long.txt", "a longer text");
        EXPECT_EQ(taken(first.text()), "1 apps");
        const auto same = number_of("docker-compose.yaml");
        EXPECT_EQ(taken(with_app(blog, "blog", "2.0.0")), "1 apps");
        EXPECT_NE(number_of("docker-compose.yaml"), same);

        TarText third;
        add_app(third, blog, "blog", "3.0.0").add(blog + "/kind/x", "a folder").add(blog + "/other", "a file");
        EXPECT_EQ(taken(third.add(blog + "/long.txt", "short").text()), "1 apps");

        EXPECT_EQ(number_of("docker-compose.yaml"), same) << "it is not written again";
        EXPECT_EQ(scratch.names("catalog/club/current/apps/blog"),
            (std::vector<std::string>{"docker-compose.yaml", "kind", "long.txt", "manifest.json", "other"}));
        EXPECT_EQ(scratch.read("catalog/club/current/apps/blog/kind/x"), "a folder");
        EXPECT_EQ(scratch.read("catalog/club/current/apps/blog/long.txt"), "short");
        sources->look_through({"club"});
        EXPECT_EQ(offered(), "blog 3.0.0 of club");
        EXPECT_EQ(leftovers(), "");
        ASSERT_TRUE(run(trees->remove("club")));
    }
}

TEST_F(CatalogFolders, UnpackingEndsWhenItIsToldTo)
{
    scratch.write("file", with_app("blog"));
    std::filesystem::create_directory(scratch / "to");
    const OwnedFd to = open_folder(scratch / "to");
    const auto stopped = unpack_archive(with_app("blog"), to.get(), {}, [] { return true; });
    EXPECT_EQ(stopped.error().key, "cancelled");
}

TEST_F(CatalogFolders, AZipsListIsMeasuredBeforeItIsRead)
{
    std::string end("PK\x05\x06\0\0\0\0\1\0\1\0\x10\0\0\0\x20\0\0\0\0\0", 22);
    const auto at = [&end](std::uint32_t begin) {
        for (int i = 0; i < 4; ++i)
            end[16 + static_cast<std::size_t>(i)] = static_cast<char>(begin >> (8U * static_cast<unsigned>(i)));
        return end;
    };
    EXPECT_FALSE(zip_list_exceeds(at(900), 1022, 100));
    EXPECT_TRUE(zip_list_exceeds(at(899), 1022, 100));
    EXPECT_TRUE(zip_list_exceeds(at(0xffffffff), 1022, 100)) << "told elsewhere";
    EXPECT_FALSE(zip_list_exceeds("no end", 6, 100)) << "libarchive will say so";
}

TEST_F(CatalogFolders, ExchangeInOneStepAndAnInstallationUnderWayCanEnd)
{
    EXPECT_EQ(taken(with_app("blog")), "1 apps");
    sources->look_through({"club"});
    const auto before = run(sources->find(AppName::parse("blog").value())).value();
    EXPECT_EQ(before.installed_from, "club");
    EXPECT_EQ(taken(with_app("blog", "blog", "2.0.0")), "1 apps");
    EXPECT_EQ(offered(), "blog 2.0.0 of club");
    EXPECT_TRUE(std::filesystem::exists(before.path / "manifest.json")) << "the revision before stays once more";
    EXPECT_EQ(taken(with_app("blog", "blog", "3.0.0")), "1 apps");
    EXPECT_FALSE(std::filesystem::exists(before.path));
    EXPECT_EQ(run(trees->state("club"))->apps, 1U);
    EXPECT_EQ(run(trees->state("none")), std::nullopt);

    EXPECT_TRUE(run(trees->remove("club")));
    EXPECT_TRUE(run(trees->remove("club")));
    EXPECT_EQ(offered(), "");
}

TEST_F(CatalogFolders, LocalChangesAreNeverInTheWay)
{
    EXPECT_EQ(taken(with_app("blog")), "1 apps");
    scratch.write("catalog/club/current/apps/blog/manifest.json", "changed by hand");
    scratch.write("catalog/club/mine/notes", "x");
    EXPECT_EQ(taken(with_app("blog", "blog", "2.0.0")), "1 apps");
    sources->look_through({"club"});
    EXPECT_EQ(offered(), "blog 2.0.0 of club");
}

TEST_F(CatalogFolders, AStartTakesAwayWhatAKilledOneLeft)
{
    EXPECT_EQ(taken(with_app("blog")), "1 apps");
    EXPECT_EQ(taken(with_app("blog", "blog", "2.0.0")), "1 apps");
    scratch.write("catalog/.staging-club-123/download", "half");
    reopen();
    EXPECT_EQ(leftovers(), "");
    EXPECT_EQ(scratch.names("catalog/club").size(), 2U) << "the link, and what it leads to";
    sources->look_through({"club"});
    EXPECT_EQ(offered(), "blog 2.0.0 of club");
}

TEST_F(CatalogFolders, TheFirstThatHasANameIsMeant)
{
    test::write_app(scratch, "bundled/blog", "blog", "1.0.0");
    test::write_app(scratch, "bundled/wiki", "wiki", "1.0.0");
    EXPECT_EQ(taken(with_app("blog", "blog", "2.0.0"), "one"), "1 apps");
    EXPECT_EQ(taken(with_app("blog", "blog", "3.0.0"), "two"), "1 apps");
    EXPECT_EQ(offered(), "blog 1.0.0 of bundled; wiki 1.0.0 of bundled");
    sources->look_through({"two", "one", "none"});
    EXPECT_EQ(offered(), "blog 3.0.0 of two; wiki 1.0.0 of bundled");
    sources->look_through({"one", "two"});
    EXPECT_EQ(offered(), "blog 2.0.0 of one; wiki 1.0.0 of bundled");
    EXPECT_EQ(run(sources->find(AppName::parse("wiki").value()))->installed_from, "bundled");
    EXPECT_EQ(run(sources->read_file(AppName::parse("blog").value(), "docker-compose.yaml", 100)).value(), "services: {}\n");
}

TEST_F(CatalogFolders, AFolderOfTheOwnersIsCopied)
{
    test::write_app(scratch, "mine/blog", "blog");
    const auto side = run(trees->begin("mine")).value();
    EXPECT_TRUE(run(trees->copy(side, scratch / "mine")));
    const auto first = run(trees->examine(side, CatalogTrees::Digest::yes)).value();
    EXPECT_EQ(first.apps, 1U);
    const auto again = run(trees->begin("mine")).value();
    test::write_app(scratch, "mine/blog", "blog", "2.0.0");
    EXPECT_TRUE(run(trees->copy(again, scratch / "mine")));
    EXPECT_NE(run(trees->examine(again, CatalogTrees::Digest::yes))->digest, first.digest);
    EXPECT_EQ(run(trees->copy(side, scratch / "none")).error().key, "catalog_missing");
}

TEST_F(CatalogFolders, TheListIsKept)
{
    DiskCatalogList list(scratch.path());
    EXPECT_TRUE(run(list.read())->empty());
    const std::vector<CatalogSource> wanted{{.name = "mine", .location = "/srv/apps"}};
    EXPECT_TRUE(run(list.write(wanted)));
    EXPECT_EQ(run(list.read()).value(), wanted);
    EXPECT_EQ(scratch.mode("catalogs.json"), 0600U);
    scratch.write("catalogs.json", "{");
    EXPECT_EQ(run(list.read()).error().key, "catalogs_file");
    EXPECT_TRUE(run(list.write_statuses({{"mine", {.failed = Error{.key = "k", .message = "m"}}}})));
    EXPECT_EQ(run(list.read_statuses())["mine"].failed->key, "k");
}

} // namespace
} // namespace furtka
