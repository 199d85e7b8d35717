#include "api/guard.hpp"

#include <gtest/gtest.h>

namespace furtka::api {
namespace {

http::Request request(std::string method, std::vector<std::pair<std::string, std::string>> headers, std::string body = "")
{
    http::Request request{.method = std::move(method), .path = "/api/apps", .body = std::move(body)};
    for (auto& [name, value] : headers) request.headers.add(std::move(name), std::move(value));
    return request;
}

/// `ok`, or the key of the refusal.
std::string judged(const http::Request& request, const std::vector<std::string>& allowed = {}, bool any_address = false)
{
    const auto checked = check_request(request, {allowed, any_address});
    return checked ? "ok" : checked.error().key;
}

TEST(Guard, AnswersForLocalNamesWithAnyPortAndForTheOwnersNames)
{
    const std::vector<std::string> allowed{"home.lan"};
    for (const std::string host :
        {"localhost", "localhost:7000", "LOCALHOST:1", "127.0.0.1:7000", "[::1]:7000", "[::1]", "Home.LAN:80"}) {
        EXPECT_EQ(judged(request("GET", {{"Host", host}}), allowed), "ok") << host;
    }
}

TEST(Guard, RefusesAnyOtherHost)
{
    for (const std::string host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:7000", "127.0.0.2", "",
             "[::1", "[::1]x", "localhost:70000000", "localhost:http", "home.lan", "10.0.0.1", "user@localhost"}) {
        EXPECT_EQ(judged(request("GET", {{"Host", host}})), "host_refused") << host;
    }
    EXPECT_EQ(judged(request("GET", {})), "host_refused");
}

TEST(Guard, TakesAnyAddressWhereItListensBeyondLoopback)
{
    for (const std::string host : {"192.168.1.5:7000", "10.0.0.1", "[fd00::5]:7000"})
        EXPECT_EQ(judged(request("GET", {{"Host", host}}), {}, true), "ok") << host;
    for (const std::string host : {"evil.example", "1.2.3.4.evil.example", "1.2.3", "nas", ""})
        EXPECT_EQ(judged(request("GET", {{"Host", host}}), {}, true), "host_refused") << host;
}

TEST(Guard, LetsNoPageElsewhereRead)
{
    auto asked = request("GET", {{"Host", "localhost:7000"}, {"Origin", "http://evil.example"}});
    EXPECT_EQ(judged(asked), "origin_refused");
    EXPECT_EQ(judged(request("GET", {{"Host", "localhost:7000"}, {"Sec-Fetch-Site", "same-site"}})), "origin_refused");
    EXPECT_EQ(judged(request("GET", {{"Host", "localhost:7000"}, {"Sec-Fetch-Site", "none"}})), "ok");
    asked.path = "/assets/index.js";
    EXPECT_EQ(judged(asked), "ok") << "a link to the page is no call";
}

TEST(Guard, DoesNotAskAUnixSocketsPeerForAHost)
{
    auto over_socket = request("GET", {{"Host", "furtka"}});
    over_socket.peer.unix_socket = true;
    EXPECT_EQ(judged(over_socket), "ok");
}

TEST(Guard, LetsOnlyItsOwnPageOpenAWebSocket)
{
    const auto judged_socket = [](const std::string& name, const std::string& value) {
        return judged(request("GET", {{"Host", "localhost:7000"}, {"Upgrade", "websocket"}, {name, value}}));
    };
    EXPECT_EQ(judged_socket("Origin", "http://localhost:7000"), "ok");
    EXPECT_EQ(judged_socket("X-None", ""), "ok") << "a program that is no browser";
    EXPECT_EQ(judged_socket("Origin", "http://evil.example"), "origin_refused");
    EXPECT_EQ(judged_socket("Origin", "http://localhost:8100"), "origin_refused") << "an app on this server";
    EXPECT_EQ(judged_socket("Origin", "null"), "origin_refused");
    EXPECT_EQ(judged_socket("Sec-Fetch-Site", "cross-site"), "origin_refused");
    EXPECT_EQ(judged_socket("Sec-Fetch-Site", "same-site"), "origin_refused");
    EXPECT_EQ(
        judged(request("GET", {{"Host", "evil.example"}, {"Upgrade", "websocket"}, {"Origin", "http://evil.example"}})),
        "host_refused")
        << "a name that was rebound";
}

TEST(Guard, LetsOnlyItsOwnPageChangeThings)
{
    struct Case {
        std::string origin;
        std::string verdict;
    };
    const std::vector<Case> cases{
        {"http://localhost:7000", "ok"},
        {"https://localhost:7000", "ok"},
        {"http://LOCALHOST:7000", "ok"},
        {"http://localhost", "origin_refused"},
        {"http://localhost:7001", "origin_refused"},
        {"http://evil.example", "origin_refused"},
        {"null", "origin_refused"},
        {"", "origin_refused"},
        {"ftp://localhost:7000", "origin_refused"},
    };
    for (const auto& [origin, verdict] : cases) {
        EXPECT_EQ(judged(request("POST", {{"Host", "localhost:7000"}, {"Origin", origin}})), verdict) << origin;
    }
    EXPECT_EQ(judged(request("POST", {{"Host", "localhost:7000"}})), "ok");
}

TEST(Guard, BelievesTheBrowserThatARequestIsCrossSite)
{
    struct Case {
        std::string site;
        std::string verdict;
    };
    for (const auto& [site, verdict] : std::vector<Case>{
             {"same-origin", "ok"}, {"none", "ok"}, {"same-site", "origin_refused"}, {"cross-site", "origin_refused"}}) {
        EXPECT_EQ(judged(request("DELETE", {{"Host", "localhost"}, {"Sec-Fetch-Site", site}})), verdict) << site;
    }
}

TEST(Guard, ChecksTheOriginOnAUnixSocketToo)
{
    auto over_socket = request("POST", {{"Host", "furtka"}, {"Origin", "http://evil.example"}});
    over_socket.peer.unix_socket = true;
    EXPECT_EQ(judged(over_socket), "origin_refused");
}

TEST(Guard, TakesBodiesThatAreDeclaredAsJsonOnly)
{
    struct Case {
        std::string type;
        std::string verdict;
    };
    for (const auto& [type, verdict] : std::vector<Case>{{"application/json", "ok"},
             {"Application/JSON; charset=utf-8", "ok"}, {"application/json ;x=y", "ok"}, {"text/plain", "content_type"},
             {"application/x-www-form-urlencoded", "content_type"}, {"application/jsonp", "content_type"},
             {"", "content_type"}}) {
        EXPECT_EQ(judged(request("POST", {{"Host", "localhost"}, {"Content-Type", type}}, "{}")), verdict) << type;
    }
    EXPECT_EQ(judged(request("POST", {{"Host", "localhost"}}, "{}")), "content_type");
    EXPECT_EQ(judged(request("POST", {{"Host", "localhost"}})), "ok");
}

} // namespace
} // namespace furtka::api
