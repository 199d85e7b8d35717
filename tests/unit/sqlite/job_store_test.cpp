#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/job_rows.hpp"
#include "store_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <SQLiteCpp/Database.h>
#include <algorithm>
#include <atomic>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace {
std::atomic<int> syncs = 0;
} // namespace

// Stands before the C library's for the whole program, SQLite included.
extern "C" int fdatasync(int file)
{
    ++syncs;
    return static_cast<int>(::syscall(SYS_fdatasync, file));
}

namespace furtka::test {
namespace {

class JobStoreOnDisk : public StoreTest {
protected:
    void SetUp() override { open(folder.path()); }
};

Job full_job()
{
    using namespace std::chrono;
    return {.id = 17,
        .kind = JobKind::install,
        .app = "blog",
        .state = JobState::failed,
        .stages = {{.name = "pull", .text = "Downloading images", .state = JobState::done},
            {.name = "start", .text = "Starting \"blog\"", .state = JobState::failed}},
        .progress = {.bytes_done = 5'000'000'000, .bytes_total = 6'000'000'000},
        .log = {"a line", "with \n a break", "with bytes \xff\xfe that are no text", "żółw"},
        .error = Error{.kind = ErrorKind::broken,
            .key = "port_in_use",
            .message = "wanted port 80, found nginx",
            .hint = "stop nginx",
            .details = {{"port", "80"}, {"pid", "17"}}},
        .result = R"({"updated": false})",
        .created_at = sys_days{2030y / 1 / 2} + 3ms,
        .finished_at = sys_days{2030y / 1 / 2} + 4s};
}

TEST_F(JobStoreOnDisk, GivesBackAJobWithAllItsMembersAfterARestart)
{
    must(store->save(full_job()));
    reopen();

    EXPECT_EQ(must(store->recent(10)), std::vector{full_job()});
}

TEST_F(JobStoreOnDisk, ReplacesAJobThatIsSavedAgain)
{
    must(store->save(running_job(1)));
    auto job = running_job(1);
    job.state = JobState::cancelled;
    must(store->save(job));

    EXPECT_EQ(must(store->recent(10)), std::vector{job});
}

TEST_F(JobStoreOnDisk, TellsTheNewestJobsFirst)
{
    for (const JobId id : {3, 1, 2}) must(store->save(done_job(id)));

    EXPECT_EQ(must(store->recent(2)), (std::vector{done_job(3), done_job(2)}));
}

TEST_F(JobStoreOnDisk, TellsUnfinishedJobsWithTheirStepsInOrder)
{
    must(store->save(done_job(1)));
    must(store->save(running_job(2)));
    must(store->save(running_job(3, "wiki")));
    must(store->about_to({.job = 2, .step = "folder", .data = "{}"}));
    must(store->about_to({.job = 3, .step = "pull", .data = R"({"tag": "wiki:1"})"}));
    must(store->taken(2, "folder", R"({"created": true})"));
    must(store->about_to({.job = 2, .step = "up", .data = "{}"}));
    reopen();

    const auto found = must(store->unfinished());

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].job, running_job(2));
    EXPECT_EQ(found[0].steps,
        (std::vector<JournalStep>{{.job = 2, .step = "folder", .data = R"({"created": true})", .taken = true},
            {.job = 2, .step = "up", .data = "{}", .taken = false}}));
    EXPECT_EQ(found[1].job, running_job(3, "wiki"));
    EXPECT_EQ(found[1].steps,
        (std::vector<JournalStep>{{.job = 3, .step = "pull", .data = R"({"tag": "wiki:1"})", .taken = false}}));
}

TEST_F(JobStoreOnDisk, MarksTheNewestOfTheStepsWithOneNameThatIsNotMarkedYet)
{
    must(store->save(running_job(1)));
    must(store->about_to({.job = 1, .step = "up", .data = "first"}));
    must(store->about_to({.job = 1, .step = "up", .data = "second"}));
    must(store->taken(1, "up", "second done"));
    must(store->taken(1, "up", "first done"));

    const auto found = must(store->unfinished());
    EXPECT_EQ(found[0].steps,
        (std::vector<JournalStep>{{.job = 1, .step = "up", .data = "first done", .taken = true},
            {.job = 1, .step = "up", .data = "second done", .taken = true}}));
}

TEST_F(JobStoreOnDisk, KeepsTheNewestEndedJobsAndAllUnfinishedOnes)
{
    must(store->save(running_job(1)));
    must(store->about_to({.job = 1, .step = "pull", .data = "{}"}));
    for (const JobId id : {2, 3, 4}) must(store->save(done_job(id)));
    must(store->trim(2));

    EXPECT_EQ(must(store->recent(10)), (std::vector{done_job(4), done_job(3), running_job(1)}));
    EXPECT_EQ(must(store->unfinished())[0].steps.size(), 1U);
}

