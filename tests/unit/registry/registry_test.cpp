#include "registry_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace furtka::test {
namespace {

class PlainRegistry : public RegistryTest {
protected:
    ScriptedServer server{io};
    std::string web = server.host() + "/web:1";
};

TEST_F(PlainRegistry, TellsTheDigestOfATag)
{
    server.says(manifest, {answer("200 OK", digest_field)});

    EXPECT_EQ(asked_for(web), "the digest");

    EXPECT_NE(server.last_request.find("Accept: application/vnd.oci.image.index.v1+json, "
                                       "application/vnd.docker.distribution.manifest.list.v2+json, "
                                       "application/vnd.oci.image.manifest.v1+json, "
                                       "application/vnd.docker.distribution.manifest.v2+json\r\n"),
        std::string::npos)
        << server.last_request;
    EXPECT_NE(server.last_request.find("Host: " + server.host() + "\r\n"), std::string::npos);
}

TEST_F(PlainRegistry, IsGreetedOnceAndItsConnectionIsKept)
{
    server.says(manifest, {answer("200 OK", digest_field)});

    for (int i = 0; i < 5; ++i) EXPECT_EQ(asked_for(web), "the digest");

    EXPECT_EQ(server.asked,
        "greeting; HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1; "
        "HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1; ");
    EXPECT_EQ(server.connections, 2);
}

TEST_F(PlainRegistry, IsNotAskedAboutAPinnedImage)
{
    EXPECT_EQ(asked_for(server.host() + "/web@" + some_digest), "the digest");
    EXPECT_EQ(server.asked, "");
}

TEST_F(PlainRegistry, IsNotAskedInTheClearUnlessTheEngineWould)
{
    engine.insecure_networks.clear();
    server.says(manifest, {answer("200 OK", digest_field)});

    EXPECT_EQ(asked_for(web), "registry_unreachable");
    EXPECT_EQ(server.asked.find("HEAD"), std::string::npos) << server.asked;
}

TEST_F(PlainRegistry, HasNoSuchImage)
{
    const auto found = ask(web);

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error(),
        (Error{.kind = ErrorKind::not_found,
            .key = "image_not_found",
            .message = "wanted the digest of " + web + " from " + server.host() + ", found: it has no such image",
            .hint = "check the name and the tag in the compose file",
            .details = {{"registry", server.host()}}}));
}

