#include "adapters/disk/copy.hpp"
#include "adapters/disk/disk_installed_apps.hpp"
#include "adapters/disk/files.hpp"
#include "support/app_files.hpp"
#include "support/run.hpp"

#include <gtest/gtest.h>

#include <sys/mount.h>
#include <sys/stat.h>

namespace furtka {
namespace {

using Names = std::vector<std::string>;
using test::Scratch;

const std::vector<StandIn> stand_ins{{"nginx:1@sha256:" + std::string(64, 'd'), {"sha256:" + std::string(64, 'a')}}};

class Installed : public ::testing::Test {
protected:
    Installed()
    {
        std::filesystem::create_directories(scratch / "apps");
        test::write_app(scratch, "source", "blog");
    }

    template <class T>
    T run(Task<T> task)
    {
        return furtka::run(io, std::move(task));
    }
    DiskInstalledApps disk() { return {scratch / "apps", workers}; }
    NewFolder from_source(std::string env = "A=1\n")
    {
        return {.source = scratch / "source", .env = std::move(env), .installed_from = "bundled"};
    }
    std::string read(const std::string& name) { return scratch.read("apps/" + name); }
    Names names(const std::string& name = "") { return scratch.names("apps/" + name); }

    Scratch scratch;
    boost::asio::io_context io{1};
    WorkerPool workers{1};
    AppName blog = AppName::parse("blog").value();
};

TEST_F(Installed, AreTheFoldersOfTheRoot)
{
    test::write_app(scratch, "apps/wiki", "wiki");
    test::write_app(scratch, "apps/blog", "blog");
    test::write_app(scratch, "apps/.hidden", "hidden");
    test::write_app(scratch, "apps/Bad Name", "x");
    scratch.write("apps/stray.txt", "");
    std::filesystem::create_directory_symlink("blog", scratch / "apps/link");
    auto apps = disk();

    const auto entries = run(apps.list());

    ASSERT_TRUE(entries);
    std::string told;
    for (const auto& entry : *entries) told += entry.name + "=" + (entry.folder ? "app" : entry.folder.error().key) + ";";
    EXPECT_EQ(told, "Bad Name=folder_name;blog=app;link=folder_symlink;wiki=app;");
    EXPECT_EQ(run(apps.contains(blog)), Result<bool>(true));
    EXPECT_EQ(run(apps.contains(AppName::parse("none").value())), Result<bool>(false));
    EXPECT_EQ(run(apps.read(AppName::parse("none").value())).error().key, "app_not_installed");
}

TEST_F(Installed, GiveTheEnvOfAFolderThatIsBrokenToo)
{
    test::write_app(scratch, "apps/blog", "blog");
    scratch.write("apps/blog/manifest.json", "not JSON");
    auto apps = disk();

    EXPECT_EQ(run(apps.read_env(blog)).value(), std::nullopt);
    scratch.write("apps/blog/.env", "A=1\n");
    EXPECT_EQ(run(apps.read_env(blog)).value()->text(), "A=1\n");
    scratch.write("apps/blog/.env", "A='1\n");
    EXPECT_EQ(run(apps.read_env(blog)).error().key, "env_syntax");
    EXPECT_EQ(run(apps.read_env(blog)).error().kind, ErrorKind::broken);
    EXPECT_EQ(run(apps.read_env(AppName::parse("none").value())).error().key, "app_not_installed");
}

TEST_F(Installed, CannotBeListedWithoutARoot)
{
    scratch.write("file", "");
    DiskInstalledApps apps(scratch / "file", workers);

    const auto entries = run(apps.list());

    EXPECT_EQ(entries.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(entries.error().key, "apps_dir");
}

TEST_F(Installed, ArePutInPlaceWhole)
{
    scratch.program("source/scripts/hook.sh", "#!/bin/sh\n");
    scratch.write("source/.env", "never copied");
    scratch.write("source/.git/config", "never copied");
    auto apps = disk();

    const auto folder = run(apps.put(blog, from_source()));

    ASSERT_TRUE(folder) << folder.error().message;
    EXPECT_EQ(folder->path, scratch / "apps/blog");
    EXPECT_EQ(folder->installed_from, "bundled");
    EXPECT_EQ(folder->intent, Intent::run);
    EXPECT_EQ(read("blog/.env"), "A=1\n");
    EXPECT_EQ(scratch.mode("apps/blog/.env"), 0600U);
    EXPECT_EQ(scratch.mode("apps/blog/scripts/hook.sh"), 0755U);
    EXPECT_EQ(names("blog"), (Names{".env", ".furtka", "docker-compose.yaml", "manifest.json", "scripts"}));
    EXPECT_EQ(names(), Names{"blog"});
    EXPECT_EQ(run(apps.restore_previous(blog)).error().key, "no_previous_folder");
}

TEST_F(Installed, KeepIntentOverrideAndDataWhenReplaced)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    ASSERT_TRUE(run(apps.write_accepted_permissions(blog, {"privileged:web", "low-port:web:53/udp"})));
    ASSERT_TRUE(run(apps.write_intent(blog, Intent::stop)));
    ASSERT_TRUE(run(apps.write_network_override(blog, "networks: {}\n")));
    ASSERT_TRUE(run(apps.write_stand_ins(blog, stand_ins)));
    scratch.write("apps/blog/data/owner.db", "precious");
    scratch.write("apps/blog/compose-notes.txt", "mine");
    struct stat before{};
    struct stat after{};
    stat((scratch / "apps/blog/data").c_str(), &before);
    test::write_app(scratch, "source", "blog", "2.0.0");

    const auto folder = run(apps.put(blog, {.source = scratch / "source", .env = "A=2\n", .installed_from = "folder"}));

    ASSERT_TRUE(folder) << folder.error().message;
    stat((scratch / "apps/blog/data").c_str(), &after);
    EXPECT_EQ(before.st_ino, after.st_ino) << "a running container has this very folder mounted";
    EXPECT_EQ(read("blog/data/owner.db"), "precious");
    EXPECT_EQ(read("blog/compose-notes.txt"), "mine");
    EXPECT_EQ(folder->manifest.version, "2.0.0");
    EXPECT_EQ(folder->intent, Intent::stop);
    EXPECT_EQ(folder->installed_from, "folder");
    EXPECT_TRUE(folder->network_override);
    EXPECT_EQ(folder->stand_ins, stand_ins);
    EXPECT_EQ(read("blog/.env"), "A=2\n");
}

TEST_F(Installed, GetTheirFormerFilesBack)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    const auto former = run(apps.read(blog));
    test::write_app(scratch, "source", "blog", "2.0.0");
    std::filesystem::rename(scratch / "source/docker-compose.yaml", scratch / "source/compose.yml");
    scratch.write("source/scripts/new.sh", "x");
    const auto replaced = run(apps.put(blog, {.source = scratch / "source", .env = "A=2\n", .installed_from = "folder"}));
    ASSERT_TRUE(replaced) << replaced.error().message;
    EXPECT_EQ(replaced->compose_file, "compose.yml");
    EXPECT_EQ(names(), (Names{".previous-blog", "blog"}));
    EXPECT_EQ(scratch.mode("apps/.previous-blog"), 0700U);

