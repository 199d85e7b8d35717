#include "api/https.hpp"
#include "api/problem.hpp"
#include "served_world.hpp"

namespace furtka::api {
namespace {

using std::chrono::days;

class Https : public ServedWorld {
protected:
    http::Response come(http::Request request, bool secure, const std::string& host = "localhost:7000")
    {
        request.peer.secure = secure;
        request.peer.wants_tls = !secure;
        request.headers.add("Host", host);
        return run(io, api.answer(std::move(request)));
    }
    /// `308 https://…` or `403 https_needed`
    std::string led(http::Request request, const std::string& host = "localhost:7000")
    {
        const auto response = come(std::move(request), false, host);
        const auto place = response.headers.find("Location");
        return fmt::format("{} {}", response.status, place ? std::string(*place) : problem_key(response));
    }
    static http::Request call(std::string method, std::string path)
    {
        return {.method = std::move(method), .path = std::move(path)};
    }
};

TEST_F(Https, LeadsWhoeverLooksToTheSamePlace)
{
    EXPECT_EQ(led(call("GET", "/")), "308 https://localhost:7000/");
    auto odd = call("HEAD", "/api/apps/a b/\r\nx");
    odd.query = {{"a", "1 2"}, {"b", "<&>"}};
    EXPECT_EQ(led(odd), "308 https://localhost:7000/api/apps/a%20b/%0D%0Ax?a=1%202&b=%3C%26%3E");
    EXPECT_EQ(led(call("GET", "/"), "evil.example"), "403 host_refused");
}

TEST_F(Https, RefusesWhatHasSentASecretOrWouldChangeSomething)
{
    auto token = call("GET", "/api/apps");
    token.headers.add("Authorization", "Bearer furtka_x");
    auto body = call("GET", "/api/apps");
    body.body = "{}";
    body.headers.add("Content-Type", "application/json");
    auto socket = call("GET", "/api/apps/blog/terminal");
    socket.headers.add("Upgrade", "websocket");

    for (const auto& request : {token, body, socket, call("POST", "/api/login"), call("DELETE", "/api/sessions/1")})
        EXPECT_EQ(led(request), "403 https_needed");
}

TEST_F(Https, IsServedForTheNamesOfTheCertificate)
{
    look();
    ASSERT_TRUE(run(io, certificates.look()));

    EXPECT_EQ(come(call("GET", "/healthz"), true, "nas.local:7000").status, 200);
    EXPECT_EQ(led(call("GET", "/"), "NAS.local"), "308 https://NAS.local/");
    EXPECT_EQ(come(call("GET", "/healthz"), true, "bank.example").status, 403);
    http::Request plain = call("GET", "/healthz");
    plain.headers.add("Host", "nas.local:7000");
    EXPECT_EQ(run(io, api.answer(std::move(plain))).status, 403) << "where no HTTPS is served a name could be rebound";
}

TEST_F(Https, TellsItsCertificateAndItsAuthority)
{
    look();
    EXPECT_EQ(refusal(ask("GET", "/ca.crt")), "404 authority_missing: Furtka has made no certificate here");
    ASSERT_TRUE(run(io, certificates.look()));

    const auto file = ask("GET", "/ca.crt");
    EXPECT_EQ(text(file), "200 certificate 1");
    EXPECT_EQ(file.headers.find("Content-Type"), "application/x-x509-ca-cert");
    EXPECT_EQ(told("GET", "/api/certificates"),
        R"(200 {"source":"own","secure":false,"trusted":false,"certificate":{"name":"server","names":["localhost","nas","nas.local",)"
        R"("127.0.0.1","192.168.1.5","::1"],"fingerprint":"F2","from":"2029-12-31T00:00:00.000Z","until":"2031-02-01T23:59:59.000Z"},)"
        R"("authority":{"name":"Furtka on nas, 2030-01-01","until":"2039-12-30T00:00:00.000Z","fingerprint":"F1",)"
        R"("from":"2029-12-31T00:00:00.000Z","permitted":["localhost","local","lan","home","home.arpa","internal","intranet",)"
        R"("localdomain","nas"],"url":"/ca.crt"},"left_out":[],"problem":null})");

    host.clock += days(380);
    certificate_files.fail(
        "keep_certificate", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full", .hint = "h"});
    ASSERT_FALSE(run(io, certificates.look()));
    EXPECT_NE(told("GET", "/api/certificates").find(R"("problem":{"key":"disk_full","detail":"full","hint":"h"})"),
        std::string::npos);
}

TEST(PinningHttps, IsForTrustedServersWithAnotherHostForTheirApps)
{
    const auto pinned = [](bool trusted, std::string_view host, std::string_view app_host) {
        http::Request request;
        request.headers.add("Host", std::string(host));
        http::Response response;
        pin_https(response, request, trusted, app_host);
        return std::string(response.headers.find("Strict-Transport-Security").value_or(""));
    };

    EXPECT_EQ(pinned(true, "furtka.example.org:7000", "apps.example.org"), "max-age=31536000");
    EXPECT_EQ(pinned(true, "apps.example.org:7000", "apps.example.org"), "");
    EXPECT_EQ(pinned(true, "furtka.example.org", ""), "");
    EXPECT_EQ(pinned(false, "furtka.example.org", "apps.example.org"), "");
}

} // namespace
} // namespace furtka::api
