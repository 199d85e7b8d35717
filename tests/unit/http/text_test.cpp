#include "http/json_lines.hpp"
#include "http/message.hpp"
#include "http/percent.hpp"
#include "http/response_head.hpp"
#include "http/sse.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace furtka::http {
namespace {

using namespace std::string_view_literals;
using Pairs = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> split(std::string_view text, std::size_t step, std::size_t longest = 1024)
{
    std::vector<std::string> lines;
    LineSplitter splitter([&](std::string_view line) { lines.emplace_back(line); }, longest);
    for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) {
        if (!splitter.feed(text.substr(0, step))) lines.emplace_back("(broken)");
    }
    splitter.finish();
    return lines;
}

TEST(SplittingLines, GivesTheSameLinesInAnyPieces)
{
    const std::vector<std::string> lines{R"({"status":"Pulling"})", R"({"id":"a"})", "last"};
    const std::string text = lines[0] + "\r\n\r\n" + lines[1] + "\n\n" + lines[2];

    for (std::size_t step = 1; step <= text.size(); ++step) EXPECT_EQ(split(text, step), lines) << step;
}

TEST(SplittingLines, TakesALineOfExactlyTheLimit)
{
    EXPECT_EQ(split("12345\r\n12345\n12345", 3, 5), (std::vector<std::string>{"12345", "12345", "12345"}));
}

TEST(SplittingLines, StopsAtALineOverTheLimit)
{
    EXPECT_EQ(split("1\n123456\n2\n", 100, 5), (std::vector<std::string>{"1", "(broken)"}));
    EXPECT_EQ(split("123456", 100, 5), (std::vector<std::string>{}));
    EXPECT_EQ(split("1234567", 100, 5), (std::vector<std::string>{"(broken)"}));
}

std::vector<SseEvent> parse(std::string_view text, std::size_t step)
{
    std::vector<SseEvent> events;
    SseParser parser([&](SseEvent event) { events.push_back(std::move(event)); });
    for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) EXPECT_TRUE(parser.feed(text.substr(0, step)));
    return events;
}

