#include "async/timeout.hpp"
#include "http/client.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_folder.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

namespace furtka::http {
namespace {

using namespace std::chrono_literals;
using Caller = ScriptedServer::Caller;

constexpr std::string_view hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

class Calling : public testing::Test {
protected:
    void serve(ScriptedServer::Script script) { server = std::make_unique<ScriptedServer>(io, socket, std::move(script)); }

    // Each connection gets its bytes after its first request, then the connection ends.
    void serve_text(std::string answer)
    {
        serve([answer](Caller& caller, int) -> Task<void> { return answer_once(caller, answer); });
    }

    void serve_kept_alive(std::string answer)
    {
        serve([answer](Caller& caller, int) -> Task<void> { return answer_always(caller, answer); });
    }

    Result<ClientResponse> request(ClientRequest wanted) { return run(io, client().request(std::move(wanted))); }

    Result<ClientResponse> stream(ClientRequest wanted)
    {
        return run(io, client().stream(std::move(wanted), [this](std::string_view piece) {
            streamed += piece;
            return true;
        }));
    }

    Client& client()
    {
        if (!client_) client_ = std::make_unique<Client>(io.get_executor(), endpoint(), most_connections, 30s);
        return *client_;
    }

    Endpoint endpoint() { return Endpoint::parse("unix://" + socket.string()).value(); }

    static Task<void> answer_once(Caller& caller, std::string answer)
    {
        const auto heard = co_await caller.request();
        if (!heard.empty()) co_await caller.send(answer);
    }

    static Task<void> answer_always(Caller& caller, std::string answer)
    {
        for (;;) {
            const auto heard = co_await caller.request();
            if (heard.empty()) co_return;
            co_await caller.send(answer);
        }
    }

    TempFolder folder;
    std::filesystem::path socket = folder / "server.sock";
    boost::asio::io_context io{1};
    std::unique_ptr<ScriptedServer> server;
    std::size_t most_connections = 16;
    std::string streamed;

private:
    std::unique_ptr<Client> client_;
};

TEST_F(Calling, SendsTheRequestAsItIsMeant)
{
    std::string heard;
    serve([&heard](Caller& caller, int) -> Task<void> {
        return [](Caller& one, std::string& kept) -> Task<void> {
            kept = co_await one.request();
            co_await one.send(std::string(hello));
        }(caller, heard);
    });
    ClientRequest wanted{.method = "POST", .target = "/v1.41/containers/create?name=web", .body = "{}"};
    wanted.headers.add("Content-Type", "application/json");

    const auto response = request(wanted);

    EXPECT_EQ(heard,
        "POST /v1.41/containers/create?name=web HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\n\r\n{}");
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "hello");
    EXPECT_EQ(response->headers.find("content-length"), "5");
}

TEST_F(Calling, RefusesARequestThatWouldSmuggleALine)
{
    serve_text(std::string(hello));
    ClientRequest wanted{.target = "/"};
    wanted.headers.add("X-Name", "a\r\nX-Other: b");

    EXPECT_EQ(request(wanted).error().key, "request_line");
    EXPECT_EQ(request({.target = "/a b"}).error().key, "request_line");
    EXPECT_EQ(request({.target = ""}).error().key, "request_line");
    EXPECT_EQ(server->connections(), 0);
}

TEST_F(Calling, KeepsTheConnectionForTheNextRequest)
{
    serve_kept_alive(std::string(hello));

    for (int i = 0; i < 20; ++i) EXPECT_EQ(request({.target = "/"})->body, "hello");

    EXPECT_EQ(server->connections(), 1);
}

TEST_F(Calling, GivesAnyStatusAsAResult)
{
    serve_text("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");

    const auto response = request({.target = "/"});

    EXPECT_EQ(response->status, 404);
    EXPECT_EQ(response->body, "no");
}

TEST_F(Calling, ReadsAChunkedBodyAndSkipsInterimAnswers)
{
    serve_text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n "
               "world\r\n0\r\n\r\n");

    EXPECT_EQ(request({.target = "/"})->body, "hello world");
}

TEST_F(Calling, ReadsABodyThatEndsWithTheConnection)
{
    serve_text("HTTP/1.0 200 OK\r\n\r\nall of it");

    EXPECT_EQ(request({.target = "/"})->body, "all of it");
}

TEST_F(Calling, ReadsNoBodyAfterHead)
{
    serve_kept_alive("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");

    EXPECT_EQ(request({.method = "HEAD", .target = "/"})->headers.find("Content-Length"), "500");
    EXPECT_EQ(request({.method = "HEAD", .target = "/"})->status, 200);
    EXPECT_EQ(server->connections(), 1);
}

