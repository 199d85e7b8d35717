#include "api/event_stream.hpp"
#include "async/timeout.hpp"
#include "support/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace furtka::api {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

/// A client: keeps what it was sent; may be slow, and may go.
class Client : public http::BodyWriter {
public:
    explicit Client(asio::io_context& io) : taken_(io.get_executor()), left_(io.get_executor()) { }
    Task<Result<void>> write(std::string_view piece) override
    {
        if (gone) co_return fail({.kind = ErrorKind::cancelled, .key = "cancelled"});
        ++writes;
        const std::string kept(piece);
        while (blocked) co_await taken_.wait();
        text += kept;
        co_return Result<void>{};
    }
    Task<void> closed() override
    {
        while (!gone) co_await left_.wait();
    }
    void leave()
    {
        gone = true;
        left_.notify();
    }
    void cut() override { leave(); }
    void unblock()
    {
        blocked = false;
        taken_.notify();
    }

    std::string text;
    int writes = 0;
    bool blocked = false;
    bool gone = false;

private:
    Notice taken_;
    Notice left_;
};

class EventStreams : public testing::Test {
protected:
    void listen(Client& client, std::string last_event_id = "")
    {
        auto serve = [](EventStream& stream, Client& to, std::string id, int& ended) -> Task<void> {
            co_await stream.serve(to, std::move(id));
            ++ended;
        };
        asio::co_spawn(io, serve(stream, client, std::move(last_event_id), ended), asio::detached);
        settle();
    }
    void settle(std::chrono::milliseconds time = 5ms) { run(io, sleep_for(time)); }

    asio::io_context io{1};
    int ended = 0;
    EventStream stream{io.get_executor(), "b1", [] { return std::string(R"({"revision":7})"); },
        {.kept = 8, .behind = 4, .piece = 100, .beat = 200ms}};
};

TEST_F(EventStreams, GreetANewListenerAndSendItEachEvent)
{
    Client client(io);
    stream.publish("app", R"({"name":"old"})", "");
    listen(client);
    stream.publish("app", R"({"name":"blog"})", "");
    settle();

    EXPECT_EQ(client.text,
        "retry: 2000\nid: b1-1\nevent: hello\ndata: {\"revision\":7}\n\n"
        "id: b1-2\nevent: app\ndata: {\"name\":\"blog\"}\n\n");
    EXPECT_EQ(stream.listeners(), 1u);
}

TEST_F(EventStreams, ResumeAfterTheLastEventAClientHas)
{
    for (const char* name : {"a", "b", "c"}) stream.publish(name, "{}", "");
    Client client(io);
    listen(client, "b1-1");

    EXPECT_EQ(client.text,
        "retry: 2000\nid: b1-1\nevent: hello\ndata: {\"revision\":7}\n\n"
        "id: b1-2\nevent: b\ndata: {}\n\nid: b1-3\nevent: c\ndata: {}\n\n");
}

TEST_F(EventStreams, SendAClientThatIsUpToDateNothingTwice)
{
    stream.publish("a", "{}", "");
    Client client(io);
    listen(client, "b1-1");
    EXPECT_EQ(client.text, "retry: 2000\nid: b1-1\nevent: hello\ndata: {\"revision\":7}\n\n");
}

TEST_F(EventStreams, TellAClientToStartAnewWhenItsEventIsNotKept)
{
    for (int i = 0; i < 10; ++i) stream.publish("a", "{}", "");
    for (const std::string id : {"b1-1", "b0-9", "b1-11", "b1-", "b1", "9", "b1-9x", "b1--1"}) {
        Client client(io);
        listen(client, id);
        EXPECT_EQ(client.text, "retry: 2000\nid: b1-10\nevent: reset\ndata: {\"revision\":7}\n\n") << id;
        client.leave();
        settle();
    }
    Client oldest(io);
    listen(oldest, "b1-2");
    EXPECT_NE(oldest.text.find("event: hello"), std::string::npos);
    EXPECT_NE(oldest.text.find("id: b1-3\n"), std::string::npos);
}

TEST_F(EventStreams, DropASlowListenerAndTellItWithoutHoldingTheOthers)
{
    Client slow(io), quick(io);
    listen(slow);
    listen(quick);
    slow.blocked = true;
    stream.publish("a", "{}", "");
    settle();
    for (int i = 0; i < 5; ++i) stream.publish("b", "{}", "");
    settle();
    EXPECT_NE(quick.text.find("id: b1-6\n"), std::string::npos);
    EXPECT_EQ(slow.text.find("id: b1-1\n"), std::string::npos);

    slow.unblock();
    settle();
    EXPECT_TRUE(slow.text.ends_with("id: b1-1\nevent: a\ndata: {}\n\nevent: dropped\ndata: {}\n\n")) << slow.text;
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(stream.listeners(), 1u);
}

TEST_F(EventStreams, JoinABurstIntoFewWrites)
{
    Client client(io), other(io);
    listen(client);
    listen(other);
    for (int i = 0; i < 8; ++i) stream.publish("a", "{}", "");
    settle();
    EXPECT_EQ(client.writes, 1 + 3) << "greeting, then 8 events of 29 bytes in pieces of at most 100";
    EXPECT_EQ(client.text, other.text);
    EXPECT_NE(client.text.find("id: b1-8\n"), std::string::npos);
}

TEST_F(EventStreams, SendAnEventThatIsLargerThanAPiece)
{
    Client client(io);
    listen(client);
    stream.publish("a", "{}", "");
    stream.publish("big", std::string(500, 'x'), "");
    settle();
    EXPECT_NE(client.text.find(std::string(500, 'x')), std::string::npos);
}

TEST_F(EventStreams, BeatWhenNothingElseIsSent)
{
    Client client(io);
    listen(client);
    const auto greeting = client.text;
    settle(500ms);
    EXPECT_EQ(client.text, greeting + ": beat\n\n: beat\n\n");
}

TEST_F(EventStreams, StopBeatingWithTheLastListener)
{
    Client client(io);
    listen(client);
    client.leave();
    settle(300ms);
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(stream.listeners(), 0u);
    io.restart();
    EXPECT_EQ(io.run_for(1s), 0u) << "nothing is left to wait for";
}

TEST_F(EventStreams, EndWhenTheyAreClosed)
{
    Client client(io);
    listen(client);
    stream.close();
    settle();
    EXPECT_EQ(ended, 1);
}

TEST_F(EventStreams, KeepABoundedNumber)
{
    for (int i = 0; i < 100; ++i) stream.publish("a", "{}", "");
    EXPECT_LT(stream.kept_bytes(), 8u * 40);
    EXPECT_GT(stream.kept_bytes(), 8u * 20);
}

} // namespace
} // namespace furtka::api