TEST(EventsAsBytes, AreFramedAsBrowsersReadThem)
{
    EXPECT_EQ(format_event({.id = "7", .name = "app", .data = R"({"name":"blog"})"}),
        "id: 7\nevent: app\ndata: {\"name\":\"blog\"}\n\n");
    EXPECT_EQ(format_event({.data = ""}), "data: \n\n");
    EXPECT_EQ(format_event({.data = "a\nb\r\nc\rd\n"}), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
    EXPECT_EQ(format_event({.id = "1\n2", .name = "a\r\ndata: x", .data = "y"}), "id: 12\nevent: adata: x\ndata: y\n\n");
}

TEST(ReadingEvents, GivesBackWhatWasWritten)
{
    const std::vector<SseEvent> events{{.id = "1", .name = "app", .data = "a\nb"}, {.id = "2", .name = "", .data = ""},
        {.id = "3", .name = "job", .data = " leading space"}};
    std::string text;
    for (const auto& event : events) text += format_event(event);

    for (std::size_t step = 1; step <= text.size(); ++step) EXPECT_EQ(parse(text, step), events) << step;
}

TEST(ReadingEvents, FollowsTheRulesOfTheStandard)
{
    const std::string text =
        ": heartbeat\n\ndata:no space\r\rid: 9\n\nunknown: x\ndata\ndata: two\r\n\r\ndata: unfinished\n";

    for (std::size_t step = 1; step <= text.size(); ++step) {
        EXPECT_EQ(parse(text, step),
            (std::vector<SseEvent>{{.id = "", .name = "", .data = "no space"}, {.id = "9", .name = "", .data = "\ntwo"}}))
            << step;
    }
}

TEST(ReadingEvents, StopsAtALineThatIsTooLong)
{
    SseParser parser([](SseEvent) { });
    EXPECT_TRUE(parser.feed(std::string(1024 * 1024, 'a')));
    EXPECT_FALSE(parser.feed("a"));
    EXPECT_FALSE(parser.feed("\n"));
}

TEST(ReadingEvents, StopsAtDataThatIsTooLong)
{
    SseParser parser([](SseEvent) { });
    const std::string line = "data: " + std::string(1000 * 1000, 'a') + "\n";
    bool going_on = true;
    int lines = 0;
    while (going_on && lines < 10) {
        going_on = parser.feed(line);
        ++lines;
    }
    EXPECT_EQ(lines, 5);
}

TEST(HeaderFields, CompareWithoutCase)
{
    Headers headers;
    headers.add("Set-Cookie", "a");
    headers.add("set-cookie", "b");
    headers.add("Content-Type", "text/plain");

    EXPECT_EQ(headers.find("SET-COOKIE"), "a");
    EXPECT_EQ(headers.find("Accept"), std::nullopt);
    headers.set("Set-cookie", "c");
    EXPECT_EQ(headers.all(), (Pairs{{"Content-Type", "text/plain"}, {"Set-cookie", "c"}}));
}

TEST(PercentEncoding, GoesBothWays)
{
    EXPECT_EQ(percent_encode("a-b_c.d~e /?%ä"), "a-b_c.d~e%20%2F%3F%25%C3%A4");
    EXPECT_EQ(percent_decode_path("/a%20b%c3%A4"), "/a bä");
}

TEST(PercentEncoding, RefusesWhatHidesAPath)
{
    for (const auto text : {"/a%2fb"sv, "/a%2Fb"sv, "/a%5cb"sv, "/a%00b"sv, "/a%"sv, "/a%2"sv, "/a%zz"sv, "/a\0b"sv}) {
        EXPECT_EQ(percent_decode_path(text), std::nullopt) << text;
    }
}

TEST(RequestTargets, AreSplitAndDecoded)
{
    const auto target = parse_target("/api/apps/my%20blog?tail=10&follow&q=a+b%2B&&=x");

    EXPECT_EQ(target->path, "/api/apps/my blog");
    EXPECT_EQ(target->query, (Pairs{{"tail", "10"}, {"follow", ""}, {"q", "a b+"}, {"", "x"}}));
    EXPECT_EQ(target->authority, "");
}

TEST(RequestTargets, MayBeAbsolute)
{
    EXPECT_EQ(parse_target("http://example.org:80/a?b=c")->authority, "example.org:80");
    EXPECT_EQ(parse_target("http://example.org:80/a?b=c")->path, "/a");
    EXPECT_EQ(parse_target("HTTP://example.org")->path, "/");
}

TEST(RequestTargets, AreRefusedWhenTheyAreNotPlain)
{
    for (const auto text : {"", "*", "a", "//a", "/a//b", "/..", "/a/../b", "/a/%2e%2e/b", "/a/.%2e", "/a\\b", "/a%5Cb",
             "/a%2Fb", "/a%0ab", "/a%7f", "/a%ff", "/a?b=%ff", "/a?b=%00", "/a?b=%4", "/a#b", "http://", "http:/a",
             "http:///..", "https://a/b"}) {
        EXPECT_FALSE(parse_target(text)) << text;
    }
}

TEST(ResponseHeads, AreWrittenAsBytes)
{
    Headers headers;
    headers.add("Content-Type", "text/plain");
    headers.add("content-length", "99");
    headers.add("X-Name", "a\r\nSet-Cookie: b");

    EXPECT_EQ(format_head(200, headers, {.length = 5}, "D"),
        "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain\r\nX-Name: a  Set-Cookie: b\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(format_head(299, {}, {.length = {}, .chunked = true, .close = true}, "D"),
        "HTTP/1.1 299 Status\r\nDate: D\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(format_head(304, {}, {.length = 0, .http_1_0 = true}, "D"),
        "HTTP/1.1 304 Not Modified\r\nDate: D\r\nConnection: keep-alive\r\n\r\n");
}

TEST(ResponseHeads, HaveTheDateOfTheSecond)
{
    DateText date;
    EXPECT_EQ(date.at(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(date.at(784111778), "Sun, 06 Nov 1994 08:49:38 GMT");
}

} // namespace
} // namespace furtka::http
