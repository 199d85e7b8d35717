#include "adapters/disk/files.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka {
namespace {

using Names = std::vector<std::string>;

TEST(WriteText, HasItsModeWhateverTheUmask)
{
    const test::Scratch scratch;
    const OwnedFd folder = open_folder(scratch.path());
    const auto before = umask(0);
    ASSERT_TRUE(write_text(folder.get(), ".env", "A=1\n", 0600));
    umask(0777);
    ASSERT_TRUE(write_text(folder.get(), "open", "x", 0644));
    umask(before);

    EXPECT_EQ(scratch.mode(".env"), 0600U);
    EXPECT_EQ(scratch.mode("open"), 0644U);
    EXPECT_EQ(scratch.read(".env"), "A=1\n");
}

TEST(WriteText, ReplacesALinkAndNotWhatItLeadsTo)
{
    const test::Scratch scratch;
    scratch.write("outside", "untouched");
    scratch.write("app/x", "");
    std::filesystem::create_symlink("../outside", scratch / "app/.env");
    const OwnedFd folder = open_folder(scratch / "app");

    ASSERT_TRUE(write_text(folder.get(), ".env", "A=1\n", 0600));

    EXPECT_EQ(scratch.read("outside"), "untouched");
    EXPECT_FALSE(std::filesystem::is_symlink(scratch / "app/.env"));
}

TEST(WriteText, LeavesTheOldFileWhenTheDiskIsFull)
{
    const test::Scratch scratch;
    if (mount("none", scratch.path().c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "needs the right to mount";
    {
        const OwnedFd folder = open_folder(scratch.path());
        EXPECT_TRUE(write_text(folder.get(), ".env", "A=1\n", 0600));

        const auto full = write_text(folder.get(), ".env", std::string(200'000, 'x'), 0600);

        EXPECT_FALSE(full);
        if (!full) EXPECT_EQ(full.error().kind, ErrorKind::no_space);
        if (!full) EXPECT_EQ(full.error().key, "disk_full");
        EXPECT_EQ(scratch.read(".env"), "A=1\n");
        EXPECT_EQ(scratch.names(), Names{".env"});
    }
    umount2(scratch.path().c_str(), MNT_DETACH);
}

TEST(RemoveTree, DoesNotFollowLinks)
{
    const test::Scratch scratch;
    scratch.write("outside/kept", "x");
    scratch.write("app/deep/er/file", "x");
    std::filesystem::create_directory_symlink("../outside", scratch / "app/link");
    const OwnedFd folder = open_folder(scratch.path());

    ASSERT_TRUE(remove_tree(folder.get(), "app"));
    ASSERT_TRUE(remove_tree(folder.get(), "app"));

    EXPECT_EQ(scratch.names(), Names{"outside"});
    EXPECT_EQ(scratch.read("outside/kept"), "x");
}

TEST(ReadText, ReadsNoMoreThanAskedFor)
{
    const test::Scratch scratch;
    scratch.write("big", std::string(1'000, 'x'));
    const OwnedFd folder = open_folder(scratch.path());

    EXPECT_EQ(read_text(folder.get(), "big", 100).text.size(), 101U);
    EXPECT_EQ(read_text(folder.get(), "big", 1'000).text.size(), 1'000U);
    EXPECT_EQ(read_text(folder.get(), "none", 10).kind, TextRead::Kind::absent);
    EXPECT_EQ(read_text(folder.get(), "big/below", 10).kind, TextRead::Kind::absent);
    EXPECT_EQ(read_text(folder.get(), "../big", 10).kind, TextRead::Kind::outside);
    EXPECT_EQ(read_text(folder.get(), "/etc/passwd", 10).kind, TextRead::Kind::outside);
}

} // namespace
} // namespace furtka
