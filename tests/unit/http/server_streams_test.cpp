// Responses that are written while the client reads, and the end of a server.
#include "serving.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace furtka::http {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

const std::string get_stream = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n";

Response streaming(StreamBody body) { return {.status = 200, .headers = {}, .body = std::move(body)}; }

class Streams : public Serving {
protected:
    // Every request is answered with this stream.
    void stream(StreamBody body)
    {
        handler = [body](const Request&) { return answer(body); };
        listen();
    }

    static Task<Response> answer(StreamBody body) { co_return streaming(std::move(body)); }

    void wait_until(const std::function<bool()>& reached)
    {
        for (int i = 0; i < 1000 && !reached(); ++i) run(io, sleep_for(2ms));
        EXPECT_TRUE(reached());
    }
};

Task<void> write_two(BodyWriter& writer)
{
    const auto first = co_await writer.write("hello");
    EXPECT_TRUE(first);
    const auto empty = co_await writer.write("");
    EXPECT_TRUE(empty);
    const auto second = co_await writer.write(std::string(300, 'x'));
    EXPECT_TRUE(second);
}

TEST_F(Streams, AreSentInChunksAndTheConnectionStays)
{
    stream(write_two);
    auto client = connect();
    for (int i = 0; i < 2; ++i) {
        run(io, client.send(get_stream));
        const auto answer = run(io, client.read_until("0\r\n\r\n"));
        EXPECT_EQ(body_of(answer), "5\r\nhello\r\n12c\r\n" + std::string(300, 'x') + "\r\n0\r\n\r\n");
        EXPECT_NE(answer.find("Transfer-Encoding: chunked"), std::string::npos) << answer;
    }
}

TEST_F(Streams, ForHttp10EndWithTheConnection)
{
    stream(write_two);

    EXPECT_EQ(body_of(ask("GET / HTTP/1.0\r\n\r\n")), "hello" + std::string(300, 'x'));
}

