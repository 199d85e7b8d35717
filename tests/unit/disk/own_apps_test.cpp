#include "adapters/disk/disk_app_sources.hpp"
#include "adapters/disk/disk_own_apps.hpp"
#include "support/run.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <sys/stat.h>

namespace furtka {
namespace {

const OwnSource source{.kind = OwnKind::compose,
    .text = "services:\n  notes:\n    image: notes:2\n    environment: {ADMIN_PASSWORD: verysecretword}\n"};

class OwnAppFolders : public testing::Test {
protected:
    imports::Files files(const std::string& title = "Notes")
    {
        auto wanted = source;
        wanted.name = "notes";
        wanted.title = title;
        return own_app_of(wanted)->files;
    }
    static AppName notes() { return *AppName::parse("notes"); }
    std::filesystem::path root() { return scratch / "state/own"; }
    static unsigned mode(const std::filesystem::path& path)
    {
        struct stat info{};
        EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
        return info.st_mode & 0777U;
    }

    test::Scratch scratch;
    WorkerPool workers{1};
    DiskOwnApps shelf{root(), workers};
};

TEST_F(OwnAppFolders, AreACatalogThatComesFirst)
{
    scratch.write("bundled/notes/manifest.json", "{}");
    DiskAppSources sources{scratch / "bundled", scratch / "none", root(), workers};
    ASSERT_TRUE(run(shelf.put(notes(), files(), source)));

    const auto found = run(sources.find(notes()));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->installed_from, "own");
    EXPECT_EQ(found->manifest.display_name, "Notes");
    EXPECT_EQ(run(sources.list())->front().catalog, "own");

    ASSERT_TRUE(run(shelf.put(notes(), files("Paper"), source)));
    EXPECT_EQ(run(sources.find(notes()))->manifest.display_name, "Paper");
    sources.look_through({});
    EXPECT_EQ(run(sources.find(notes()))->manifest.display_name, "Paper");
}

TEST_F(OwnAppFolders, AreNobodyElsesToRead)
{
    ASSERT_TRUE(run(shelf.put(notes(), files(), source)));
    EXPECT_EQ(mode(root()), 0700U);
    EXPECT_EQ(mode(root() / ".sources"), 0700U);
    EXPECT_EQ(mode(root() / ".sources/notes.json"), 0600U);
}

TEST_F(OwnAppFolders, KnowWhatTheyWereMadeOf)
{
    EXPECT_EQ(run(shelf.source(notes())).error().key, "own_app_unknown");
    ASSERT_TRUE(run(shelf.put(notes(), files(), source)));
    auto wanted = source;
    wanted.name = "notes";
    EXPECT_EQ(*run(shelf.source(notes())), wanted);
    EXPECT_EQ(*run(shelf.names()), std::vector<std::string>{"notes"});
}

TEST_F(OwnAppFolders, GoWithTheirSource)
{
    ASSERT_TRUE(run(shelf.put(notes(), files(), source)));
    ASSERT_TRUE(run(shelf.remove(notes())));
    EXPECT_FALSE(std::filesystem::exists(root() / "notes"));
    EXPECT_FALSE(std::filesystem::exists(root() / ".sources/notes.json"));
    EXPECT_EQ(run(shelf.remove(notes())).error().key, "own_app_unknown");
}

TEST_F(OwnAppFolders, AreLookedAtToTheSideAndDropped)
{
    const auto staged = run(shelf.stage(notes(), files()));
    ASSERT_TRUE(staged);
    EXPECT_TRUE(std::filesystem::exists(*staged / "docker-compose.yaml"));
    EXPECT_TRUE(run(shelf.names())->empty());
    run(shelf.drop(*staged));
    EXPECT_FALSE(std::filesystem::exists(staged->parent_path()));

    const auto left = run(shelf.stage(notes(), files()));
    const DiskOwnApps next_daemon{root(), workers};
    EXPECT_FALSE(std::filesystem::exists(*left));
}

TEST_F(OwnAppFolders, DropNothingElse)
{
    ASSERT_TRUE(run(shelf.put(notes(), files(), source)));
    run(shelf.drop(root() / "notes"));
    EXPECT_TRUE(std::filesystem::exists(root() / "notes/manifest.json"));
}

} // namespace
} // namespace furtka
