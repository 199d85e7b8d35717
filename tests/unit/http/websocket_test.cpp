// WebSockets, byte for byte on the side of the other end (RFC 6455).
#include "async/notice.hpp"
#include "http/client.hpp"
#include "serving.hpp"

#include <algorithm>

namespace furtka::http {
namespace {

using namespace std::chrono_literals;

// The key of RFC 6455, 1.3, and the answer it must have.
const std::string key = "dGhlIHNhbXBsZSBub25jZQ==";
const std::string accepted = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

std::string upgrade(const std::string& more = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n")
{
    return "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n" + more + "\r\n";
}

enum Opcode : unsigned char { text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

std::string header(Opcode opcode, std::size_t size, bool masked)
{
    std::string bytes{static_cast<char>(0x80U | opcode)};
    const auto mark = static_cast<unsigned char>(masked ? 0x80 : 0);
    if (size < 126) {
        bytes += static_cast<char>(mark | size);
    } else {
        bytes += static_cast<char>(mark | 126U);
        bytes += static_cast<char>(size >> 8U);
        bytes += static_cast<char>(size & 0xffU);
    }
    return bytes;
}

/// A frame as a client sends it.
std::string masked(Opcode opcode, const std::string& payload)
{
    const std::string mask = "\x01\x02\x03\x04";
    std::string bytes = header(opcode, payload.size(), true) + mask;
    for (std::size_t i = 0; i < payload.size(); ++i) bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
    return bytes;
}

/// A frame as a server sends it.
std::string frame(Opcode opcode, const std::string& payload) { return header(opcode, payload.size(), false) + payload; }

std::string close_frame(int code, const std::string& reason = "")
{
    return frame(close, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + reason);
}

Task<void> echo(WebSocket& socket, std::vector<std::string>& ends)
{
    for (;;) {
        auto message = co_await socket.read();
        if (!message) {
            ends.push_back(message.error().key);
            co_return;
        }
        const auto sent = co_await socket.send(message->kind, message->data);
        if (!sent) ends.push_back("send " + sent.error().key);
    }
}

class Web : public Serving {
protected:
    Web()
    {
        options.limits.socket.close_time = 300ms;
        body = [this](WebSocket& socket) { return echo(socket, ends); };
        handler = [this](Request) { return answer(*this); };
    }

    static Task<Response> answer(Web& self) { co_return Response{.status = 200, .headers = {}, .body = self.body}; }

    /// A connection whose upgrade was accepted.
    RawClient opened(const std::string& behind = "")
    {
        if (!server) listen();
        auto client = connect();
        run(io, client.send(upgrade() + behind));
        head = run(io, client.read_until("\r\n\r\n"));
        EXPECT_EQ(status_of(head), "HTTP/1.1 101 Switching Protocols");
        return client;
    }

    std::string say(RawClient& client, const std::string& bytes, const std::string& end)
    {
        run(io, client.send(bytes));
        return run(io, client.read_until(end));
    }

    void settle(const std::function<bool()>& reached)
    {
        for (int i = 0; i < 500 && !reached(); ++i) run(io, sleep_for(2ms));
    }

    SocketBody body;
    std::string head;
    std::vector<std::string> ends;
};

TEST_F(Web, IsOpenedAsTheRfcSays)
{
    auto client = opened();

    EXPECT_NE(head.find("Upgrade: websocket\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("Connection: upgrade\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("Sec-WebSocket-Accept: " + accepted + "\r\n"), std::string::npos) << head;
}

TEST_F(Web, CarriesTextAndBytes)
{
    auto client = opened();

    EXPECT_EQ(say(client, masked(text, "hello"), "hello"), frame(text, "hello"));
    EXPECT_EQ(
        say(client, masked(binary, std::string("\0\xff\r\n", 4)), "\r\n"), frame(binary, std::string("\0\xff\r\n", 4)));
    const std::string large(5000, 'x');
    EXPECT_EQ(say(client, masked(binary, large + "!"), "!"), frame(binary, large + "!"));
}

TEST_F(Web, LosesNoBytesThatCameWithTheRequest)
{
    auto client = opened(masked(text, "early"));

    EXPECT_EQ(run(io, client.read_until("early")), frame(text, "early"));
}

TEST_F(Web, IsServedOnAUnixSocketToo)
{
    listen();
    const std::string path = folder / "web.sock";
    ASSERT_TRUE(server->listen_unix(path, std::nullopt));
    RawClient client(io, path);
    run(io, client.send(upgrade()));
    run(io, client.read_until("\r\n\r\n"));

    EXPECT_EQ(say(client, masked(text, "hello"), "hello"), frame(text, "hello"));
}

TEST_F(Web, TellsWhoDoesNotAskForItToUpgrade)
{
    listen();
    auto client = connect();

    const auto answer = say(client, "GET /socket HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\n");

    EXPECT_EQ(status_of(answer), "HTTP/1.1 426 Upgrade Required");
    EXPECT_NE(answer.find("Upgrade: websocket\r\n"), std::string::npos) << answer;
    EXPECT_NE(answer.find("Connection: Upgrade\r\n"), std::string::npos) << answer;
    // It may ask for something else on the same connection.
    const auto reason = run(io, client.read_until("\n"));
    EXPECT_EQ(status_of(say(client, upgrade(), "\r\n\r\n")), "HTTP/1.1 101 Switching Protocols") << reason;
}

TEST_F(Web, RefusesABrokenHandshake)
{
    const std::string version = "Sec-WebSocket-Version: 13\r\n";
    const std::string good_key = "Sec-WebSocket-Key: " + key + "\r\n";
    const std::string plain = "Host: a\r\nConnection: close\r\nUpgrade: websocket\r\n" + version + good_key;
    const std::vector<std::pair<std::string, std::string>> cases{
        {upgrade("Connection: close\r\nSec-WebSocket-Version: 8\r\n" + good_key), "426"},
        {upgrade("Connection: close\r\n" + good_key), "426"}, {upgrade("Connection: close\r\n" + version), "400"},
        {upgrade("Connection: close\r\n" + version + "Sec-WebSocket-Key: c2hvcnQ=\r\n"), "400"},
        {upgrade("Connection: close\r\n" + version + "Sec-WebSocket-Key: " + std::string(24, '!') + "\r\n"), "400"},
        {upgrade("Connection: close\r\n" + version + good_key + good_key), "400"},
        {"GET /socket HTTP/1.1\r\n" + plain + "\r\n", "400"},
        {"POST /socket HTTP/1.1\r\nConnection: Upgrade\r\n" + plain + "\r\n", "400"},
        {"GET /socket HTTP/1.0\r\nConnection: Upgrade\r\n" + plain + "\r\n", "426"},
        {"GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n", "426"}};
    for (const auto& [request, status] : cases) {
        const auto answer = ask(request);
        EXPECT_EQ(status_of(answer).substr(9, 3), status) << request;
        EXPECT_EQ(answer.find("Sec-WebSocket-Version: 13\r\n") != std::string::npos, status == "426") << answer;
    }
    EXPECT_TRUE(ends.empty());
}

TEST_F(Web, AnswersAPing)
{
    auto client = opened();

    EXPECT_EQ(say(client, masked(ping, "are you there"), "there"), frame(pong, "are you there"));
}

TEST_F(Web, ClosesWhenTheClientDoes)
{
    auto client = opened();

    run(io, client.send(masked(close, "\x03\xe8")));
    const auto answer = run(io, client.read_all());

    EXPECT_EQ(answer, close_frame(1000));
    settle([&] { return !ends.empty(); });
    EXPECT_EQ(ends, std::vector<std::string>{"socket_closed"});
}

TEST_F(Web, ClosesWhenItsTaskEndsAndSaysWhy)
{
    body = [](WebSocket& socket) -> Task<void> {
        socket.close_with(SocketClose::policy, "not like this");
        co_return;
    };
    auto client = opened();

    const auto answer = run(io, client.read_until("this"));
    EXPECT_EQ(answer, close_frame(1008, "not like this"));
    run(io, client.send(masked(close, "\x03\xf0")));
    EXPECT_EQ(run(io, client.read_all()), "");
}

TEST_F(Web, DoesNotWaitForAClientThatNeverAnswersItsClose)
{
    body = [](WebSocket&) -> Task<void> { co_return; };
    auto client = opened();

    const auto answer = run(io, client.read_all(), 2s);

    EXPECT_EQ(answer, close_frame(1000));
}

TEST_F(Web, TellsThatItsTaskFailed)
{
    body = [](WebSocket&) -> Task<void> {
        throw std::runtime_error("broken");
        co_return;
    };
    auto client = opened();

    EXPECT_EQ(
        run(io, client.read_until("says more")), close_frame(1011, "this should not have happened; the log says more"));
}

TEST_F(Web, RefusesAMessageThatIsTooLarge)
{
    options.limits.socket.message_bytes = 100;
    auto client = opened();

    run(io, client.send(masked(text, std::string(101, 'x'))));
    const auto answer = run(io, client.read_all());

    EXPECT_EQ(answer.substr(0, 4), close_frame(1009).substr(0, 4));
    settle([&] { return !ends.empty(); });
    EXPECT_EQ(ends, std::vector<std::string>{"socket_closed"});
}

TEST_F(Web, RefusesAFrameWithoutAMask)
{
    auto client = opened();

    run(io, client.send(frame(text, "hello")));

    EXPECT_EQ(run(io, client.read_all()).substr(0, 4), close_frame(1002).substr(0, 4));
}

TEST_F(Web, NoticesAClientThatIsGone)
{
    auto client = opened();

    client.close();
    settle([&] { return !ends.empty(); });

    EXPECT_EQ(ends, std::vector<std::string>{"socket_closed"});
}

TEST_F(Web, PingsASilentClientAndThenLeavesIt)
{
    options.limits.socket.idle_time = 200ms;
    auto client = opened();

    const auto heard = run(io, client.read_all(), 3s);

    EXPECT_EQ(heard, frame(ping, ""));
    settle([&] { return !ends.empty(); });
    EXPECT_EQ(ends, std::vector<std::string>{"socket_closed"});
}

TEST_F(Web, KeepsASilentClientThatAnswersPings)
{
    options.limits.socket.idle_time = 200ms;
    auto client = opened();
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(run(io, client.read_until(frame(ping, ""))), frame(ping, ""));
        run(io, client.send(masked(pong, "")));
    }

    EXPECT_EQ(say(client, masked(text, "hello"), "hello"), frame(text, "hello"));
}

TEST_F(Web, AreBoundInNumber)
{
    options.limits.sockets = 2;
    auto first = opened();
    auto second = opened();

    auto third = connect();
    EXPECT_EQ(status_of(say(third, upgrade(), "\r\n\r\n")), "HTTP/1.1 503 Service Unavailable");

    first.close();
    settle([&] { return !ends.empty(); });
    auto fourth = opened();
    EXPECT_EQ(say(fourth, masked(text, "hello"), "hello"), frame(text, "hello"));
}

Task<void> pour(WebSocket& socket, std::size_t& sent)
{
    for (;;) {
        const auto went = co_await socket.send(SocketKind::binary, std::string(16384, 'x'));
        if (!went) co_return;
        sent += 16384;
    }
}

TEST_F(Web, WaitsForAClientThatTakesNothingAndThenLeavesIt)
{
    options.limits.socket.write_time = 300ms;
    std::size_t sent = 0;
    bool over = false;
    body = [&](WebSocket& socket) -> Task<void> {
        co_await pour(socket, sent);
        over = true;
    };
    auto client = opened();
    run(io, sleep_for(150ms));
    const auto taken = sent;
    run(io, sleep_for(50ms));
    EXPECT_EQ(sent, taken) << "nothing is kept for a client that does not read";
    EXPECT_LT(sent, std::size_t{16} * 1024 * 1024);
    EXPECT_FALSE(over);

    settle([&] { return over; });
    EXPECT_TRUE(over);
}

TEST_F(Web, TakesNoMoreThanItMayKeep)
{
    options.limits.socket.waiting_bytes = 1000;
    Notice go(io.get_executor());
    std::size_t read = 0;
    body = [&](WebSocket& socket) -> Task<void> {
        co_await go.wait();
        for (;;) {
            const auto message = co_await socket.read();
            if (!message) co_return;
            read += message->data.size();
        }
    };
    auto client = opened();
    boost::system::error_code ignored;
    client.socket().set_option(boost::asio::socket_base::send_buffer_size(4096), ignored);
    client.socket().non_blocking(true);
    std::string bytes;
    const auto message = masked(binary, std::string(1000, 'x'));
    while (bytes.size() < 32'000'000) bytes += message;
    std::size_t sent = 0;
    for (int round = 0; round < 40; ++round) { // until the sockets between are full
        boost::system::error_code full;
        while (!full)
            sent += client.socket().write_some(boost::asio::buffer(bytes.data() + sent, bytes.size() - sent), full);
        run(io, sleep_for(2ms));
    }
    EXPECT_LT(sent, std::size_t{16} * 1024 * 1024);

    go.notify();
    const auto whole = sent / message.size() * 1000;
    settle([&] { return read == whole; });
    EXPECT_EQ(read, whole) << "and all of it once it is wanted";
}

TEST_F(Web, SaysGoodbyeWhenTheServerStops)
{
    auto client = opened();

    auto drained = [](Server& of) -> Task<void> { co_await of.drain(2s); };
    const auto begin = std::chrono::steady_clock::now();
    auto both = [&](RawClient& from) -> Task<std::string> {
        bool done = false;
        boost::asio::co_spawn(io, drained(*server), [&done](const std::exception_ptr&) { done = true; });
        auto heard = co_await from.read_until(close_frame(1001));
        co_await from.send(masked(close, "\x03\xe9"));
        while (!done) co_await sleep_for(1ms);
        co_return heard;
    };

    EXPECT_EQ(run(io, both(client)), close_frame(1001));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
    EXPECT_EQ(ends, std::vector<std::string>{"socket_closed"});
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Web, IsCutWhenItsTaskDoesNotEndWithTheServer)
{
    bool cancelled = false;
    body = [&](WebSocket&) -> Task<void> {
        const auto slept = co_await sleep_for(60s);
        cancelled = !slept;
    };
    auto client = opened();

    run(io, server->drain(100ms));

    EXPECT_TRUE(cancelled);
    EXPECT_EQ(server->connections(), 0U);
}

// ---- the other end: this program's own client

class WebClient : public Web {
protected:
    Result<ClientResponse> visit(SocketBody what)
    {
        if (!server) listen();
        Client client(io.get_executor(), Endpoint::parse(fmt::format("tcp://127.0.0.1:{}", port)).value());
        return run(io, client.web_socket({.target = "/socket", .limit = 500ms}, std::move(what)));
    }
};

TEST_F(WebClient, TalksToTheServer)
{
    std::vector<SocketMessage> heard;
    const auto done = visit([&](WebSocket& socket) -> Task<void> {
        for (const auto kind : {SocketKind::text, SocketKind::binary}) {
            [[maybe_unused]] const auto sent = co_await socket.send(kind, "hello");
            auto message = co_await socket.read();
            if (message) heard.push_back(*message);
        }
    });

    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->status, 101);
    EXPECT_EQ(heard, (std::vector<SocketMessage>{{SocketKind::text, "hello"}, {SocketKind::binary, "hello"}}));
    settle([&] { return !ends.empty(); });
    EXPECT_EQ(ends, std::vector<std::string>{"socket_closed"});
}

TEST_F(WebClient, IsToldWhyItIsRefused)
{
    handler = [](Request) -> Task<Response> {
        co_return Response{.status = 409, .headers = {}, .body = std::string(3000, 'x')};
    };

    const auto done = visit([](WebSocket&) -> Task<void> { co_return; });

    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->status, 409);
    EXPECT_EQ(done->body, std::string(3000, 'x'));
}

TEST_F(WebClient, SendsItsFields)
{
    handler = [](Request request) -> Task<Response> {
        co_return Response{
            .status = 401, .headers = {}, .body = std::string(request.headers.find("Authorization").value_or("none"))};
    };
    listen();
    Client client(io.get_executor(), Endpoint::parse(fmt::format("tcp://127.0.0.1:{}", port)).value());
    ClientRequest request{.target = "/socket", .limit = 500ms};
    request.headers.add("Authorization", "Bearer it");

    const auto done = run(io, client.web_socket(std::move(request), [](WebSocket&) -> Task<void> { co_return; }));

    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->body, "Bearer it");
}

TEST_F(WebClient, HasALimitForItsHandshake)
{
    handler = [](Request) -> Task<Response> {
        co_await sleep_for(60s);
        co_return Response{};
    };

    const auto done = visit([](WebSocket&) -> Task<void> { co_return; });

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().key, "time_limit");
}

TEST_F(WebClient, SeesTheEnd)
{
    body = [](WebSocket& socket) -> Task<void> {
        [[maybe_unused]] const auto sent = co_await socket.send(SocketKind::text, "last words");
    };
    std::vector<std::string> heard;
    const auto done = visit([&](WebSocket& socket) -> Task<void> {
        for (;;) {
            const auto message = co_await socket.read();
            heard.push_back(message ? message->data : message.error().key);
            if (!message) co_return;
        }
    });

    ASSERT_TRUE(done);
    EXPECT_EQ(heard, (std::vector<std::string>{"last words", "socket_closed"}));
}

} // namespace
} // namespace furtka::http