TEST_F(PlainRegistry, FailsInManyWaysAndEachIsToldApart)
{
    const std::pair<std::string, std::string> cases[] = {
        {answer("429 Too Many Requests"), "registry_rate_limited"}, {answer("500 Internal Server Error"), "registry_error"},
        {answer("200 OK"), "registry_no_digest"},
        {answer("200 OK", "Docker-Content-Digest: sha256:short\r\n"), "registry_no_digest"},
        {"garbage\r\n\r\n", "registry_error"}, {"", "registry_error"}, // hangs up
        {answer("200 OK", "X: " + std::string(200'000, 'x') + "\r\n"), "registry_error"},
        {answer("401 Unauthorized"), "registry_login"}, {answer("403 Forbidden"), "registry_login"},
        {answer("302 Found", "Location: http://[bad\r\n"), "registry_error"},
        {answer("302 Found", "Location: /v2/web/manifests/1\r\n"), "registry_error"}, // in a circle
    };
    for (const auto& [reply, key] : cases) {
        server.says(manifest, {reply});
        EXPECT_EQ(asked_for(web), key) << reply.substr(0, 100);
    }
}

TEST_F(PlainRegistry, ThatHangsIsGivenUpInTime)
{
    server.says(manifest, {hang});

    const auto found = ask(web);

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::timeout);
    EXPECT_EQ(found.error().key, "registry_timeout");
}

TEST_F(PlainRegistry, ThatIsNotThereIsAnErrorThatNamesIt)
{
    const auto found = ask("127.0.0.1:1/web:1");

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(found.error().key, "registry_unreachable");
    EXPECT_NE(found.error().message.find("127.0.0.1:1"), std::string::npos);
}

TEST_F(PlainRegistry, MaySendElsewhereAndTheLoginStaysBehind)
{
    ScriptedServer other(io);
    has_login(server.host(), "dXNlcjpzZWNyZXQ=");
    server.says(manifest,
        {answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n"),
            answer("307 Temporary Redirect", "Location: http://" + other.host() + "/blob?x=1\r\n")});
    other.says("HEAD /blob?x=1", {answer("200 OK", digest_field)});

    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(other.asked, "HEAD /blob?x=1; ");
}

TEST_F(PlainRegistry, GetsTheLoginItChallengesForAndIsShownItAtOnceAfterwards)
{
    has_login(server.host(), "dXNlcjpzZWNyZXQ=");
    server.says(
        manifest, {answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n"), answer("200 OK", digest_field)});

    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(server.asked,
        "greeting; HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1 [Basic dXNlcjpzZWNyZXQ=]; "
        "HEAD /v2/web/manifests/1 [Basic dXNlcjpzZWNyZXQ=]; ");
}

TEST_F(PlainRegistry, ThatRefusesTheLoginIsToldWithoutTheSecret)
{
    has_login(server.host(), "dXNlcjpzZWNyZXQ=");
    server.says(manifest, {answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n")});

    const auto found = ask(web);

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error(),
        (Error{.kind = ErrorKind::denied,
            .key = "registry_login",
            .message = "wanted the digest of " + web + " from " + server.host() + ", found: " + server.host()
                + " refuses the login kept for it, or has no such image for it",
            .hint = "check the name of the image, or log in: furtka registry login " + server.host(),
            .details = {{"registry", server.host()}}}));
}

class TokenFlow : public PlainRegistry {
protected:
    void SetUp() override
    {
        server.says(manifest,
            {answer("401 Unauthorized",
                 "WWW-Authenticate: Bearer realm=\"http://" + tokens.host()
                     + "/token?a=b\",service=\"reg\",scope=\"repository:web:pull\"\r\n"),
                answer("200 OK", digest_field)});
    }
    void gives(const std::string& json) { tokens.says("GET /token", {answer("200 OK", "", json)}); }

    ScriptedServer tokens{io};
};

TEST_F(TokenFlow, WorksWithoutALogin)
{
    gives(R"({"token": "abc", "expires_in": 300})");

    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(tokens.asked, "GET /token?a=b&service=reg&scope=repository%3Aweb%3Apull; ");
    EXPECT_EQ(server.asked, "greeting; HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1 [Bearer abc]; ");
}

TEST_F(TokenFlow, KeepsATokenUntilItExpires)
{
    gives(R"({"token": "abc", "expires_in": 300})");

    for (int i = 0; i < 3; ++i) EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(tokens.asked, "GET /token?a=b&service=reg&scope=repository%3Aweb%3Apull; ");
}

TEST_F(TokenFlow, AsksForAnotherTokenWhenTheOneItHasIsRefused)
{
    gives(R"({"token": "abc", "expires_in": 300})");
    EXPECT_EQ(asked_for(web), "the digest");
    SetUp();
    gives(R"({"token": "def", "expires_in": 300})");
    server.asked.clear();

    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(server.asked, "HEAD /v2/web/manifests/1 [Bearer abc]; HEAD /v2/web/manifests/1 [Bearer def]; ");
}

TEST_F(TokenFlow, DoesNotKeepATokenThatIsAboutToExpire)
{
    gives(R"({"token": "abc", "expires_in": 5})");

    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(server.asked,
        "greeting; HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1 [Bearer abc]; HEAD /v2/web/manifests/1; ");
}

TEST_F(TokenFlow, ShowsTheLoginToTheTokenServerOnly)
{
    has_login(server.host(), "dXNlcjpzZWNyZXQ=");
    gives(R"({"token": "abc"})");

    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(tokens.asked, "GET /token?a=b&service=reg&scope=repository%3Aweb%3Apull [Basic dXNlcjpzZWNyZXQ=]; ");
    EXPECT_EQ(server.asked, "greeting; HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1 [Bearer abc]; ");
}

TEST_F(TokenFlow, TradesAnIdentityTokenForATokenInTheBodyOfAPost)
{
    std::ofstream(folder / "config.json") << R"({"auths": {")" << server.host()
                                          << R"(": {"identitytoken": "ident&ity", "auth": "dXNlcjo="}}})";
    tokens.says("POST /token?a=b", {answer("200 OK", "", R"({"access_token": "abc"})")});

    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(tokens.asked, "POST /token?a=b; ");
}

TEST_F(TokenFlow, FailsWhenTheTokenServerRefusesTheLogin)
{
    has_login(server.host(), "dXNlcjpzZWNyZXQ=");
    tokens.says("GET /token", {answer("401 Unauthorized")});

    const auto found = ask(web);

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().key, "registry_login");
    EXPECT_EQ(found.error().message.find("secret"), std::string::npos);
}

