// Manifests, configs, tags, limits and logins, beside the digest of a tag.
#include "registry_fixture.hpp"

namespace furtka::test {
namespace {

class Details : public RegistryTest {
protected:
    ImageRef web() { return *ImageRef::parse(server.host() + "/web:1"); }
    ScriptedServer server{io};
};

TEST_F(Details, AnIndexIsReadByItsDigest)
{
    auto ref = web();
    ref.digest = some_digest;
    server.says("GET /v2/web/manifests/" + some_digest,
        {answer("200 OK", "", R"({"manifests":[{"digest":"sha256:c","platform":{"os":"linux","architecture":"amd64"}}]})")});

    const auto document = run(io, registry.document(ref, engine));

    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->platforms.at(0).digest.text, "sha256:c");
}

TEST_F(Details, AConfigIsReadWhereverTheRegistrySends)
{
    server.says("GET /v2/web/blobs/" + some_digest, {answer("307 Temporary Redirect", "Location: /store/x\r\n")});
    server.says("GET /store/x", {answer("200 OK", "", R"({"architecture":"arm64"})")});

    const auto config = run(io, registry.config(web(), {some_digest}, engine));

    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->platform.architecture, "arm64");
}

TEST_F(Details, TagsAreReadPageByPage)
{
    server.says("GET /v2/web/tags/list?n=1000",
        {answer("200 OK", "Link: </v2/web/tags/list?n=1000&last=2>; rel=\"next\"\r\n", R"({"tags":["1","2"]})"),
            answer("200 OK", "", R"({"tags":["3"]})")});

    EXPECT_EQ(*run(io, registry.tags(web(), engine)), (std::vector<std::string>{"1", "2", "3"}));
}

TEST_F(Details, AnAnswerThatIsNoManifestIsAnError)
{
    server.says("GET /v2/web/manifests/1", {answer("200 OK", "", "<html>")});

    EXPECT_EQ(run(io, registry.document(web(), engine)).error().key, "registry_error");
}

TEST_F(Details, LimitsAreReadFromEveryAnswer)
{
    server.says(manifest,
        {answer("200 OK", digest_field + "RateLimit-Limit: 100;w=21600\r\nRateLimit-Remaining: 76;w=21600\r\n"),
            answer("429 Too Many Requests", "Retry-After: 60\r\n")});
    EXPECT_TRUE(registry.limits().empty());

    EXPECT_EQ(asked_for(server.host() + "/web:1"), "the digest");
    ASSERT_EQ(registry.limits().size(), 1U);
    auto limit = registry.limits()[0];
    EXPECT_EQ(limit.registry, server.host());
    EXPECT_EQ(limit.rate.limit, 100);
    EXPECT_EQ(limit.rate.remaining, 76);
    EXPECT_FALSE(limit.logged_in);

    EXPECT_EQ(asked_for(server.host() + "/web:1"), "registry_rate_limited");
    limit = registry.limits()[0];
    EXPECT_EQ(limit.rate.remaining, 76);
    EXPECT_GT(limit.rate.blocked_until, limit.rate.told_at + std::chrono::seconds(50));
}

TEST_F(Details, ALoginIsTriedAndNeverRemembered)
{
    server.says("GET /v2/",
        {answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n"), answer("200 OK"),
            answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n")});

    EXPECT_TRUE(run(io, registry.try_login(server.host(), {.username = "ada", .password = "pw"}, engine)));
    const auto refused = run(io, registry.try_login(server.host(), {.username = "ada", .password = "no"}, engine));

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().key, "registry_login");
    EXPECT_EQ(refused.error().message.find("no image"), std::string::npos);
    EXPECT_EQ(server.asked, "greeting; GET /v2/; GET /v2/ [Basic YWRhOnB3]; GET /v2/; GET /v2/ [Basic YWRhOm5v]; ");
}

} // namespace
} // namespace furtka::test