    ASSERT_TRUE(run(apps.restore_previous(blog)));

    EXPECT_EQ(run(apps.read(blog)), former);
    EXPECT_EQ(read("blog/scripts/new.sh"), "(none)");
    EXPECT_EQ(names(), Names{"blog"});
    EXPECT_EQ(run(apps.restore_previous(blog)).error().key, "no_previous_folder");
}

TEST_F(Installed, ForgetTheirFormerFiles)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    ASSERT_TRUE(run(apps.put(blog, from_source("A=2\n"))));
    ASSERT_TRUE(run(apps.put(blog, from_source("A=3\n"))));

    ASSERT_TRUE(run(apps.drop_previous(blog)));
    ASSERT_TRUE(run(apps.drop_previous(blog)));

    EXPECT_EQ(names(), Names{"blog"});
    EXPECT_EQ(read("blog/.env"), "A=3\n");
}

TEST_F(Installed, StayAsTheyWereWhenTheNewFolderIsBad)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    const auto before = run(apps.read(blog));
    const auto put_fails_with = [&](const std::string& key) {
        const auto folder = run(apps.put(blog, from_source("A=2\n")));
        EXPECT_EQ(folder ? "fine" : folder.error().key, key);
        EXPECT_EQ(run(apps.read(blog)), before);
        EXPECT_EQ(names(), Names{"blog"});
    };

    std::filesystem::create_symlink("/etc/passwd", scratch / "source/passwd");
    put_fails_with("folder_symlink");
    std::filesystem::remove(scratch / "source/passwd");
    std::filesystem::create_directory_symlink(".", scratch / "source/loop");
    put_fails_with("folder_symlink");
    std::filesystem::remove(scratch / "source/loop");
    mkfifo((scratch / "source/pipe").c_str(), 0600);
    put_fails_with("folder_file");
    std::filesystem::remove(scratch / "source/pipe");
    scratch.write("source/new\nline", "");
    put_fails_with("folder_file");
    std::filesystem::remove(scratch / "source/new\nline");
    scratch.write("source/manifest.json", test::manifest_text("other"));
    put_fails_with("folder_name");
    scratch.write("source/manifest.json", "{}");
    put_fails_with("manifest_member");
    std::filesystem::remove_all(scratch / "source");
    put_fails_with("source_missing");
}

