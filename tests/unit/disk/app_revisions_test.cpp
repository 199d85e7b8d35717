#include "adapters/disk/author_files.hpp"
#include "adapters/disk/disk_app_revisions.hpp"
#include "adapters/disk/disk_installed_apps.hpp"
#include "support/app_files.hpp"
#include "support/run.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace furtka {
namespace {

using test::Scratch;

class Revisions : public ::testing::Test {
protected:
    Revisions()
    {
        std::filesystem::create_directories(scratch / "apps");
        test::write_app(scratch, "one", "blog");
        scratch.write("one/conf/site.conf", "one\n");
        scratch.write("one/old.conf", "one\n");
        test::write_app(scratch, "two", "blog");
        scratch.write("two/conf/site.conf", "two\n");
    }

    template <class T>
    T run(Task<T> task)
    {
        return furtka::run(io, std::move(task));
    }
    void put(NewFolder folder) { ASSERT_TRUE(run(apps.put(blog, std::move(folder)))); }
    NewFolder from(const std::string& source)
    {
        return {.source = scratch / source, .env = "A=1\n", .installed_from = "shop"};
    }
    std::string read(const std::string& name) { return scratch.read("apps/blog/" + name); }
    bool is_there(const std::string& name) { return std::filesystem::exists(scratch / ("apps/blog/" + name)); }
    mode_t mode(const std::filesystem::path& path)
    {
        struct stat info{};
        EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
        return info.st_mode & 0777U;
    }

    Scratch scratch;
    boost::asio::io_context io{1};
    WorkerPool workers{1};
    AppName blog = AppName::parse("blog").value();
    DiskInstalledApps apps{scratch / "apps", workers};
    DiskAppRevisions revisions{scratch / "apps", scratch / "state", workers};
};

TEST_F(Revisions, WhatTheAuthorPutThereIsRemembered)
{
    scratch.write("one/large.txt", std::string(300'000, 'x'));
    scratch.write("one/picture.png", std::string("\x89PNG\0", 5));
    put(from("one"));

    const auto base = run(revisions.base(blog));
    ASSERT_TRUE(base && *base);
    EXPECT_EQ(**base, run(revisions.of_folder(scratch / "one")).value());
    EXPECT_EQ((*base)->at("conf/site.conf").text, "one\n");
    EXPECT_FALSE((*base)->at("large.txt").text) << "of large ones the hash";
    EXPECT_FALSE((*base)->at("picture.png").text);
    EXPECT_FALSE((*base)->contains(".env"));
    EXPECT_EQ(mode(scratch / "apps/blog/.furtka/base.json"), 0600U);

    scratch.write("apps/blog/conf/site.conf", "mine\n");
    const auto mine = run(revisions.installed(blog, {"conf/site.conf", "none", "../one/old.conf"}));
    ASSERT_TRUE(mine);
    EXPECT_EQ(mine->size(), 1U);
    EXPECT_EQ(mine->at("conf/site.conf").text, "mine\n");
}

TEST_F(Revisions, WhatIsNotKnownIsNoError)
{
    put(from("one"));
    scratch.write("apps/blog/.furtka/base.json", "half a fi");
    EXPECT_EQ(run(revisions.base(blog)).value(), std::nullopt);
    std::filesystem::remove(scratch / "apps/blog/.furtka/base.json");
    EXPECT_EQ(run(revisions.base(blog)).value(), std::nullopt);
    EXPECT_EQ(run(revisions.base(AppName::parse("none").value())).error().key, "app_not_installed");
    EXPECT_EQ(run(revisions.of_folder(scratch / "none")).error().key, "source_missing");
}

TEST_F(Revisions, AreMadeToTheSideAndLeaveNothing)
{
    put(from("one"));
    scratch.write("apps/blog/conf/site.conf", "secret\n");
    ASSERT_EQ(chmod((scratch / "apps/blog/conf/site.conf").c_str(), 0600), 0);

    const auto staged = run(revisions.stage(
        blog, scratch / "two", {{"conf/site.conf", "merged\n"}, {"new/deep.txt", "x"}, {"manifest.json", std::nullopt}}));

    ASSERT_TRUE(staged) << staged.error().message;
    EXPECT_EQ(scratch.read(std::filesystem::relative(*staged, scratch.path()) / "conf/site.conf"), "merged\n");
    EXPECT_EQ(mode(*staged / "conf/site.conf"), 0600U) << "what only its owner could read stays so";
    EXPECT_TRUE(std::filesystem::exists(*staged / "new/deep.txt"));
    EXPECT_FALSE(std::filesystem::exists(*staged / "manifest.json"));
    EXPECT_EQ(read("conf/site.conf"), "secret\n");
    run(revisions.drop(*staged));
    EXPECT_TRUE(std::filesystem::is_empty(scratch / "state/revisions"));
}

TEST_F(Revisions, ThoseOfAnEarlierDaemonAreDropped)
{
    put(from("one"));
    ASSERT_TRUE(run(revisions.stage(blog, scratch / "two", {})));
    const DiskAppRevisions restarted(scratch / "apps", scratch / "state", workers);
    EXPECT_TRUE(std::filesystem::is_empty(scratch / "state/revisions"));
}

TEST_F(Revisions, WhatTheAuthorHasNoMoreGoesUnlessSomebodyChangedIt)
{
    scratch.write("one/mine.conf", "one\n");
    put(from("one"));
    scratch.write("apps/blog/mine.conf", "changed\n");
    scratch.write("apps/blog/own.txt", "the owner's\n");
    put(from("two"));

    EXPECT_EQ(read("conf/site.conf"), "two\n");
    EXPECT_FALSE(is_there("old.conf"));
    EXPECT_EQ(read("mine.conf"), "changed\n");
    EXPECT_EQ(read("own.txt"), "the owner's\n");

    ASSERT_TRUE(run(apps.restore_previous(blog)));
    EXPECT_EQ(read("old.conf"), "one\n");
    EXPECT_EQ(read("conf/site.conf"), "one\n");
    EXPECT_EQ(**run(revisions.base(blog)), run(revisions.of_folder(scratch / "one")).value());
}

TEST_F(Revisions, FilesThatTheOwnerLetGoComeBackWithTheFolderBefore)
{
    put(from("one"));
    scratch.write("apps/blog/old.conf", "changed\n");
    auto folder = from("two");
    folder.base = to_json(run(revisions.of_folder(scratch / "two")).value());
    folder.gone = {"old.conf", "none"};
    folder.accepted_permissions = {"privileged:web"};
    put(folder);
    EXPECT_FALSE(is_there("old.conf"));
    EXPECT_EQ(run(apps.read(blog))->accepted_permissions, std::vector<std::string>{"privileged:web"});

    ASSERT_TRUE(run(apps.restore_previous(blog)));
    EXPECT_EQ(read("old.conf"), "changed\n");
    EXPECT_EQ(run(apps.read(blog))->accepted_permissions, std::nullopt);
}

} // namespace
} // namespace furtka
