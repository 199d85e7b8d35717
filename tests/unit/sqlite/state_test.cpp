// What happens to the folder and the file: two daemons, damage, a full disk, a killed daemon.
#include "adapters/sqlite/schema.hpp"
#include "store_fixture.hpp"

#include <SQLiteCpp/Database.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
namespace furtka::test {
namespace {

namespace fs = std::filesystem;

class StateFolder : public StoreTest {
protected:
    void write(const char* name, const std::string& content) { std::ofstream(folder / name) << content; }
    std::string read(const char* name)
    {
        std::ifstream file(folder / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    /// A closed database with enough in it to span many pages.
    void make_database()
    {
        open(folder.path());
        for (JobId id = 1; id <= 20; ++id) {
            auto job = running_job(id);
            job.log.assign(100, "a line of the log");
            must(store->save(job));
        }
        store.reset();
    }
    /// Jobs can be kept again, and none of before is known.
    void expect_fresh()
    {
        open(folder.path());
        EXPECT_EQ(must(store->recent(100)), std::vector<Job>{});
        must(store->save(running_job(1)));
        EXPECT_EQ(must(store->recent(100)), std::vector{running_job(1)});
    }
};

TEST_F(StateFolder, IsMadeForItsOwnerAloneWhenItIsMissing)
{
    open(folder / "some" / "state");
    must(store->save(running_job(1)));

    struct stat facts{};
    ASSERT_EQ(::stat((folder / "some/state").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0700U);
}

TEST_F(StateFolder, IsRefusedToASecondDaemon)
{
    open(folder.path());

    const auto second = SqliteJobStore::open(folder.path(), pool);

    ASSERT_FALSE(second);
    const std::string pid = std::to_string(::getpid());
    EXPECT_EQ(second.error(),
        (Error{.kind = ErrorKind::conflict,
            .key = "state_in_use",
            .message = "wanted " + folder.path().string() + " for this daemon alone, found process " + pid + " using it",
            .hint = "stop the other daemon, or choose another folder with --state-dir",
            .details = {{"pid", pid}}}));
}

/// What a daemon leaves that was killed between fork and exec of a child.
TEST_F(StateFolder, IsWaitedForWhenOnlyAChildOfAKilledDaemonHasIt)
{
    const auto lock = folder.path() / "lock";
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const pid_t daemon = ::fork(); // its number is free again at once
        if (daemon == 0) ::_exit(0);
        ::waitpid(daemon, nullptr, 0);
        const int file = ::open(lock.c_str(), O_RDWR | O_CREAT, 0600);
        const std::string number = std::to_string(daemon);
        if (::flock(file, LOCK_EX) != 0 || ::write(file, number.data(), number.size()) < 0) ::_exit(1);
        ::usleep(300'000);
        ::_exit(0);
    }
    while (!std::filesystem::exists(lock) || std::filesystem::file_size(lock) == 0) ::usleep(1'000);

    open(folder.path());
    must(store->save(running_job(1)));
    ::waitpid(child, nullptr, 0);
}

TEST_F(StateFolder, IsFreeAgainWhenTheDaemonHasEnded)
{
    open(folder.path());
    store.reset();

    EXPECT_TRUE(SqliteJobStore::open(folder.path(), pool));
}

TEST_F(StateFolder, ThatCannotBeMadeIsAnErrorWithItsReason)
{
    write("file", "");

    const auto opened = SqliteJobStore::open(folder / "file" / "state", pool);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(opened.error().key, "state_unusable");
}

TEST_F(StateFolder, KeepsADatabaseWithABrokenHeaderAside)
{
    const std::string garbage(5000, 'x');
    write("furtka.db", garbage);

    expect_fresh();

    EXPECT_EQ(read("furtka.db.damaged-1"), garbage);
}

TEST_F(StateFolder, KeepsATruncatedDatabaseAside)
{
    make_database();
    fs::resize_file(folder / "furtka.db", fs::file_size(folder / "furtka.db") / 2);

    expect_fresh();

    EXPECT_TRUE(fs::exists(folder / "furtka.db.damaged-1"));
}

TEST_F(StateFolder, KeepsADatabaseWithABrokenPageAside)
{
    make_database();
    {
        std::fstream file(folder / "furtka.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(2 * 4096);
        file << std::string(4096 * 3, '\x7f');
    }

    expect_fresh();

    EXPECT_TRUE(fs::exists(folder / "furtka.db.damaged-1"));
}

TEST_F(StateFolder, KeepsAFolderInPlaceOfTheDatabaseAside)
{
    fs::create_directory(folder / "furtka.db");
    write("furtka.db/precious", "kept");

    expect_fresh();

    EXPECT_EQ(read("furtka.db.damaged-1/precious"), "kept");
}

TEST_F(StateFolder, NumbersDamagedDatabases)
{
    write("furtka.db", "first first first first first first");
    expect_fresh();
    store.reset();
    write("furtka.db", "second second second second second");
    expect_fresh();

    EXPECT_EQ(read("furtka.db.damaged-1"), "first first first first first first");
    EXPECT_EQ(read("furtka.db.damaged-2"), "second second second second second");
}

TEST_F(StateFolder, MendsADatabaseThatIsDamagedWhileInUse)
{
    open(folder.path());
    must(store->save(running_job(1)));
    {
        SQLite::Database other((folder / "furtka.db").string(), SQLite::OPEN_READWRITE);
        other.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        std::fstream file(folder / "furtka.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096);
        file << std::string(4096 * 3, '\x7f');
        file.close();
        other.exec("PRAGMA user_version = " + std::to_string(newest_schema())); // tells the store's connection to read anew
    }

    must(store->save(running_job(2)));

    EXPECT_EQ(must(store->recent(10)), std::vector{running_job(2)});
    EXPECT_TRUE(fs::exists(folder / "furtka.db.damaged-1"));
}

TEST_F(StateFolder, LeavesTheDatabaseOfANewerFurtkaAlone)
{
    make_database();
    {
        SQLite::Database newer((folder / "furtka.db").string(), SQLite::OPEN_READWRITE);
        newer.exec("PRAGMA user_version = 1000");
    }
    open(folder.path());

    const auto saved = run(io, store->save(running_job(99)));

    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::conflict);
    EXPECT_EQ(saved.error().key, "database_newer");
    EXPECT_FALSE(fs::exists(folder / "furtka.db.damaged-1"));
}

TEST_F(StateFolder, CarriesTheVersionOfItsTables)
{
    make_database();

    SQLite::Database database((folder / "furtka.db").string());
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), newest_schema());
}

/// A tmpfs of one megabyte, where this process may mount one.
class FullDisk : public StateFolder {
protected:
    void SetUp() override
    {
        if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1m") != 0) GTEST_SKIP() << "needs the right to mount";
        mounted = true;
    }
    void TearDown() override
    {
        store.reset();
        if (mounted) ::umount2(folder.path().c_str(), MNT_DETACH);
    }
    void fill()
    {
        std::ofstream file(folder / "filler", std::ios::binary);
        const std::string block(4096, 'x');
        while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) { }
    }
    bool mounted = false;
};

TEST_F(FullDisk, IsAnErrorOfItsOwnAndTheJobsGoOnWhenThereIsSpaceAgain)
{
    open(folder.path());
    must(store->save(running_job(1)));
    fill();
    Result<void> saved;
    for (int i = 0; i < 100 && saved; ++i) {
        saved = run(io, store->about_to({.job = 1, .step = "pull", .data = std::string(10'000, 'x')}));
    }

    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::no_space);
    EXPECT_EQ(saved.error().key, "disk_full");
    EXPECT_EQ(must(store->recent(10)), std::vector{running_job(1)});

    fs::remove(folder / "filler");
    must(store->save(running_job(2)));
    EXPECT_EQ(must(store->recent(10)), (std::vector{running_job(2), running_job(1)}));
}

TEST_F(FullDisk, IsToldFromTheFirstCallOn)
{
    fill();
    auto opened = SqliteJobStore::open(folder.path(), pool);
    ASSERT_TRUE(opened);

    const auto saved = run(io, (*opened)->save(running_job(1)));

    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().key, "disk_full");
    EXPECT_FALSE(fs::exists(folder / "furtka.db.damaged-1"));
}

void write_a_step_and_die(const fs::path& state)
{
    boost::asio::io_context io(1);
    WorkerPool pool(1);
    const auto store = SqliteJobStore::open(state, pool);
    const auto saved = run(io, (*store)->save(running_job(7)));
    const auto written =
        run(io, (*store)->about_to({.job = 7, .step = "volumes", .data = R"({"created": ["furtka_blog_db"]})"}));
    if (saved && written) ::raise(SIGKILL);
}

TEST_F(StateFolder, KeepsTheStepThatAKilledDaemonWasAboutToTake)
{
    // The statement runs in a fresh process of this program, which comes here with a folder of its own.
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const char* given = std::getenv("FURTKA_TEST_STATE");
    const fs::path state = given ? fs::path(given) : folder / "state";
    if (given) fs::remove_all(folder.path());
    ::setenv("FURTKA_TEST_STATE", state.c_str(), 1);
    EXPECT_EXIT(write_a_step_and_die(state), testing::KilledBySignal(SIGKILL), "");
    ::unsetenv("FURTKA_TEST_STATE");

    open(state);
    const auto found = must(store->unfinished());

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].job, running_job(7));
    EXPECT_EQ(found[0].steps,
        (std::vector<JournalStep>{
            {.job = 7, .step = "volumes", .data = R"({"created": ["furtka_blog_db"]})", .taken = false}}));
}

} // namespace
} // namespace furtka::test
