#include "adapters/registry/challenge.hpp"
#include "adapters/registry/registry_sites.hpp"
#include "adapters/registry/token.hpp"
#include "adapters/registry/web_address.hpp"

#include <gtest/gtest.h>

namespace furtka::registry {
namespace {

TEST(Challenges, TellTheRealmServiceAndScopeOfABearerFlow)
{
    const auto found = parse_challenges(
        R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull,push")");

    EXPECT_EQ(found,
        (std::vector<Challenge>{{.scheme = "bearer",
            .parameters = {{"realm", "https://auth.docker.io/token"}, {"service", "registry.docker.io"},
                {"scope", "repository:library/nginx:pull,push"}}}}));
}

TEST(Challenges, MayBeSeveralInOneField)
{
    const auto found = parse_challenges(R"(Basic realm="a \"b\", c" , BEARER  Realm = x,service=y, Negotiate)");

    EXPECT_EQ(found,
        (std::vector<Challenge>{{.scheme = "basic", .parameters = {{"realm", "a \"b\", c"}}},
            {.scheme = "bearer", .parameters = {{"realm", "x"}, {"service", "y"}}},
            {.scheme = "negotiate", .parameters = {}}}));
}

TEST(Challenges, EndAtTheFirstThingThatIsNoChallenge)
{
    EXPECT_EQ(parse_challenges(""), std::vector<Challenge>{});
    EXPECT_EQ(parse_challenges("realm=x"), std::vector<Challenge>{});
    EXPECT_EQ(parse_challenges("\x01\x02"), std::vector<Challenge>{});
    EXPECT_EQ(parse_challenges("Bearer realm=\"never closed"), (std::vector<Challenge>{{"bearer", {}}}));
    EXPECT_EQ(parse_challenges("Bearer realm=\"closed\\"), (std::vector<Challenge>{{"bearer", {}}}));
    EXPECT_EQ(parse_challenges(std::string(9000, 'a')), std::vector<Challenge>{});
    EXPECT_EQ(parse_challenges("a b c d e f g h i j k").size(), 8U);
}

TEST(Tokens, AreAskedForWithServiceAndScope)
{
    const Challenge challenge{"bearer", {{"service", "reg & co"}, {"scope", "repository:a/b:pull"}}};

    EXPECT_EQ(token_query(challenge, "x"), "service=reg%20%26%20co&scope=repository%3Aa%2Fb%3Apull");
    EXPECT_EQ(token_query({"bearer", {}}, "a/b"), "scope=repository%3Aa%2Fb%3Apull");
}

TEST(Tokens, AreReadFromEitherMember)
{
    EXPECT_EQ(*parse_token(R"({"token": "abc", "expires_in": 300})"), (Token{"abc", std::chrono::seconds(300)}));
    EXPECT_EQ(*parse_token(R"({"access_token": "abc"})"), (Token{"abc", std::chrono::seconds(60)}));
    EXPECT_EQ(parse_token(R"({"token": "abc", "expires_in": 99999999})")->lives, std::chrono::hours(1));
}

TEST(Tokens, ThatAreNoneAreAnErrorThatQuotesNothing)
{
    for (const char* text : {"", "[]", "not json", R"({"token": ""})", R"({"token": 1})", R"({"token": "a\r\nHost: b"})"}) {
        const auto found = parse_token(text);
        ASSERT_FALSE(found) << text;
        EXPECT_EQ(found.error().key, "registry_error") << text;
    }
}

TEST(Tokens, AreNotAskedForInTheClearWhenTheRegistryWasAskedOverTls)
{
    const Challenge challenge{"bearer", {{"realm", "http://auth.example/token"}}};

    EXPECT_FALSE(token_realm(challenge, true));
    EXPECT_TRUE(token_realm(challenge, false));
    EXPECT_FALSE(token_realm({"bearer", {{"realm", "file:///etc/shadow"}}}, false));
    EXPECT_FALSE(token_realm({"bearer", {}}, false));
}

TEST(WebAddresses, AreTakenApart)
{
    const WebAddress address{.tls = true, .host = "ghcr.io:444", .target = "/token?a=b"};
    EXPECT_EQ(parse_address("https://ghcr.io:444/token?a=b#fragment"), address);
    EXPECT_EQ(address.text(), "https://ghcr.io:444/token?a=b");
    EXPECT_EQ(parse_address("http://[::1]"), (WebAddress{.tls = false, .host = "[::1]", .target = "/"}));
    for (const char* text : {"", "ghcr.io", "ftp://a/", "https://user:pass@host/", "https:///x", "http://a b/"}) {
        EXPECT_EQ(parse_address(text), std::nullopt) << text;
    }
}

TEST(WebAddresses, FollowRelativeAndAbsoluteLocations)
{
    const WebAddress base{.tls = true, .host = "a:1", .target = "/v2/web/manifests/1"};
    EXPECT_EQ(resolve_address(base, "/other?x=1")->text(), "https://a:1/other?x=1");
    EXPECT_EQ(resolve_address(base, "2")->text(), "https://a:1/v2/web/manifests/2");
    EXPECT_EQ(resolve_address(base, "http://b/c")->text(), "http://b/c");
    EXPECT_EQ(resolve_address(base, "gopher://b/c"), std::nullopt);
}

ImageRef image(std::string registry) { return {.registry = std::move(registry), .repository = "web", .tag = "1"}; }

TEST(Sites, AreTheMirrorsAndThenDockerHubForItsImages)
{
    EngineInfo engine;
    engine.mirrors = {"http://10.0.0.1:5100/", "https://mirror.example/hub", "nonsense"};

    EXPECT_EQ(sites_of(image("docker.io"), engine),
        (std::vector<Site>{
            {.host = "10.0.0.1:5100", .scheme = Scheme::plain, .login = "10.0.0.1:5100"},
            {.host = "mirror.example", .prefix = "/hub", .scheme = Scheme::tls, .login = "mirror.example"},
            {.host = "registry-1.docker.io", .scheme = Scheme::tls, .login = "docker.io"},
        }));
}

TEST(Sites, AreSecureUnlessTheEngineSaysOtherwise)
{
    EngineInfo engine;
    engine.insecure_networks = {*Subnet::parse("127.0.0.0/8"), *Subnet::parse("10.1.0.0/16")};
    engine.insecure_registries = {"nas:5000"};
    const auto is_insecure = [&](const char* host) {
        const Site site = sites_of(image(host), engine).at(0);
        EXPECT_EQ(site.scheme == Scheme::either, !site.verify) << host;
        return site.scheme == Scheme::either;
    };

    for (const char* host : {"127.0.0.1:5000", "localhost:5000", "[::1]:5000", "10.1.2.3", "nas:5000"}) {
        EXPECT_TRUE(is_insecure(host)) << host;
    }
    for (const char* host : {"10.2.0.1:5000", "nas", "nas:5001", "ghcr.io", "localhost.example"}) {
        EXPECT_FALSE(is_insecure(host)) << host;
    }
}

} // namespace
} // namespace furtka::registry
