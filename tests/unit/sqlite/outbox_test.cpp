#include "adapters/sqlite/sqlite_outbox.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

class OutboxOnDisk : public testing::Test {
protected:
    OutboxOnDisk() { open(); }
    void open()
    {
        outbox.reset();
        outbox = std::make_unique<SqliteOutbox>(StateDatabase::open(folder.path(), pool).value());
    }
    static OutboxEntry entry(const std::string& title, NoticeTime due)
    {
        return {.target = "t1",
            .notification =
                {.event = NotificationEvent::app_down, .app = "blog", .title = title, .text = "why", .at = NoticeTime(5ms)},
            .due = due};
    }

    TempFolder folder;
    boost::asio::io_context io{1};
    WorkerPool pool{1};
    std::unique_ptr<SqliteOutbox> outbox;
};

TEST_F(OutboxOnDisk, KeepsWhatWaitsOverARestart)
{
    ASSERT_TRUE(run(io, outbox->put({entry("one", NoticeTime(1s)), entry("two", NoticeTime(2s))})));
    auto waiting = run(io, outbox->waiting()).value();
    ASSERT_EQ(waiting.size(), 2U);
    waiting[0].attempts = 3;
    waiting[0].due = NoticeTime(9s);
    ASSERT_TRUE(run(io, outbox->postpone(waiting[0])));
    ASSERT_TRUE(run(io, outbox->remove(waiting[1].id)));
    open();
    EXPECT_EQ(run(io, outbox->waiting()).value(), std::vector<OutboxEntry>{waiting[0]});
    ASSERT_TRUE(run(io, outbox->remove_of("t1")));
    EXPECT_TRUE(run(io, outbox->waiting()).value().empty());
}

TEST_F(OutboxOnDisk, KeepsTheNewestTwoHundred)
{
    std::vector<OutboxEntry> many;
    for (int i = 0; i < 230; ++i) many.push_back(entry(std::to_string(i), NoticeTime(1s)));
    ASSERT_TRUE(run(io, outbox->put(many)));
    const auto waiting = run(io, outbox->waiting()).value();
    ASSERT_EQ(waiting.size(), 200U);
    EXPECT_EQ(waiting.front().notification.title, "30");
}

TEST_F(OutboxOnDisk, TellsOnceWithinTheQuietTimeWhateverTheClockDoes)
{
    const auto noon = NoticeTime(std::chrono::hours(1000));
    EXPECT_TRUE(run(io, outbox->tell_once("app_down blog", noon, 1h)).value());
    EXPECT_FALSE(run(io, outbox->tell_once("app_down blog", noon + 59min, 1h)).value());
    EXPECT_TRUE(run(io, outbox->tell_once("app_down wiki", noon + 59min, 1h)).value());
    open();
    EXPECT_FALSE(run(io, outbox->tell_once("app_down blog", noon + 59min, 1h)).value());
    EXPECT_TRUE(run(io, outbox->tell_once("app_down blog", noon + 60min, 1h)).value());
    EXPECT_TRUE(run(io, outbox->tell_once("app_down blog", noon - 500h, 1h)).value()); // the clock was set far back
}

} // namespace
} // namespace furtka::test
