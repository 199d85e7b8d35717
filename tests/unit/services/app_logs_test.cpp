#include "services/app_logs.hpp"
#include "support/fake_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <gtest/gtest.h>

namespace furtka::test {
namespace {

/// An engine whose logs can be followed: lines come when the test says them.
struct TalkingEngine : FakeEngine {
    Task<Result<void>> logs(ContainerId id, LogRequest request, LogLineSink sink) override
    {
        if (!request.follow) co_return co_await FakeEngine::logs(id, request, sink);
        sinks[id] = sink;
        CO_CHECK(co_await look("logs " + id.text));
        co_return Result<void>{};
    }
    std::map<ContainerId, LogLineSink> sinks;
};

class ReadingLogs : public testing::Test {
protected:
    ReadingLogs()
    {
        world.folders.has(sample_app("blog"));
        world.compose.has("blog", {service("db", "postgres:16"), service("web", "nginx:1")});
        for (const auto* ref : {"nginx:1", "postgres:16"}) engine.registry_has(ref, image_id(ref));
        web = engine.runs("blog", "web", "nginx:1");
        db = engine.runs("blog", "db", "postgres:16");
        engine.output[web.text] = {"w1", "w2", "w3"};
        engine.output[db.text] = {"d1"};
        picture = std::make_unique<LivePicture>(world.folders, engine, engine, world.compose);
        world.run(picture->load());
        world.run(picture->refresh("blog"));
        logs = std::make_unique<AppLogs>(engine, *picture);
    }

    Result<void> read(std::optional<std::string> one, LogRequest request, std::size_t most = 1000)
    {
        return world.run(logs->read(app_name("blog"), std::move(one), request, sink(most)));
    }
    std::function<Task<bool>(ServiceLine)> sink(std::size_t most)
    {
        return [this, most](ServiceLine line) { return take(std::move(line), most); };
    }
    Task<bool> take(ServiceLine line, std::size_t most)
    {
        text += line.service + ": " + line.line + "; ";
        co_return ++taken < most;
    }
    /// Follows in the background.
    void follow(std::size_t most = 1000)
    {
        engine.hold("logs");
        boost::asio::co_spawn(world.io, logs->read(app_name("blog"), std::nullopt, {.follow = true}, sink(most)),
            boost::asio::bind_cancellation_slot(stop.slot(), [this](std::exception_ptr problem, Result<void> result) {
                EXPECT_FALSE(problem);
                ended = std::move(result);
            }));
        world.settle();
    }

    FakeWorld world;
    TalkingEngine engine;
    std::unique_ptr<LivePicture> picture;
    std::unique_ptr<AppLogs> logs;
    ContainerId web, db;
    std::string text;
    std::size_t taken = 0;
    std::optional<Result<void>> ended;
    boost::asio::cancellation_signal stop;
};

TEST_F(ReadingLogs, ComeGroupedByService)
{
    EXPECT_TRUE(read(std::nullopt, {}));
    EXPECT_EQ(text, "db: d1; web: w1; web: w2; web: w3; ");
}

TEST_F(ReadingLogs, AreOfOneServiceAndItsLastLines)
{
    EXPECT_TRUE(read("web", {.tail = 2}));
    EXPECT_EQ(text, "web: w2; web: w3; ");
}

TEST_F(ReadingLogs, LoseNoLineOfALongTail)
{
    engine.output[web.text].assign(9000, "line");

    EXPECT_TRUE(read("web", {.tail = 10'000}, 100'000));

    EXPECT_EQ(taken, 9000U);
}

TEST_F(ReadingLogs, StopWhenTheListenerHasEnough)
{
    EXPECT_TRUE(read(std::nullopt, {}, 2));
    EXPECT_EQ(text, "db: d1; web: w1; ");
}

TEST_F(ReadingLogs, NameTheServicesThereAre)
{
    const auto result = read("mail", {});

    EXPECT_EQ(result.error().key, "service_unknown");
    EXPECT_EQ(result.error().hint, "its services: db, web");
    EXPECT_EQ(world.run(logs->read(app_name("cms"), std::nullopt, {}, sink(1))).error().key, "app_not_installed");
}

TEST_F(ReadingLogs, TellWhenTheEngineFails)
{
    engine.goes_down();
    EXPECT_EQ(read(std::nullopt, {}).error().key, "engine_unreachable");
}

TEST_F(ReadingLogs, ComeAsTheyAreSaidWhenFollowed)
{
    follow();
    engine.sinks.at(web)("hello");
    engine.sinks.at(db)("ready");
    engine.sinks.at(web)("again");
    world.settle();

    EXPECT_EQ(text, "web: hello; db: ready; web: again; ");
    EXPECT_FALSE(ended);
    engine.release("logs");
    world.settle();
    ASSERT_TRUE(ended);
    EXPECT_TRUE(*ended);
}

TEST_F(ReadingLogs, StopBeingFollowedWhenTheListenerGoes)
{
    follow(1);
    engine.sinks.at(web)("hello");
    world.settle();

    ASSERT_TRUE(ended);
    EXPECT_EQ(engine.held(), 0U);
}

TEST_F(ReadingLogs, StopBeingFollowedWhenTheRequestIsCancelled)
{
    follow();
    stop.emit(boost::asio::cancellation_type::terminal);
    world.settle();

    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->error().kind, ErrorKind::cancelled);
    EXPECT_EQ(engine.held(), 0U);
}

TEST_F(ReadingLogs, HandOnEveryLineBeforeTheEnd)
{
    follow();
    for (int i = 0; i < 100; ++i) engine.sinks.at(web)("x");
    engine.release("logs");
    world.settle();

    EXPECT_EQ(taken, 100U);
    EXPECT_TRUE(ended);
}

TEST_F(ReadingLogs, TellASlowListenerHowManyLinesItMissed)
{
    follow(100'000);
    for (int i = 0; i < 2100; ++i) engine.sinks.at(web)("x");
    world.settle();
    text.clear();
    engine.sinks.at(web)("at last");
    world.settle();

    EXPECT_EQ(text, "web: (100 lines left out); web: at last; ");
}

TEST_F(ReadingLogs, TellWhyFollowingFailed)
{
    follow();
    engine.fail("logs", {.kind = ErrorKind::unavailable, .key = "engine_unreachable", .message = "gone"}, 2);
    engine.release("logs");
    world.settle();

    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->error().key, "engine_unreachable");
}

} // namespace
} // namespace furtka::test
