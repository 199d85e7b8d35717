#include "adapters/sqlite/sqlite_history.hpp"
#include "store_fixture.hpp"

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

class AHistory : public testing::Test {
protected:
    void SetUp() override { open(); }
    void open()
    {
        auto opened = StateDatabase::open(folder.path(), pool);
        ASSERT_TRUE(opened) << opened.error().message;
        history = std::make_unique<SqliteHistory>(*std::move(opened));
    }
    template <class T>
    T must(Task<Result<T>> task)
    {
        auto result = run(io, std::move(task));
        if (!result) throw std::runtime_error(result.error().key + ": " + result.error().message);
        if constexpr (!std::is_void_v<T>) return *std::move(result);
    }
    static HistoryEntry entry(const std::string& app, int minute = 0)
    {
        return {.app = app,
            .kind = JobKind::update,
            .by = "policy",
            .job = 17,
            .outcome = HistoryOutcome::taken_back,
            .at = std::chrono::sys_time<std::chrono::milliseconds>(minute * 60'000ms),
            .changes = {{.service = "web",
                .tag = "nginx:1",
                .from = {"sha256:a"},
                .to = {"sha256:b"},
                .from_version = "1.0",
                .to_version = "1.1",
                .to_digest = "sha256:d"}},
            .bytes_pulled = 4096,
            .downtime = 1'500ms,
            .proof = {"web: healthy"},
            .key = "exited",
            .reason = "web ended with exit code 1"};
    }
    static RefusedImage refused(const std::string& image, int minute = 0)
    {
        return {.app = "blog",
            .tag = "nginx:1",
            .image = {image},
            .digest = "sha256:d",
            .reason = "it ended",
            .at = std::chrono::sys_time<std::chrono::milliseconds>(minute * 60'000ms)};
    }

    TempFolder folder;
    boost::asio::io_context io{1};
    WorkerPool pool{2};
    std::unique_ptr<SqliteHistory> history;
};

TEST_F(AHistory, KeepsAllThatIsTold)
{
    auto written = entry("blog", 1);
    must(history->add(written));
    history.reset();
    open();

    const auto read = must(history->list("blog", 10));

    ASSERT_EQ(read.size(), 1U);
    written.id = 1;
    EXPECT_EQ(read.front(), written);
}

TEST_F(AHistory, TellsTheNewestFirstOfOneAppOrOfAll)
{
    must(history->add(entry("blog", 1)));
    must(history->add(entry("wiki", 2)));
    must(history->add(entry("blog", 3)));

    const auto names = [](const std::vector<HistoryEntry>& entries) {
        std::string text;
        for (const auto& each : entries) text += each.app + std::to_string(each.id) + " ";
        return text;
    };
    EXPECT_EQ(names(must(history->list("blog", 10))), "blog3 blog1 ");
    EXPECT_EQ(names(must(history->list(std::nullopt, 2))), "blog3 wiki2 ");
    EXPECT_EQ(names(must(history->list("nothing", 10))), "");
}

TEST_F(AHistory, KeepsTheNewest200OfAnApp)
{
    must(history->add(entry("wiki")));
    for (int i = 0; i < 203; ++i) must(history->add(entry("blog", i)));

    EXPECT_EQ(must(history->list("blog", 1'000)).size(), 200U);
    EXPECT_EQ(must(history->list("blog", 1)).front().at.time_since_epoch(), 202min);
    EXPECT_EQ(must(history->list("wiki", 1'000)).size(), 1U);
}

TEST_F(AHistory, RemembersTakenBackImagesUntilTheyAreProven)
{
    must(history->refuse(refused("sha256:b", 1)));
    must(history->refuse(refused("sha256:b", 2))); // once more
    must(history->refuse(refused("sha256:c", 3)));

    EXPECT_EQ(must(history->refused()), (std::vector{refused("sha256:c", 3), refused("sha256:b", 2)}));
    must(history->accept("blog", {"sha256:c"}));
    must(history->accept("wiki", {"sha256:b"}));

    EXPECT_EQ(must(history->refused()), (std::vector{refused("sha256:b", 2)}));
}

TEST_F(AHistory, RemembersABoundedNumberOfThem)
{
    for (int i = 0; i < 60; ++i) must(history->refuse(refused("sha256:" + std::to_string(i), i)));
    EXPECT_EQ(must(history->refused()).size(), 50U);
    EXPECT_EQ(must(history->refused()).front().image.text, "sha256:59");
}

} // namespace
} // namespace furtka::test