TEST_F(Calling, SaysWhoCannotBeReached)
{
    const auto response = request({.target = "/"});

    EXPECT_EQ(response.error(),
        (Error{.kind = ErrorKind::unavailable,
            .key = "connect",
            .message = "cannot connect to unix://" + socket.string() + ": No such file or directory"}));
}

TEST_F(Calling, SaysThatAnAnswerIsGarbage)
{
    serve_text("SSH-2.0-OpenSSH_9.2\r\n\r\n");

    const auto response = request({.target = "/"});

    EXPECT_EQ(response.error().kind, ErrorKind::upstream);
    EXPECT_EQ(response.error().key, "http_protocol");
}

TEST_F(Calling, DoesNotGuessTheEndOfAnAnswer)
{
    for (const std::string framing :
        {"Content-Length: 5\r\nContent-Length: 6\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
            "Transfer-Encoding: gzip\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n"}) {
        server.reset();
        std::filesystem::remove(socket);
        serve_text("HTTP/1.1 200 OK\r\n" + framing + "\r\nhello");
        EXPECT_EQ(request({.target = "/"}).error().key, "http_protocol") << framing;
    }
}

TEST_F(Calling, NoticesAnAnswerThatBreaksOff)
{
    serve_text("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");

    const auto response = request({.target = "/"});

    EXPECT_EQ(response.error().key, "http_protocol");
    EXPECT_NE(response.error().message.find("broke off"), std::string::npos) << response.error().message;
}

TEST_F(Calling, RefusesAnAnswerOverTheLimit)
{
    serve_text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n");

    EXPECT_EQ(request({.target = "/", .largest_answer = 9}).error().kind, ErrorKind::too_large);
    EXPECT_EQ(request({.target = "/", .largest_answer = 10})->body, "helloworld");
}

TEST_F(Calling, RefusesAnAnnouncedLengthOverTheLimitBeforeTheBodyComes)
{
    serve([](Caller& caller, int) -> Task<void> {
        const auto heard = co_await caller.request();
        co_await caller.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
        co_await caller.gone();
    });

    EXPECT_EQ(request({.target = "/"}).error().kind, ErrorKind::too_large);
}

TEST_F(Calling, EndsAgainstAFrozenServer)
{
    serve([](Caller& caller, int) -> Task<void> { co_await caller.gone(); });

    const auto response = request({.target = "/info", .limit = 30ms});

    EXPECT_EQ(response.error(),
        (Error{.kind = ErrorKind::timeout,
            .key = "time_limit",
            .message = "GET /info on unix://" + socket.string() + " was not answered within 30 ms"}));
}

TEST_F(Calling, EndsAgainstAServerThatDribbles)
{
    serve([](Caller& caller, int) -> Task<void> {
        co_await caller.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        bool there = true;
        while (there) {
            co_await caller.pause(2ms);
            there = co_await caller.send("x");
        }
    });

    EXPECT_EQ(request({.target = "/info", .limit = 50ms}).error().kind, ErrorKind::timeout);
}

// The first connection answers once and closes when the second request comes.
Task<void> close_on_second(Caller& caller, int connection, std::vector<std::string>& heard)
{
    for (int round = 0; connection > 0 || round < 2; ++round) {
        auto text = co_await caller.request();
        if (text.empty()) co_return;
        heard.push_back(text.substr(0, text.find(' ')));
        if (connection == 0 && round == 1) co_return;
        co_await caller.send(std::string(hello));
    }
}

TEST_F(Calling, SendsAGetAgainWhenAReusedConnectionEnds)
{
    std::vector<std::string> heard;
    serve([&heard](Caller& caller, int connection) { return close_on_second(caller, connection, heard); });

    EXPECT_EQ(request({.target = "/"})->body, "hello");
    EXPECT_EQ(request({.target = "/"})->body, "hello");

    EXPECT_EQ(heard, (std::vector<std::string>{"GET", "GET", "GET"}));
    EXPECT_EQ(server->connections(), 2);
}

TEST_F(Calling, NeverSendsAPostTwice)
{
    std::vector<std::string> heard;
    serve([&heard](Caller& caller, int connection) { return close_on_second(caller, connection, heard); });

    EXPECT_EQ(request({.target = "/"})->body, "hello");
    const auto second = request({.method = "POST", .target = "/"});

    EXPECT_EQ(second.error().key, "http_protocol");
    EXPECT_EQ(heard, (std::vector<std::string>{"GET", "POST"}));
}

