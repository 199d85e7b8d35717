#include "domain/registry_login.hpp"

#include <gtest/gtest.h>

using namespace furtka;

namespace {

RegistryLogins logins(std::string_view text)
{
    auto parsed = RegistryLogins::parse(text);
    EXPECT_TRUE(parsed.has_value());
    return parsed.value_or(RegistryLogins{});
}

} // namespace

TEST(RegistryLogins, ReadsUserAndPasswordOfAHost)
{
    const auto file = logins(R"({"auths":{"127.0.0.1:5000":{"auth":"Ym9iOnM6ZWNyZXQ="}}})"); // bob:s:ecret

    EXPECT_EQ(file.find("127.0.0.1:5000"), (RegistryLogin{"bob", "s:ecret", ""})) << "only the first colon divides";
    EXPECT_EQ(file.find("127.0.0.1:5001"), std::nullopt);
}

TEST(RegistryLogins, KnowsDockerHubByAllItsNames)
{
    for (const char* name :
        {"https://index.docker.io/v1/", "docker.io", "index.docker.io", "https://registry-1.docker.io"}) {
        const auto file = logins(std::string(R"({"auths":{")") + name + R"(":{"auth":"YTpi"}}})");
        EXPECT_EQ(file.find("docker.io"), (RegistryLogin{"a", "b", ""})) << name;
    }
}

TEST(RegistryLogins, TakesAnIdentityTokenInPlaceOfAPassword)
{
    const auto file = logins(R"({"auths":{"ghcr.io":{"auth":"YTpi","identitytoken":"tok"}}})");
    EXPECT_EQ(file.find("ghcr.io"), (RegistryLogin{"a", "", "tok"}));
}

TEST(RegistryLogins, ReadsTheOldPlainMembersAndSchemes)
{
    const auto file = logins(R"({"auths":{"https://quay.io/v2/":{"username":"u","password":"p"}}})");
    EXPECT_EQ(file.find("quay.io"), (RegistryLogin{"u", "p", ""}));
}

TEST(RegistryLogins, NamesTheHelperThatKeepsAPasswordAndHasNoLoginThen)
{
    const auto file = logins(R"({"auths":{"ghcr.io":{},"own.example":{"auth":"YTpi"}},
                                "credHelpers":{"gcr.io":"gcloud"},"credsStore":"desktop"})");

    EXPECT_EQ(file.find("ghcr.io"), std::nullopt);
    EXPECT_EQ(file.helper("ghcr.io"), "desktop");
    EXPECT_EQ(file.helper("gcr.io"), "gcloud");
    EXPECT_EQ(file.helper("own.example"), std::nullopt);
}

TEST(RegistryLogins, PassesOverWhatItCannotRead)
{
    const auto file = logins(
        R"({"auths":{"a":1,"b":{"auth":"%%%"},"c":{"auth":"bm9jb2xvbg=="},"d":{"auth":["x"]}},"credHelpers":[],"other":{}})");
    for (const char* host : {"a", "b", "c", "d"}) EXPECT_EQ(file.find(host), std::nullopt) << host;
}

TEST(RegistryLogins, AnEmptyFileHasNoLogins) { EXPECT_EQ(logins(" \n").find("docker.io"), std::nullopt); }

TEST(RegistryLogins, ABrokenFileIsAnErrorThatQuotesNothing)
{
    for (const char* text : {"{\"auths\":{\"x\":{\"auth\":\"c2VjcmV0\"", "[]", "\"secret\""}) {
        const auto parsed = RegistryLogins::parse(text);
        ASSERT_FALSE(parsed.has_value()) << text;
        EXPECT_EQ(parsed.error().key, "docker_config");
        EXPECT_EQ(parsed.error().message, "the docker client's config.json is not a JSON object");
    }
}

TEST(LoginServer, IsTheOldIndexForDockerHubAndTheHostElsewhere)
{
    EXPECT_EQ(login_server("docker.io"), "https://index.docker.io/v1/");
    EXPECT_EQ(login_server("127.0.0.1:5000"), "127.0.0.1:5000");
    EXPECT_EQ(registry_host("https://registry.example:5000/v2/team"), "registry.example:5000");
}