TEST_F(Installed, AreNotCopiedFromAFolderThatIsTooLarge)
{
    auto apps = disk();
    scratch.write("source/big", "");
    std::filesystem::resize_file(scratch / "source/big", (64U << 20) + 1);

    const auto folder = run(apps.put(blog, from_source()));

    EXPECT_EQ(folder.error().kind, ErrorKind::too_large);
    EXPECT_EQ(folder.error().message, "the app's folder has more than 64 MiB");
    EXPECT_EQ(names(), Names{});
}

TEST_F(Installed, AreCopiedWithinTheirLimits)
{
    const auto copied = [&](const CopyLimits& limits) {
        std::filesystem::remove_all(scratch / "target");
        std::filesystem::create_directory(scratch / "target");
        const OwnedFd source(open_folder(scratch / "source"));
        const OwnedFd target(open_folder(scratch / "target"));
        const auto files = copy_folder(source.get(), target.get(), limits);
        return files ? std::to_string(files->size()) : files.error().key;
    };
    scratch.write("source/a/b/c", "12345");

    EXPECT_EQ(copied({.files = 5}), "3");
    EXPECT_EQ(copied({.files = 4}), "folder_too_large");
    EXPECT_EQ(copied({.depth = 3}), "3");
    EXPECT_EQ(copied({.depth = 2}), "folder_too_large");
    EXPECT_EQ(copied({.bytes = 100}), "folder_too_large");
}

TEST_F(Installed, TakeTheFileBehindALinkInsideTheSource)
{
    scratch.write("source/config/real.conf", "x");
    std::filesystem::create_symlink("config/real.conf", scratch / "source/link.conf");
    auto apps = disk();

    ASSERT_TRUE(run(apps.put(blog, from_source())));

    EXPECT_EQ(read("blog/link.conf"), "x");
    EXPECT_FALSE(std::filesystem::is_symlink(scratch / "apps/blog/link.conf"));
}

TEST_F(Installed, AreUntouchedWhenANewFileIsWhereTheyHaveAFolder)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    const auto before = run(apps.read(blog));
    scratch.write("apps/blog/zz/owner.db", "precious");
    scratch.write("source/zz", "a file");

    EXPECT_FALSE(run(apps.put(blog, from_source("A=2\n"))));

    EXPECT_EQ(run(apps.read(blog)), before);
    EXPECT_EQ(read("blog/zz/owner.db"), "precious");
    EXPECT_EQ(names(), Names{"blog"});
}