TEST_F(TokenFlow, FailsWhenTheTokenServerTalksNonsenseOrIsDown)
{
    gives("nonsense");
    EXPECT_EQ(asked_for(web), "registry_error");
    SetUp();
    tokens.says("GET /token", {answer("500 Internal Server Error")});
    EXPECT_EQ(asked_for(web), "registry_error");
    SetUp();
    tokens.says("GET /token", {hang});
    EXPECT_EQ(asked_for(web), "registry_timeout");
}

class Mirrors : public RegistryTest {
protected:
    ScriptedServer broken{io};
    ScriptedServer good{io};
};

TEST_F(Mirrors, OfDockerHubAreAskedInTurnUntilOneKnows)
{
    engine.mirrors = {"http://" + broken.host(), "http://" + good.host() + "/hub/"};
    broken.says("HEAD", {answer("500 Internal Server Error")});
    good.says("HEAD /hub/v2/library/nginx/manifests/1", {answer("200 OK", digest_field)});

    EXPECT_EQ(asked_for("nginx:1"), "the digest");
    EXPECT_EQ(broken.asked, "HEAD /v2/library/nginx/manifests/1; ");
    EXPECT_EQ(good.asked, "HEAD /hub/v2/library/nginx/manifests/1; ");
}

Task<void> note(DockerRegistry* registry, ImageRef ref, EngineInfo engine, std::string* ended)
{
    const auto found = co_await registry->digest(std::move(ref), std::move(engine));
    *ended += found ? "found " : found.error().key + " ";
}

TEST_F(PlainRegistry, IsAskedAtMostFourThingsAtOnceAndARequestCanBeCancelled)
{
    server.says("HEAD", {answer("200 OK", digest_field)});
    ASSERT_EQ(asked_for(web), "the digest");
    server.says("HEAD", {hang});
    server.asked.clear();
    std::string ended;
    std::deque<boost::asio::cancellation_signal> cancels(6);
    for (auto& cancel : cancels) {
        boost::asio::co_spawn(io, note(&registry, *ImageRef::parse(web), engine, &ended),
            boost::asio::bind_cancellation_slot(cancel.slot(), boost::asio::detached));
    }
    io.run_for(std::chrono::milliseconds(200));
    EXPECT_EQ(server.asked,
        "HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1; HEAD /v2/web/manifests/1; ");

    for (auto& cancel : cancels) cancel.emit(boost::asio::cancellation_type::terminal);
    io.restart();
    io.run_for(std::chrono::milliseconds(200));
    EXPECT_EQ(ended, "cancelled cancelled cancelled cancelled cancelled cancelled ");
}

} // namespace
} // namespace furtka::test
