#include "adapters/disk/disk_app_sources.hpp"
#include "adapters/disk/disk_drafts.hpp"
#include "base/owned_fd.hpp"
#include "support/app_files.hpp"
#include "support/run.hpp"

#include <gtest/gtest.h>

#include <sys/inotify.h>
#include <thread>
#include <unistd.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

class Catalog : public ::testing::Test {
protected:
    std::string listed()
    {
        std::string text;
        for (const auto& entry : *run(sources.list())) {
            text += entry.name + "=" + (*entry.folder ? (*entry.folder)->manifest.version : entry.folder->error().key) + ";";
        }
        return text;
    }

    test::Scratch scratch;
    WorkerPool workers{1};
    DiskAppSources sources{scratch / "catalog", scratch / "none", scratch / "own", workers};
    AppName blog = AppName::parse("blog").value();
};

TEST_F(Catalog, IsEmptyWithoutAFolder)
{
    EXPECT_EQ(listed(), "");
    EXPECT_EQ(run(sources.find(blog)).error().key, "app_unknown");
}

TEST_F(Catalog, HoldsGoodAndBadFolders)
{
    test::write_app(scratch, "catalog/wiki", "wiki");
    test::write_app(scratch, "catalog/blog", "blog");
    test::write_app(scratch, "catalog/.git", "git");
    scratch.write("catalog/README.md", "");
    scratch.write("catalog/bad/manifest.json", "{}");
    test::write_app(scratch, "catalog/wrong", "other");

    EXPECT_EQ(listed(), "bad=manifest_member;blog=1.0.0;wiki=1.0.0;wrong=folder_name;");
    EXPECT_EQ(run(sources.find(blog))->path, scratch / "catalog/blog");
    EXPECT_EQ(run(sources.find(AppName::parse("bad").value())).error().kind, ErrorKind::invalid);
}

TEST_F(Catalog, GivesOutFilesOfAnAppsFolderOnly)
{
    test::write_app(scratch, "catalog/blog", "blog");
    scratch.write("catalog/blog/pictures/a.png", "0123456789");
    scratch.write("secret", "s");
    std::filesystem::create_symlink(scratch / "secret", scratch / "catalog/blog/link.png");

    EXPECT_EQ(run(sources.read_file(blog, "pictures/a.png", 100)).value(), "0123456789");
    EXPECT_EQ(run(sources.read_file(blog, "pictures/a.png", 4)).value(), "01234");
    for (const auto* path : {"none.png", "pictures", "link.png", "../../secret", "/etc/passwd"})
        EXPECT_EQ(run(sources.read_file(blog, path, 100)).error().key, "file_missing") << path;
    EXPECT_EQ(run(sources.read_file(AppName::parse("wiki").value(), "a.png", 100)).error().key, "app_unknown");
}

TEST_F(Catalog, ShowsEveryChangeAtOnce)
{
    test::write_app(scratch, "catalog/blog", "blog");
    EXPECT_EQ(listed(), "blog=1.0.0;");
    // Same length, so that only times can tell; written right after the read, and again after the times have settled.
    test::write_app(scratch, "catalog/blog", "blog", "2.0.0");
    EXPECT_EQ(listed(), "blog=2.0.0;");
    std::this_thread::sleep_for(80ms);
    EXPECT_EQ(listed(), "blog=2.0.0;");
    test::write_app(scratch, "catalog/blog", "blog", "3.0.0");
    EXPECT_EQ(listed(), "blog=3.0.0;");
    EXPECT_EQ(run(sources.find(blog))->installed_from, "bundled");
    std::filesystem::remove_all(scratch / "catalog/blog");
    EXPECT_EQ(listed(), "");
}

TEST_F(Catalog, IsNotReadAgainWhileNothingChanges)
{
    test::write_app(scratch, "catalog/blog", "blog");
    std::this_thread::sleep_for(80ms);
    (void)listed();
    const OwnedFd watch(inotify_init1(IN_NONBLOCK));
    inotify_add_watch(watch.get(), (scratch / "catalog/blog/manifest.json").c_str(), IN_OPEN);

    EXPECT_EQ(listed(), "blog=1.0.0;");

    char event[256];
    EXPECT_EQ(::read(watch.get(), event, sizeof event), -1) << "the manifest was opened";
}

TEST_F(Catalog, ReadsAFolderOfTheOwners)
{
    test::write_app(scratch, "mine", "blog");

    const auto mine = run(sources.read_folder(scratch / "mine"));
    EXPECT_EQ(mine->manifest.name + " " + mine->installed_from, "blog folder");
    EXPECT_EQ(run(sources.read_folder(scratch / "none")).error().key, "source_missing");
    EXPECT_EQ(run(sources.read_folder("relative")).error().key, "source_path");
}

TEST(DraftFiles, AreKeptForTheOwnerOnly)
{
    const test::Scratch scratch;
    DiskDrafts drafts(scratch / "state/drafts");
    const auto blog = AppName::parse("blog").value();

    EXPECT_EQ(run(drafts.read(blog)), Result<std::optional<std::string>>(std::nullopt));
    ASSERT_TRUE(run(drafts.remove(blog)));
    ASSERT_TRUE(run(drafts.write(blog, "A=hunter2\n")));
    EXPECT_EQ(run(drafts.read(blog)), Result<std::optional<std::string>>("A=hunter2\n"));
    EXPECT_EQ(scratch.mode("state/drafts"), 0700U);
    EXPECT_EQ(scratch.mode("state/drafts/blog.env"), 0600U);
    ASSERT_TRUE(run(drafts.remove(blog)));
    ASSERT_TRUE(run(drafts.remove(blog)));
    EXPECT_EQ(run(drafts.read(blog)), Result<std::optional<std::string>>(std::nullopt));
}

} // namespace
} // namespace furtka
