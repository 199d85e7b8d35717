#include "adapters/disk/disk_owner_mark.hpp"
#include "adapters/disk/linux_socket_users.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka::test {
namespace {

TEST(OwnerMarkFile, IsKeptForItsOwnerAlone)
{
    TempFolder folder;
    boost::asio::io_context io{1};
    WorkerPool pool{1};
    DiskOwnerMark mark(folder.path(), pool);
    EXPECT_FALSE(mark.was_set());
    ASSERT_TRUE(run(io, mark.set()));
    EXPECT_TRUE(mark.was_set());
    struct stat found{};
    ASSERT_EQ(::stat((folder / "owner-set").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
    EXPECT_TRUE(DiskOwnerMark(folder.path(), pool).was_set());
}

TEST(OwnerMarkFile, IsNotSetWhereNothingCanBeWritten)
{
    boost::asio::io_context io{1};
    WorkerPool pool{1};
    DiskOwnerMark mark("/proc/nothing/here", pool);
    EXPECT_FALSE(mark.was_set());
    EXPECT_EQ(run(io, mark.set()).error().key, "state_unusable");
    EXPECT_FALSE(mark.was_set());
}

TEST(SocketUsersOfThisMachine, ActAsOwnerWhenTheyAreRootOrInTheGroup)
{
    TempFolder etc;
    std::ofstream(etc / "passwd") << "root:x:0:0::/root:/bin/sh\nanna:x:4001:4001::/:/bin/sh\notto:x:4002:4002::/:/bin/sh\n";
    std::ofstream(etc / "group") << "root:x:0:\nfurtka:x:900:anna\notto:x:4002:\n";
    boost::asio::io_context io{1};
    WorkerPool pool{1};
    LinuxSocketUsers users(pool, etc.path());
    const auto told = [&](std::uint32_t uid, std::uint32_t gid) {
        const auto user = run(io, users.find(uid, gid));
        return user.name + (user.acts_as_owner ? " yes" : " no");
    };
    EXPECT_EQ(told(0, 0), "root yes");
    EXPECT_EQ(told(4001, 4001), "anna yes");
    EXPECT_EQ(told(4002, 4002), "otto no");
    EXPECT_EQ(told(4002, 900), "otto yes") << "by the group it runs with";
    EXPECT_EQ(told(4003, 4003), "uid 4003 no");
    EXPECT_TRUE(run(io, users.find(::geteuid(), 12345)).acts_as_owner) << "the daemon's own user";
}

} // namespace
} // namespace furtka::test