TEST_F(Calling, DoesNotTryAgainOnAFirstConnection)
{
    serve([](Caller& caller, int) -> Task<void> { const auto heard = co_await caller.request(); });

    EXPECT_EQ(request({.target = "/"}).error().key, "http_protocol");
    EXPECT_EQ(server->connections(), 1);
}

TEST_F(Calling, NoticesThatAnIdleConnectionWasClosed)
{
    serve_text(std::string(hello));

    EXPECT_EQ(request({.method = "POST", .target = "/"})->body, "hello");
    EXPECT_EQ(request({.method = "POST", .target = "/"})->body, "hello");

    EXPECT_EQ(server->connections(), 2);
}

TEST_F(Calling, DoesNotReuseAConnectionWithBytesToSpare)
{
    serve_kept_alive(std::string(hello) + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nspare");

    EXPECT_EQ(request({.target = "/"})->body, "hello");
    EXPECT_EQ(request({.target = "/"})->body, "hello");

    EXPECT_EQ(server->connections(), 2);
}

TEST_F(Calling, HoldsTheNumberOfConnections)
{
    most_connections = 2;
    int now = 0;
    int most = 0;
    serve([&](Caller& caller, int) -> Task<void> {
        return [](Caller& one, int& current, int& highest) -> Task<void> {
            for (;;) {
                const auto heard = co_await one.request();
                if (heard.empty()) co_return;
                highest = std::max(highest, ++current);
                co_await one.pause(5ms);
                --current;
                co_await one.send(std::string(hello));
            }
        }(caller, now, most);
    });
    std::vector<std::function<Task<Result<ClientResponse>>()>> makers(
        8, [this] { return client().request({.target = "/"}); });

    const auto results = run(io, run_bounded(std::move(makers), 8));

    for (const auto& result : results) EXPECT_EQ(result->body, "hello");
    EXPECT_EQ(most, 2);
    EXPECT_EQ(server->connections(), 2);
}

TEST_F(Calling, DoesNotWaitForAFreeConnectionForever)
{
    most_connections = 1;
    serve([](Caller& caller, int) -> Task<void> { co_await caller.gone(); });
    std::vector<std::function<Task<Result<ClientResponse>>()>> makers{
        [this] { return client().request({.target = "/", .limit = 200ms}); },
        [this] { return client().request({.target = "/", .limit = 20ms}); }};

    const auto results = run(io, run_bounded(std::move(makers), 2));

    EXPECT_EQ(results[0].error().kind, ErrorKind::timeout);
    EXPECT_NE(results[1].error().message.find("busy"), std::string::npos);
}

// Cancels `task` after `wait`.
Result<ClientResponse> run_and_cancel(boost::asio::io_context& io, Task<Result<ClientResponse>> task)
{
    return run(io, with_timeout(std::move(task), 30ms, "call"));
}

TEST_F(Calling, ClosesTheConnectionWhenItIsCancelled)
{
    bool gone = false;
    serve([&gone](Caller& caller, int) -> Task<void> {
        return [](Caller& one, bool& seen) -> Task<void> {
            const auto heard = co_await one.request();
            co_await one.gone();
            seen = true;
        }(caller, gone);
    });

    const auto response = run_and_cancel(io, client().request({.method = "POST", .target = "/images/create"}));
    run(io, sleep_for(20ms));

    EXPECT_EQ(response.error().message, "call did not end within 30 ms");
    EXPECT_TRUE(gone);
}

TEST_F(Calling, FreesTheConnectionOfACancelledRequest)
{
    most_connections = 1;
    serve([](Caller& caller, int connection) -> Task<void> {
        if (connection == 0) return caller.gone();
        return answer_once(caller, std::string(hello));
    });
    EXPECT_FALSE(run_and_cancel(io, client().request({.target = "/"})));

    EXPECT_EQ(request({.target = "/"})->body, "hello");
}

TEST_F(Calling, StreamsEachPieceAsItComes)
{
    std::vector<std::string> order;
    serve([&order](Caller& caller, int) -> Task<void> {
        return [](Caller& one, std::vector<std::string>& seen) -> Task<void> {
            const auto heard = co_await one.request();
            co_await one.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (const std::string piece : {"one", "two"}) {
                co_await one.pause(10ms);
                seen.push_back("send " + piece);
                co_await one.send("3\r\n" + piece + "\r\n");
            }
            co_await one.pause(10ms);
            co_await one.send("0\r\n\r\n");
        }(caller, order);
    });
    ClientRequest wanted{.target = "/events", .limit = 1s};
    wanted.opened = [&order] { order.push_back("opened"); };
    auto sink = [&order](std::string_view piece) {
        order.push_back("got " + std::string(piece));
        return true;
    };

    const auto response = run(io, client().stream(wanted, sink));

    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(order, (std::vector<std::string>{"opened", "send one", "got one", "send two", "got two"}));
}

TEST_F(Calling, ReadsTheBodyOfAStreamThatWasRefused)
{
    serve_text("HTTP/1.1 404 Not Found\r\nContent-Length: 21\r\n\r\n{\"message\":\"no such\"}");

    const auto response = stream({.target = "/"});

    EXPECT_EQ(response->status, 404);
    EXPECT_EQ(response->body, "{\"message\":\"no such\"}");
    EXPECT_EQ(streamed, "");
}

TEST_F(Calling, NoticesAStreamThatIsCut)
{
    for (const std::string start :
        {"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "Transfer-Encoding: chunked\r\n\r\n9\r\nhello",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "Content-Length: 9\r\n\r\nhello"}) {
        server.reset();
        std::filesystem::remove(socket);
        streamed.clear();
        serve_text("HTTP/1.1 200 OK\r\n" + start);

        const auto response = stream({.target = "/"});

        ASSERT_FALSE(response) << start;
        EXPECT_EQ(response.error().kind, ErrorKind::upstream) << start;
        EXPECT_EQ(response.error().key, "stream_cut") << start;
        EXPECT_EQ(streamed, "hello") << start;
    }
}

TEST_F(Calling, NoticesASilentStream)
{
    serve([](Caller& caller, int) -> Task<void> {
        const auto heard = co_await caller.request();
        co_await caller.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        co_await caller.gone();
    });

    const auto response = stream({.target = "/", .limit = 1s, .silence = 30ms});

    EXPECT_EQ(response.error().kind, ErrorKind::timeout);
    EXPECT_EQ(response.error().key, "stream_silent");
    EXPECT_EQ(streamed, "hello");
}

TEST_F(Calling, LetsAStreamRunLongerThanTheLimitOfItsHeader)
{
    serve([](Caller& caller, int) -> Task<void> {
        const auto heard = co_await caller.request();
        co_await caller.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        co_await caller.pause(100ms);
        co_await caller.send("5\r\nhello\r\n0\r\n\r\n");
    });

    EXPECT_TRUE(stream({.target = "/", .limit = 30ms}));
    EXPECT_EQ(streamed, "hello");
}

TEST_F(Calling, EndsAStreamWhenTheSinkHasHadEnough)
{
    bool gone = false;
    serve([&gone](Caller& caller, int) -> Task<void> {
        return [](Caller& one, bool& seen) -> Task<void> {
            const auto heard = co_await one.request();
            co_await one.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nworld\r\n");
            co_await one.gone();
            seen = true;
        }(caller, gone);
    });

    const auto response = run(io, client().stream({.target = "/"}, [this](std::string_view piece) {
        streamed += piece;
        return false;
    }));
    run(io, sleep_for(20ms));

    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(streamed, "hello");
    EXPECT_TRUE(gone);
}

TEST_F(Calling, ClosesAStreamWhenItIsCancelled)
{
    bool gone = false;
    serve([&gone](Caller& caller, int) -> Task<void> {
        return [](Caller& one, bool& seen) -> Task<void> {
            const auto heard = co_await one.request();
            co_await one.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            co_await one.gone();
            seen = true;
        }(caller, gone);
    });

    const auto response = run_and_cancel(io, client().stream({.target = "/"}, [](std::string_view) { return true; }));
    run(io, sleep_for(20ms));

    EXPECT_FALSE(response);
    EXPECT_TRUE(gone);
}

TEST_F(Calling, SurvivesTheEndOfTheClientDuringARequest)
{
    serve([](Caller& caller, int) -> Task<void> {
        co_await caller.pause(20ms);
        co_await caller.send(std::string(hello));
    });
    auto short_lived = std::make_unique<Client>(io.get_executor(), endpoint());
    auto task = short_lived->request({.target = "/"});
    short_lived.reset();

    EXPECT_EQ(run(io, std::move(task))->body, "hello");
}

TEST(EndpointText, IsReadInEachForm)
{
    EXPECT_EQ(Endpoint::parse("unix:///run/docker.sock")->path, "/run/docker.sock");
    EXPECT_EQ(Endpoint::parse("tcp://127.0.0.1:2375")->port, "2375");
    EXPECT_EQ(Endpoint::parse("tcp://[::1]:2375")->host, "::1");
    EXPECT_EQ(Endpoint::parse("http://registry.local/")->host, "registry.local");
    EXPECT_EQ(Endpoint::parse("http://registry.local/")->port, "80");
    EXPECT_EQ(Endpoint::parse("https://nas.local")->port, "443");
    EXPECT_TRUE(Endpoint::parse("https://nas.local:7000")->tls);
    EXPECT_FALSE(Endpoint::parse("http://nas.local:7000")->tls);
}

TEST(EndpointText, IsRefusedWhenItIsNotOne)
{
    for (const std::string text :
        {"", "unix://", "unix://relative.sock", "tcp://127.0.0.1", "tcp://:80", "tcp://a:0", "tcp://a:65536", "tcp://a b:80",
            "tcp://::1:80", "tcp://[::1", "tcp://[::1]x", "https://", "ssh://host", "/run/docker.sock"}) {
        const auto endpoint = Endpoint::parse(text);
        ASSERT_FALSE(endpoint) << text;
        EXPECT_EQ(endpoint.error().key, "endpoint") << text;
    }
    EXPECT_FALSE(Endpoint::parse("unix:///" + std::string(120, 'a')));
}

// ---- connections that become something else

constexpr std::string_view switching = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

class Upgrading : public Calling {
protected:
    static ClientRequest wanted()
    {
        ClientRequest request{.method = "POST", .target = "/exec/1/start", .body = "{}", .limit = 500ms};
        request.headers.add("Connection", "Upgrade");
        request.headers.add("Upgrade", "tcp");
        return request;
    }

    Result<Upgraded> upgrade() { return run(io, client().upgrade(wanted())); }
    std::string read(Channel& channel)
    {
        auto piece = run(io, channel.read());
        return piece ? *piece : piece.error().key;
    }
};

TEST_F(Upgrading, KeepsTheBytesThatCameWithTheAnswer)
{
    serve_text(std::string(switching) + "first\r\n\r\n");

    const auto upgraded = upgrade();

    ASSERT_TRUE(upgraded) << upgraded.error().message;
    EXPECT_EQ(upgraded->response.status, 101);
    EXPECT_EQ(read(*upgraded->channel), "first\r\n\r\n");
    EXPECT_EQ(read(*upgraded->channel), "") << "the end";
}

TEST_F(Upgrading, CarriesBytesBothWaysAndEndsOneOfThem)
{
    serve([](Caller& caller, int) -> Task<void> {
        [[maybe_unused]] const auto asked = co_await caller.request();
        co_await caller.send(std::string(switching));
        const auto sent = co_await caller.request(); // read like one: up to an empty line
        co_await caller.gone(); // its side only
        co_await caller.send("heard " + sent);
    });
    const auto upgraded = upgrade();
    ASSERT_TRUE(upgraded && upgraded->channel);

    ASSERT_TRUE(run(io, upgraded->channel->write("hello\r\n\r\n", 1s)));
    upgraded->channel->finish_sending();

    EXPECT_EQ(read(*upgraded->channel), "heard hello\r\n\r\n");
    EXPECT_EQ(read(*upgraded->channel), "");
}

TEST_F(Upgrading, GivesARefusalWithItsBody)
{
    serve_text("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");

    const auto upgraded = upgrade();

    ASSERT_TRUE(upgraded);
    EXPECT_EQ(upgraded->response.status, 404);
    EXPECT_EQ(upgraded->response.body, "no");
    EXPECT_FALSE(upgraded->channel);
}

TEST_F(Upgrading, HasALimit)
{
    serve([](Caller& caller, int) -> Task<void> { co_await caller.gone(); });

    const auto upgraded = upgrade();

    ASSERT_FALSE(upgraded);
    EXPECT_EQ(upgraded.error().key, "time_limit");
}

TEST_F(Upgrading, LimitsTheWaitForAnEndThatTakesNothing)
{
    serve([](Caller& caller, int) -> Task<void> {
        [[maybe_unused]] const auto asked = co_await caller.request();
        co_await caller.send(std::string(switching));
        co_await caller.pause(5s);
    });
    const auto upgraded = upgrade();
    ASSERT_TRUE(upgraded && upgraded->channel);

    const auto written = run(io, upgraded->channel->write(std::string(8'000'000, 'x'), 100ms));

    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().key, "stream_stuck");
}

} // namespace
} // namespace furtka::http
