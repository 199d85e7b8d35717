#include "adapters/sqlite/sqlite_check_store.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

class ChecksOnDisk : public testing::Test {
protected:
    void SetUp() override { reopen(); }
    void reopen()
    {
        store.reset();
        store = std::make_unique<SqliteCheckStore>(StateDatabase::open(folder.path(), pool).value());
    }
    KnownChecks known() { return run(io, store->load()).value(); }

    TempFolder folder;
    boost::asio::io_context io{1};
    WorkerPool pool{1};
    std::unique_ptr<SqliteCheckStore> store;
};

AppCheck full_check(const std::string& digest)
{
    using std::chrono::milliseconds;
    ServiceCheck web{.service = "web",
        .image = "nginx:1.2.3",
        .state = UpdateState::held_back,
        .why = {"not_yet", "not for linux/arm64 yet"},
        .local = {"sha256:local"},
        .offered = {digest},
        .first_seen = WallTime(milliseconds(1'700'000'000'001)),
        .checked_at = WallTime(milliseconds(1'700'000'000'002)),
        .newer_tag = "1.2.4"};
    ServiceCheck db{.service = "db", .image = "postgres:16", .state = UpdateState::up_to_date};
    db.checked_at = web.checked_at;
    return summed_up({web, db}, "2.0");
}

TEST_F(ChecksOnDisk, AreReadAsTheyWereWritten)
{
    ASSERT_TRUE(
        run(io, store->save({{"blog", full_check("sha256:a")}, {"shop", full_check("sha256:b")}}, {{{"x"}, {"y"}}})));
    reopen();

    const auto read = known();

    EXPECT_EQ(read.apps.at("blog"), full_check("sha256:a"));
    EXPECT_EQ(read.apps.at("shop"), full_check("sha256:b"));
    EXPECT_EQ(read.same, (std::vector<SameContent>{{{"x"}, {"y"}}}));
}

TEST_F(ChecksOnDisk, AreReplacedAppByApp)
{
    ASSERT_TRUE(run(io, store->save({{"blog", full_check("sha256:a")}, {"shop", full_check("sha256:b")}}, {})));
    ASSERT_TRUE(run(io, store->save({{"blog", summed_up({}, "")}}, {{{"x"}, {"y"}}})));
    ASSERT_TRUE(run(io, store->save({}, {{{"x"}, {"y"}}})));
    ASSERT_TRUE(run(io, store->forget("shop")));
    ASSERT_TRUE(run(io, store->forget("never")));

    const auto read = known();

    EXPECT_EQ(read.apps.size(), 1U);
    EXPECT_TRUE(read.apps.at("blog").services.empty());
    EXPECT_EQ(read.same.size(), 1U);
}

TEST_F(ChecksOnDisk, KeepTheNewestPairsOnly)
{
    std::vector<SameContent> pairs;
    for (int i = 0; i < 1100; ++i) pairs.push_back({{"here" + std::to_string(i)}, {"there"}});
    ASSERT_TRUE(run(io, store->save({}, pairs)));

    const auto same = known().same;

    ASSERT_EQ(same.size(), 1000U);
    EXPECT_EQ(same.back().here.text, "here1099");
}

} // namespace
} // namespace furtka::test