TEST_F(Streams, AreNotWrittenForTheHead)
{
    int begun = 0;
    stream([&begun](BodyWriter& writer) {
        ++begun;
        return write_two(writer);
    });

    const auto answer = ask("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    EXPECT_EQ(body_of(answer), "");
    EXPECT_EQ(begun, 0);
}

struct Seen {
    bool closed = false;
    bool ended = false;
    Result<void> last_write;
};

Task<void> wait_for_close(BodyWriter& writer, Seen& seen)
{
    co_await writer.closed();
    seen.closed = true;
    seen.last_write = co_await writer.write("too late");
    seen.ended = true;
}

TEST_F(Streams, HearThatTheClientHasGone)
{
    Seen seen;
    stream([&seen](BodyWriter& writer) { return wait_for_close(writer, seen); });
    auto client = connect();
    run(io, client.send(get_stream));
    run(io, client.read_until("\r\n\r\n"));
    EXPECT_FALSE(seen.closed);

    client.close();
    wait_until([&] { return seen.ended; });

    EXPECT_EQ(seen.last_write.error().kind, ErrorKind::cancelled);
    wait_until([this] { return server->connections() == 0; });
}

Task<void> tick_until_closed(BodyWriter& writer, Seen& seen)
{
    using namespace asio::experimental::awaitable_operators;
    auto tick = [](BodyWriter& out) -> Task<void> {
        for (;;) {
            const auto written = co_await out.write("tick");
            if (!written) co_return;
            const auto slept = co_await sleep_for(5ms);
            if (!slept) co_return;
        }
    };
    co_await (tick(writer) || writer.closed());
    seen.ended = true;
}

TEST_F(Streams, CanWriteAndWatchAtOnce)
{
    Seen seen;
    stream([&seen](BodyWriter& writer) { return tick_until_closed(writer, seen); });
    auto client = connect();
    run(io, client.send(get_stream));
    run(io, client.read_until("tick\r\n4\r\ntick"));

    client.close();

    wait_until([&] { return seen.ended; });
}

TEST_F(Streams, KeepARequestThatComesMeanwhile)
{
    stream([](BodyWriter& writer) -> Task<void> {
        using namespace asio::experimental::awaitable_operators;
        const auto first = co_await writer.write("a");
        EXPECT_TRUE(first);
        co_await (sleep_for(20ms) || writer.closed());
    });
    auto client = connect();
    run(io, client.send(get_stream));
    run(io, client.read_until("a\r\n"));
    run(io, client.send(get_stream));

    EXPECT_EQ(status_of(run(io, client.read_until("0\r\n\r\n"))), "0");
    EXPECT_EQ(status_of(run(io, client.read_until("0\r\n\r\n"))), "HTTP/1.1 200 OK");
}

TEST_F(Streams, EndWhenTheClientSendsWithoutEnd)
{
    Seen seen;
    stream([&seen](BodyWriter& writer) { return wait_for_close(writer, seen); });
    auto client = connect();
    run(io, client.send(get_stream + std::string(100'000, 'x')));

    wait_until([&] { return seen.ended; });
}

TEST_F(Streams, WhoseWriterThrowsAreCutSoThatTheClientKnows)
{
    stream([](BodyWriter& writer) -> Task<void> {
        const auto written = co_await writer.write("half");
        EXPECT_TRUE(written);
        throw std::runtime_error("a bug");
    });

    EXPECT_EQ(body_of(ask(get_stream)), "4\r\nhalf\r\n");
}

TEST_F(Streams, OfASlowClientNeverHoldTheOthers)
{
    options.limits.write_time = 100ms;
    int cut = 0;
    handler = [&cut](Request request) -> Task<Response> {
        return [](Request asked, int& count) -> Task<Response> {
            if (asked.path != "/stream") co_return Response{.status = 200, .headers = {}, .body = std::string("fast")};
            co_return streaming([&count](BodyWriter& writer) -> Task<void> {
                return [](BodyWriter& out, int& number) -> Task<void> {
                    const std::string piece(1024 * 1024, 'x');
                    for (int i = 0; i < 100; ++i) {
                        const auto written = co_await out.write(piece);
                        if (!written) {
                            ++number;
                            co_return;
                        }
                    }
                }(writer, count);
            });
        }(std::move(request), cut);
    };
    listen();
    auto slow = connect();
    slow.shrink_receive_buffer();
    run(io, slow.send(get_stream));
    auto fast = connect();
    for (int i = 0; i < 10; ++i) {
        run(io, fast.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        EXPECT_EQ(body_of(run(io, fast.read_response(), 1s)), "fast");
    }

    wait_until([&] { return cut == 1; });
    wait_until([this] { return server->connections() == 1; });
}

TEST_F(Streams, OfAClientThatReadsSlowlyButSteadilyComeThrough)
{
    options.limits.write_time = 200ms;
    const auto text = std::make_shared<const std::string>(4 * 1024 * 1024, 'x');
    handler = [text](Request) -> Task<Response> {
        return [](SharedText shared) -> Task<Response> { co_return Response{.status = 200, .headers = {}, .body = shared}; }(
                                         text);
    };
    listen();
    auto client = connect();
    auto read_slowly = [](RawClient& slow) -> Task<std::size_t> {
        co_await slow.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        std::size_t total = 0;
        for (;;) {
            std::array<char, 256 * 1024> buffer;
            const auto [ec, size] =
                co_await slow.socket().async_read_some(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
            total += size;
            if (ec) co_return total;
            const auto slept = co_await sleep_for(20ms);
            if (!slept) co_return 0;
        }
    };

    EXPECT_GT(run(io, read_slowly(client)), text->size());
}

class Draining : public Streams { };

TEST_F(Draining, ClosesIdleConnectionsAtOnce)
{
    listen();
    auto client = connect();
    run(io, client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    run(io, client.read_response());
    const auto begin = std::chrono::steady_clock::now();

    run(io, server->drain(5s));

    EXPECT_EQ(server->connections(), 0U);
    EXPECT_EQ(run(io, client.read_all()), "");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST_F(Draining, TakesNoNewConnections)
{
    listen();
    run(io, server->drain(5s));

    EXPECT_THROW(connect(), boost::system::system_error);
}

TEST_F(Draining, LetsABusyRequestFinish)
{
    handler = [](Request) -> Task<Response> {
        const auto slept = co_await sleep_for(50ms);
        co_return Response{.status = 200, .headers = {}, .body = std::string(slept ? "done" : "cancelled")};
    };
    listen();
    auto client = connect();
    run(io, client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    run(io, sleep_for(10ms));

    run(io, server->drain(5s));

    const auto answer = run(io, client.read_all());
    EXPECT_EQ(body_of(answer), "done");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

TEST_F(Draining, TellsStreamsToEnd)
{
    Seen seen;
    stream([&seen](BodyWriter& writer) { return wait_for_close(writer, seen); });
    auto client = connect();
    run(io, client.send(get_stream));
    run(io, client.read_until("\r\n\r\n"));
    const auto begin = std::chrono::steady_clock::now();

    run(io, server->drain(5s));

    EXPECT_TRUE(seen.ended);
    EXPECT_EQ(seen.last_write.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(run(io, client.read_all()), "0\r\n\r\n");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST_F(Draining, CutsWhatDoesNotEnd)
{
    bool cancelled = false;
    handler = [&cancelled](Request) -> Task<Response> {
        return [](bool& seen) -> Task<Response> {
            const auto slept = co_await sleep_for(1h);
            seen = !slept;
            co_return Response{.status = 200, .headers = {}, .body = std::string("late")};
        }(cancelled);
    };
    listen();
    auto client = connect();
    run(io, client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    run(io, sleep_for(10ms));
    const auto begin = std::chrono::steady_clock::now();

    run(io, server->drain(50ms));

    EXPECT_EQ(server->connections(), 0U);
    EXPECT_TRUE(cancelled);
    EXPECT_EQ(run(io, client.read_all()), "");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST_F(Draining, MayBeLeftOut)
{
    Seen seen;
    stream([&seen](BodyWriter& writer) { return wait_for_close(writer, seen); });
    auto client = connect();
    run(io, client.send(get_stream));
    run(io, client.read_until("\r\n\r\n"));

    server.reset();

    EXPECT_EQ(run(io, client.read_all()), "");
}

} // namespace
} // namespace furtka::http
