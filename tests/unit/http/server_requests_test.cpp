// What a server takes and what it refuses.
#include "serving.hpp"

namespace furtka::http {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

class Requests : public Serving { };

TEST_F(Requests, AreAnsweredWithHeaderAndBody)
{
    const auto answer = ask("GET /a%20b?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    EXPECT_EQ(status_of(answer), "HTTP/1.1 200 OK");
    EXPECT_EQ(body_of(answer), "GET /a b x=1");
    EXPECT_NE(answer.find("\r\nContent-Length: 12\r\n"), std::string::npos) << answer;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos) << answer;
    EXPECT_NE(answer.find("\r\nDate: "), std::string::npos) << answer;
}

TEST_F(Requests, FollowEachOtherOnOneConnection)
{
    listen();
    auto client = connect();
    for (int i = 0; i < 5; ++i) {
        run(io, client.send(fmt::format("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", i)));
        EXPECT_EQ(body_of(run(io, client.read_response())), fmt::format("GET /{}", i));
    }
    EXPECT_EQ(server->connections(), 1U);
}

TEST_F(Requests, MayBeSentAllAtOnce)
{
    std::string bytes;
    for (int i = 0; i < 50; ++i) bytes += fmt::format("POST /{} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab", i);
    listen();
    auto client = connect();
    run(io, client.send(bytes));

    for (int i = 0; i < 50; ++i) EXPECT_EQ(body_of(run(io, client.read_response())), fmt::format("POST /{} body=ab", i));
}

TEST_F(Requests, MayComeByteByByte)
{
    listen();
    auto client = connect();
    const std::string bytes =
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
    for (const char c : bytes) {
        run(io, client.send(std::string(1, c)));
        run(io, sleep_for(0ms));
    }

    EXPECT_EQ(body_of(run(io, client.read_response())), "POST /a body=hello world");
}

TEST_F(Requests, OfHttp10EndTheConnection)
{
    const auto answer = ask("GET / HTTP/1.0\r\n\r\n");

    EXPECT_EQ(body_of(answer), "GET /");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

TEST_F(Requests, OfHttp10MayKeepTheConnection)
{
    listen();
    auto client = connect();
    run(io, client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));

    EXPECT_NE(run(io, client.read_response()).find("Connection: keep-alive"), std::string::npos);
    EXPECT_EQ(server->connections(), 1U);
}

TEST_F(Requests, ForTheHeadHaveNoBody)
{
    const auto answer = ask("HEAD /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    EXPECT_NE(answer.find("Content-Length: 6"), std::string::npos) << answer;
    EXPECT_EQ(body_of(answer), "");
    EXPECT_EQ(handled, (std::vector<std::string>{"GET /a"}));
}

TEST_F(Requests, AreToldToContinue)
{
    listen();
    auto client = connect();
    run(io, client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
    EXPECT_EQ(run(io, client.read_until("\r\n\r\n")), "HTTP/1.1 100 Continue\r\n\r\n");

    run(io, client.send("ab"));
    EXPECT_EQ(body_of(run(io, client.read_response())), "POST /a body=ab");
}

TEST_F(Requests, AreNotToldToContinueWhenTheBodyIsTooLarge)
{
    const auto answer = ask("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n");

    EXPECT_EQ(status_of(answer), "HTTP/1.1 413 Content Too Large");
}

TEST_F(Requests, WithAnAbsoluteTargetNameTheirHostThere)
{
    ask("GET http://one.example/a HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n");

    EXPECT_EQ(last.path, "/a");
    EXPECT_EQ(last.headers.find("Host"), "one.example");
}

struct Refused {
    std::string name;
    std::string request;
    int status;
};

void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }

class Refusals : public Serving, public testing::WithParamInterface<Refused> { };

TEST_P(Refusals, NeverReachTheHandler)
{
    const auto answer = ask(GetParam().request);

    EXPECT_EQ(answer.substr(0, 12), fmt::format("HTTP/1.1 {}", GetParam().status)) << answer;
    EXPECT_EQ(handled, std::vector<std::string>());
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
}

std::string post(const std::string& fields, const std::string& body = "hello")
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}
std::string get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"; }

INSTANTIATE_TEST_SUITE_P(Syntax, Refusals,
    testing::Values(Refused{"garbage", "\x16\x03\x01\x02\r\n\r\n", 400}, Refused{"no_target", "GET\r\n\r\n", 400},
        Refused{"old_form", "GET /\r\n\r\n", 400}, Refused{"version_2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        Refused{"space_before_colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        Refused{"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
        Refused{"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        Refused{"control_in_field", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s, 400}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(Smuggling, Refusals,
    testing::Values(Refused{"two_lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
        Refused{"same_length_twice", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
        Refused{"length_list", post("Content-Length: 5, 5\r\n"), 400},
        Refused{"negative_length", post("Content-Length: -5\r\n"), 400},
        Refused{"plus_length", post("Content-Length: +5\r\n"), 400},
        Refused{"hex_length", post("Content-Length: 0x5\r\n"), 400},
        Refused{"endless_length", post("Content-Length: 99999999999999999999999\r\n"), 400},
        Refused{"coding_and_length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
        Refused{"length_and_coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
        Refused{"unknown_coding", post("Transfer-Encoding: gzip\r\n"), 501},
        Refused{"two_codings", post("Transfer-Encoding: gzip, chunked\r\n"), 501},
        Refused{"chunked_twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
        Refused{"coding_in_old_version", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Refused{"bad_chunk", post("Transfer-Encoding: chunked\r\n", "xyz\r\nhello\r\n0\r\n\r\n"), 400},
        Refused{"chunk_too_short", post("Transfer-Encoding: chunked\r\n", "3\r\nhello\r\n0\r\n\r\n"), 400},
        Refused{"huge_chunk", post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"), 400},
        Refused{"endless_chunk_line", post("Transfer-Encoding: chunked\r\n", "5;" + std::string(40000, 'a')), 400}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(Paths, Refusals,
    testing::Values(Refused{"dots", get("/../etc/passwd"), 400}, Refused{"encoded_dots", get("/%2e%2e/etc/passwd"), 400},
        Refused{"encoded_slash", get("/apps%2fblog"), 400}, Refused{"encoded_backslash", get("/apps%5cblog"), 400},
        Refused{"backslash", get("/apps\\blog"), 400}, Refused{"nul", get("/a%00b"), 400},
        Refused{"two_slashes", get("//apps"), 400}, Refused{"broken_escape", get("/a%2"), 400},
        Refused{"newline", get("/a%0d%0ab"), 400}, Refused{"not_utf8", get("/a%ff"), 400},
        Refused{"not_utf8_in_query", get("/a?b=%ff"), 400}, Refused{"asterisk", get("*"), 400},
        Refused{"authority", get("a:80"), 400}, Refused{"fragment", get("/a#b"), 400}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(Sizes, Refusals,
    testing::Values(Refused{"long_field", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20000, 'a') + "\r\n\r\n", 431},
        Refused{"endless_field", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(40000, 'a'), 431},
        Refused{"long_target", "GET /" + std::string(20000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 431},
        Refused{"long_body", post("Content-Length: 1048577\r\n"), 413},
        Refused{"long_chunk", post("Transfer-Encoding: chunked\r\n", "100001\r\n" + std::string(1000, 'a')), 413}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(Requests, OverTheBodyLimitAreAnsweredThoughTheClientIsStillSending)
{
    std::string body;
    for (int i = 0; i < 20; ++i) body += "19000\r\n" + std::string(0x19000, 'a') + "\r\n";

    const auto answer = ask(post("Transfer-Encoding: chunked\r\n", body));

    EXPECT_EQ(status_of(answer), "HTTP/1.1 413 Content Too Large");
}

TEST_F(Requests, WithABodyOfExactlyTheLimitAreTaken)
{
    options.limits.body_bytes = 5;

    EXPECT_EQ(body_of(ask(post("Content-Length: 5\r\nConnection: close\r\n"))), "POST / body=hello");
}

TEST_F(Requests, WithASlowHeaderEnd)
{
    options.limits.header_time = 50ms;
    listen();
    auto client = connect();
    auto dribble = [](RawClient& slow) -> Task<std::string> {
        co_await slow.send("GET / HTTP/1.1\r\n");
        for (int i = 0; i < 20; ++i) {
            co_await slow.send("X: a\r\n");
            const auto slept = co_await sleep_for(5ms);
            if (!slept) break;
        }
        auto answer = co_await slow.read_all();
        co_return answer;
    };

    EXPECT_EQ(status_of(run(io, dribble(client))), "HTTP/1.1 408 Request Timeout");
}

TEST_F(Requests, WithASlowBodyEnd)
{
    options.limits.body_time = 50ms;
    options.limits.header_time = 10s;

    EXPECT_EQ(
        status_of(ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")), "HTTP/1.1 408 Request Timeout");
}

TEST_F(Requests, ThatNeverComeEndTheConnectionWithoutAWord)
{
    options.limits.idle_time = 50ms;

    EXPECT_EQ(ask(""), "");
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Requests, ThatBreakOffNeverReachTheHandler)
{
    listen();
    auto client = connect();
    run(io, client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello"));
    client.close();
    run(io, sleep_for(20ms));

    EXPECT_EQ(handled, std::vector<std::string>());
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Requests, AreRefusedInTheWordsOfTheOwner)
{
    options.error_response = [](int status, std::string_view reason) {
        return Response{
            .status = status, .headers = {}, .body = fmt::format("{{\"status\":{},\"reason\":\"{}\"}}", status, reason)};
    };

    EXPECT_EQ(body_of(ask("GET / HTTP/1.1\r\n\r\n")), R"({"status":400,"reason":"there is no Host field"})");
}

TEST_F(Requests, AreRecorded)
{
    std::vector<std::string> lines;
    options.access_log = [&lines](const AccessRecord& record) {
        lines.push_back(
            fmt::format("{} {} {} {} {}", record.method, record.path, record.status, record.bytes, record.peer.address));
    };
    ask("GET /a?secret=1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /b HTTP/1.1\r\nHost: a\r\n\r\nGET\r\n\r\n");

    EXPECT_EQ(
        lines, (std::vector<std::string>{"GET /a 200 15 127.0.0.1", "HEAD /b 200 0 127.0.0.1", "- - 400 41 127.0.0.1"}));
}

TEST_F(Requests, WhoseHandlerThrowsAreAnsweredWith500)
{
    handler = [](Request request) -> Task<Response> {
        if (request.path == "/throw") throw std::runtime_error("a bug");
        co_return Response{.status = 204, .headers = {}, .body = std::string()};
    };
    listen();
    auto client = connect();
    run(io, client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_EQ(status_of(run(io, client.read_response())), "HTTP/1.1 500 Internal Server Error");

    run(io, client.send("GET /ok HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_EQ(status_of(run(io, client.read_response())), "HTTP/1.1 204 No Content");
}

} // namespace
} // namespace furtka::http
