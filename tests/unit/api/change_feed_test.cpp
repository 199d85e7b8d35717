#include "api/change_feed.hpp"
#include "async/timeout.hpp"
#include "support/run.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <map>

namespace furtka::api {
namespace {

using namespace std::chrono_literals;

class ChangeFeeds : public testing::Test {
protected:
    Job job(JobState state, std::uint64_t bytes = 0)
    {
        return {.id = 1,
            .kind = JobKind::update,
            .app = "blog",
            .state = state,
            .progress = {.bytes_done = bytes, .bytes_total = 100}};
    }
    std::string take() { return std::exchange(told, ""); }
    void settle(std::chrono::milliseconds time) { run(io, sleep_for(time)); }

    boost::asio::io_context io{1};
    std::map<std::string, std::string, std::less<>> apps;
    std::string engine = "{}";
    std::string told;
    int count = 0;
    ChangeFeed feed{io.get_executor(),
        {.app = [this](std::string_view app) -> std::optional<std::string> {
             const auto found = apps.find(app);
             if (found == apps.end()) return std::nullopt;
             return found->second;
         },
            .engine = [this] { return engine; }},
        [this](std::string_view name, std::string_view data, std::string_view) {
            ++count;
            told += std::string(name) + " " + std::string(data) + "\n";
        },
        50ms};
};

TEST_F(ChangeFeeds, TellAnAppThatLooksDifferentAndOneThatWent)
{
    apps["blog"] = "one";
    feed.app_changed("blog");
    feed.app_changed("blog");
    apps["blog"] = "two";
    feed.app_changed("blog");
    apps.clear();
    feed.app_changed("blog");
    EXPECT_EQ(take(), "app one\napp two\napp_removed {\"name\":\"blog\"}\n");

    apps["blog"] = "two";
    feed.app_changed("blog");
    EXPECT_EQ(take(), "app two\n") << "it came back";
}

TEST_F(ChangeFeeds, TellTheEngineOnceForEachLook)
{
    engine = "away";
    feed.engine_changed();
    feed.engine_changed();
    EXPECT_EQ(take(), "engine away\n");
}

TEST_F(ChangeFeeds, TellAFloodOfProgressAtItsPace)
{
    feed.job_changed(job(JobState::running));
    EXPECT_EQ(count, 1);
    for (std::uint64_t i = 1; i <= 20; ++i) feed.job_changed(job(JobState::running, i));
    EXPECT_EQ(count, 1);
    take();
    settle(80ms);
    EXPECT_EQ(count, 2);
    EXPECT_NE(take().find("\"bytes_done\":20"), std::string::npos) << "the newest";
    settle(80ms);
    EXPECT_EQ(count, 2) << "nothing is told twice";
}

TEST_F(ChangeFeeds, TellAStageAndAnEndAtOnce)
{
    feed.job_changed(job(JobState::queued));
    feed.job_changed(job(JobState::running));
    auto staged = job(JobState::running, 5);
    staged.stages.push_back({.name = "pull", .state = JobState::running});
    feed.job_changed(staged);
    staged.progress.bytes_done = 6;
    feed.job_changed(staged);
    EXPECT_EQ(count, 3);
    feed.job_changed(job(JobState::done, 9));
    EXPECT_EQ(count, 4);
    settle(80ms);
    EXPECT_EQ(count, 4) << "what was held back is not told after the end";
}

TEST_F(ChangeFeeds, TellAJobWithoutItsLog)
{
    auto talking = job(JobState::running);
    talking.log = {"a line"};
    feed.job_changed(talking);
    EXPECT_EQ(take().find("a line"), std::string::npos);
}

} // namespace
} // namespace furtka::api