TEST_F(JobStoreOnDisk, ForgetsTheStepsOfAJobThatIsTrimmed)
{
    must(store->save(running_job(1)));
    must(store->about_to({.job = 1, .step = "pull", .data = "{}"}));
    must(store->save(done_job(1)));
    must(store->trim(0));
    must(store->save(running_job(1)));

    EXPECT_EQ(must(store->unfinished())[0].steps, std::vector<JournalStep>{});
}

Task<void> note(Task<Result<void>> task, std::vector<std::string>* ended, std::string name)
{
    const auto result = co_await std::move(task);
    ended->push_back(name + (result ? "" : " " + result.error().key));
}

TEST_F(JobStoreOnDisk, CarriesOutCallsInTheOrderTheyWereMade)
{
    must(store->save(running_job(1)));
    std::vector<std::string> ended;
    std::vector<std::string> names;
    for (int i = 0; i < 50; ++i) {
        names.push_back("step" + std::to_string(i));
        auto call = store->about_to({.job = 1, .step = names.back(), .data = "{}"});
        boost::asio::co_spawn(io, note(std::move(call), &ended, names.back()), boost::asio::detached);
    }
    io.run();

    std::vector<std::string> written;
    const auto found = must(store->unfinished());
    for (const auto& step : found[0].steps) written.push_back(step.step);
    EXPECT_EQ(ended, names);
    EXPECT_EQ(written, names);
}

TEST_F(JobStoreOnDisk, SyncsAStepBeforeItIsTakenAndNothingElse)
{
    const auto syncs_of = [this](Task<Result<void>> call) {
        const int before = syncs;
        must(std::move(call));
        return syncs - before;
    };
    must(store->save(running_job(1))); // makes the file, which is synced
    must(store->about_to({.job = 1, .step = "pull", .data = "{}"}));

    EXPECT_EQ(syncs_of(store->save(running_job(1))), 0);
    EXPECT_EQ(syncs_of(store->taken(1, "pull", "{}")), 0);
    EXPECT_EQ(syncs_of(store->about_to({.job = 1, .step = "up", .data = "{}"})), 1);
}

TEST_F(JobStoreOnDisk, IsReadableByItsOwnerAlone)
{
    must(store->save(running_job(1)));

    for (const char* name : {"furtka.db", "furtka.db-wal", "furtka.db-shm", "lock"}) {
        struct stat facts{};
        ASSERT_EQ(::stat((folder / name).c_str(), &facts), 0) << name;
        EXPECT_EQ(facts.st_mode & 0777, 0600U) << name;
    }
}

TEST_F(JobStoreOnDisk, WritesNothingForACallThatWasCancelledBeforeItsTurn)
{
    must(store->save(running_job(1)));
    std::vector<std::string> ended;
    boost::asio::cancellation_signal cancel;
    auto first = store->about_to({.job = 1, .step = "first", .data = "{}"});
    auto second = store->about_to({.job = 1, .step = "second", .data = "{}"});
    boost::asio::co_spawn(io, note(std::move(first), &ended, "first"), boost::asio::detached);
    boost::asio::co_spawn(io, note(std::move(second), &ended, "second"),
        boost::asio::bind_cancellation_slot(cancel.slot(), boost::asio::detached));
    io.run_one(); // the first is with a worker
    io.run_one(); // the second waits for its turn
    cancel.emit(boost::asio::cancellation_type::terminal);
    io.run();

    const auto found = must(store->unfinished());
    std::ranges::sort(ended);
    EXPECT_EQ(ended, (std::vector<std::string>{"first", "second cancelled"}));
    EXPECT_EQ(found[0].steps, (std::vector<JournalStep>{{.job = 1, .step = "first", .data = "{}", .taken = false}}));
}

TEST(DatabaseFile, IsSyncedForAStepAndNotForTheRest)
{
    TempFolder folder;
    Database database(folder / "furtka.db");
    std::string seen;
    const auto look = [&](SQLite::Database& db) {
        seen += db.execAndGet("PRAGMA journal_mode").getString() + db.execAndGet("PRAGMA synchronous").getString() + " ";
    };

    EXPECT_TRUE(database.use(Durable::now, look));
    EXPECT_TRUE(database.use(Durable::later, look));
    EXPECT_TRUE(database.use(Durable::now, look));

    EXPECT_EQ(seen, "wal2 wal1 wal2 "); // 2: FULL, 1: NORMAL
}

TEST(DatabaseFile, TakesBackWhatWorkDidBeforeItFailed)
{
    TempFolder folder;
    Database database(folder / "furtka.db");
    const auto half = [](SQLite::Database& db) {
        write_job(db, running_job(1));
        db.exec("INSERT INTO no_such_table VALUES(1)");
    };

    const auto done = database.use(Durable::now, half);

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().key, "database");
    const auto jobs =
        database.use<std::vector<Job>>(Durable::later, [](SQLite::Database& db) { return newest_jobs(db, 9); });
    EXPECT_EQ(*jobs, std::vector<Job>{});
}

} // namespace
} // namespace furtka::test