TEST_F(Installed, AreMadeWholeAgainWhenAReplaceFailsInTheMiddle)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    scratch.write("apps/blog/zz", "a file of the owner");
    const auto before = run(apps.read(blog));
    test::write_app(scratch, "source", "blog", "2.0.0");
    scratch.write("source/new.txt", "in place before zz fails");
    scratch.write("source/zz/inner", "x");

    EXPECT_EQ(run(apps.put(blog, from_source("A=2\n"))).error().key, "apps_dir");

    EXPECT_EQ(run(apps.read(blog)), before);
    EXPECT_EQ(read("blog/docker-compose.yaml"), "services: {web: {image: \"nginx:1.0.0\"}}\n");
    EXPECT_EQ(read("blog/zz"), "a file of the owner");
    EXPECT_EQ(names("blog"), (Names{".env", ".furtka", "docker-compose.yaml", "manifest.json", "zz"}));
    EXPECT_EQ(names(), Names{"blog"});
}

TEST_F(Installed, AreNeverWrittenThroughALinkOfTheirs)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    std::filesystem::create_directory(scratch / "outside");
    std::filesystem::create_directory_symlink(scratch / "outside", scratch / "apps/blog/config");
    scratch.write("source/config/app.conf", "x");

    EXPECT_FALSE(run(apps.put(blog, from_source("A=2\n"))));

    EXPECT_EQ(scratch.names("outside"), Names{});
    EXPECT_EQ(read("blog/.env"), "A=1\n");
}

TEST_F(Installed, AreMadeWholeAgainAfterAKillInTheMiddleOfAReplace)
{
    {
        auto apps = disk();
        ASSERT_TRUE(run(apps.put(blog, from_source())));
    }
    // What a daemon killed after the second of three renames leaves behind.
    scratch.write("apps/.replacing-blog/plan", "R manifest.json\nR docker-compose.yaml\nA new/added.txt\nA not-yet.txt\n");
    std::filesystem::create_directories(scratch / "apps/.replacing-blog/files");
    std::filesystem::create_hard_link(
        scratch / "apps/blog/manifest.json", scratch / "apps/.replacing-blog/files/manifest.json");
    std::filesystem::create_hard_link(
        scratch / "apps/blog/docker-compose.yaml", scratch / "apps/.replacing-blog/files/docker-compose.yaml");
    std::filesystem::remove(scratch / "apps/blog/manifest.json");
    test::write_app(scratch, "next", "blog", "9.9.9");
    std::filesystem::rename(scratch / "next/manifest.json", scratch / "apps/blog/manifest.json");
    std::filesystem::remove(scratch / "apps/blog/docker-compose.yaml");
    scratch.write("apps/blog/new/added.txt", "x");
    scratch.write("apps/.staging-blog-1/half", "x");
    scratch.write("apps/.trash-blog-1/half", "x");

    auto apps = disk();
    const auto entries = run(apps.list());

    ASSERT_EQ(entries->size(), 1U);
    EXPECT_EQ(entries->front().folder->manifest.version, "1.0.0");
    EXPECT_EQ(read("blog/docker-compose.yaml"), "services: {web: {image: \"nginx:1.0.0\"}}\n");
    EXPECT_EQ(read("blog/new/added.txt"), "(none)");
    EXPECT_EQ(names(), Names{"blog"});
}

TEST_F(Installed, AreUntouchedByAReplaceThatWasKilledBeforeItsPlanStood)
{
    test::write_app(scratch, "apps/blog", "blog");
    scratch.write("apps/.replacing-blog/files/manifest.json", "half");

    auto apps = disk();

    EXPECT_TRUE(run(apps.read(blog)));
    EXPECT_EQ(names(), (Names{"blog"}));
}

TEST_F(Installed, HaveTheirFilesWritten)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));

    ASSERT_TRUE(run(apps.write_env(blog, "A=9\n")));
    ASSERT_TRUE(run(apps.write_network_override(blog, "networks: {default: {}}\n")));

    EXPECT_EQ(read("blog/.env"), "A=9\n");
    EXPECT_EQ(scratch.mode("apps/blog/.env"), 0600U);
    EXPECT_EQ(read("blog/.furtka/networks.yaml"), "networks: {default: {}}\n");
    ASSERT_TRUE(run(apps.write_network_override(blog, "")));
    ASSERT_TRUE(run(apps.write_network_override(blog, "")));
    ASSERT_TRUE(run(apps.write_stand_ins(blog, stand_ins)));
    EXPECT_EQ(run(apps.read(blog))->stand_ins, stand_ins);
    EXPECT_EQ(scratch.mode("apps/blog/.furtka/images.json"), 0600U);
    ASSERT_TRUE(run(apps.write_stand_ins(blog, {})));
    ASSERT_TRUE(run(apps.write_stand_ins(blog, {})));
    EXPECT_EQ(names("blog/.furtka"), (Names{"base.json", "state.json"}));
    EXPECT_EQ(run(apps.write_env(AppName::parse("none").value(), "")).error().key, "app_not_installed");
}

TEST_F(Installed, NeverReadWhatAKilledWriterLeft)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    const auto before = run(apps.read(blog));
    scratch.write("apps/blog/..env.0a1b2c.tmp", "A=half");
    scratch.write("apps/blog/.furtka/.state.json.0a1b2c.tmp", "{\"intent\": \"stop\"}");

    EXPECT_EQ(run(apps.read(blog)), before);
}

TEST_F(Installed, AreRemovedWithAllThatIsKeptOfThem)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    ASSERT_TRUE(run(apps.put(blog, from_source())));

    ASSERT_TRUE(run(apps.remove(blog)));
    ASSERT_TRUE(run(apps.remove(blog)));

    EXPECT_EQ(names(), Names{});
}

TEST_F(Installed, AreRemovedWithoutFollowingALink)
{
    scratch.write("outside/kept", "x");
    std::filesystem::create_directory_symlink(scratch / "outside", scratch / "apps/blog");
    auto apps = disk();

    EXPECT_EQ(run(apps.put(blog, from_source())).error().key, "folder_symlink");
    ASSERT_TRUE(run(apps.remove(blog)));

    EXPECT_EQ(names(), Names{});
    EXPECT_EQ(scratch.read("outside/kept"), "x");
}

TEST_F(Installed, GiveTheirHookScripts)
{
    scratch.write("source/scripts/hook.sh", "echo hi\n");
    scratch.write("source/scripts/long.sh", std::string(64 * 1024 + 1, '#'));
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    std::filesystem::create_symlink("hook.sh", scratch / "apps/blog/scripts/link.sh");
    std::filesystem::create_symlink("/etc/passwd", scratch / "apps/blog/scripts/out.sh");

    EXPECT_EQ(run(apps.read_script(blog, "scripts/hook.sh")), Result<std::string>("echo hi\n"));
    for (const auto* path : {"scripts/none.sh", "scripts/long.sh", "scripts/link.sh", "scripts/out.sh", "scripts"}) {
        EXPECT_EQ(run(apps.read_script(blog, path)).error().key, "script_missing") << path;
    }
    for (const auto* path : {"", "/etc/passwd", "../other/x", "scripts/../../x"}) {
        EXPECT_EQ(run(apps.read_script(blog, path)).error().key, "script_path") << path;
    }
}

TEST_F(Installed, AreReadAndNotChangedOnAReadOnlyDisk)
{
    auto apps = disk();
    ASSERT_TRUE(run(apps.put(blog, from_source())));
    const auto root = (scratch / "apps").string();
    if (mount(root.c_str(), root.c_str(), nullptr, MS_BIND, nullptr) != 0) GTEST_SKIP() << "needs the right to mount";
    mount(nullptr, root.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr);
    const auto put = run(apps.put(blog, from_source("A=2\n")));
    const auto env = run(apps.write_env(blog, "A=2\n"));
    const auto folder = run(apps.read(blog));
    umount2(root.c_str(), MNT_DETACH);

    EXPECT_EQ(put ? "fine" : put.error().key, "apps_dir");
    EXPECT_EQ(env ? "fine" : env.error().message, "could not write .env: Read-only file system");
    EXPECT_TRUE(folder);
    EXPECT_EQ(read("blog/.env"), "A=1\n");
}

} // namespace
} // namespace furtka
