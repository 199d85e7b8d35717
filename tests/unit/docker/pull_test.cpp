#include "adapters/docker/docker_images.hpp"
#include "adapters/docker/pull_error.hpp"
#include "adapters/docker/pull_stream.hpp"
#include "base/base64.hpp"

#include <gtest/gtest.h>

using namespace furtka;
using namespace furtka::docker;

namespace {

const ImageRef web{"127.0.0.1:5000", "web", "1", ""};
const ImageRef nginx{"docker.io", "library/nginx", "1", ""};

std::string judged(int status, std::string words, const ImageRef& ref = web)
{
    return pull_error(ref, {status, std::move(words)}).key;
}

} // namespace

TEST(PullStream, TellsBytesPerLayerAndEndsWithTheStatusLine)
{
    std::vector<std::string> seen;
    PullStream stream([&](const PullLine& line) {
        seen.push_back(
            line.layer + "|" + line.status + "|" + std::to_string(line.current) + "/" + std::to_string(line.total));
        return true;
    });

    EXPECT_TRUE(
        stream.feed("{\"status\":\"Pulling from web\",\"id\":\"1\"}\r\n{\"status\":\"Downloading\",\"progressDetail\":"));
    EXPECT_FALSE(stream.complete());
    EXPECT_TRUE(stream.feed("{\"current\":5,\"total\":9},\"id\":\"aa\"}\r\n{\"status\":\"Digest: sha256:bb\"}\r\n"));
    EXPECT_TRUE(stream.feed("{\"status\":\"Status: Downloaded newer image for web:1\"}\r\n"));
    stream.finish();

    EXPECT_TRUE(stream.complete());
    EXPECT_EQ(seen,
        (std::vector<std::string>{"1|Pulling from web|0/0", "aa|Downloading|5/9", "|Digest: sha256:bb|0/0",
            "|Status: Downloaded newer image for web:1|0/0"}));
}

TEST(PullStream, AFailureInsideIsAFailureWhateverFollows)
{
    PullStream stream(nullptr);
    EXPECT_FALSE(stream.feed("{\"errorDetail\":{\"message\":\"unexpected EOF\"},\"error\":\"short\"}\n"
                             "{\"status\":\"Status: Downloaded newer image for web:1\"}\n"));
    EXPECT_EQ(stream.failure(), "unexpected EOF");
    EXPECT_FALSE(stream.complete());
}

TEST(PullStream, AnUnfinishedLastLineCounts)
{
    PullStream failed(nullptr);
    EXPECT_TRUE(failed.feed("{\"error\":\"boom\"}"));
    failed.finish();
    EXPECT_EQ(failed.failure(), "boom");
}

TEST(PullStream, ALineThatCannotBeReadIsAFailure)
{
    PullStream stream(nullptr);
    EXPECT_FALSE(stream.feed("<html>\n"));
    EXPECT_EQ(stream.failure(), "the engine's answer to POST /images/create is not JSON: '<html>'");
}

TEST(PullStream, ALayerNamedStatusIsNotTheEnd)
{
    PullStream stream(nullptr);
    EXPECT_TRUE(stream.feed("{\"status\":\"Status: x\",\"id\":\"aa\"}\n"));
    EXPECT_FALSE(stream.complete());
}

TEST(PullStream, EndsWhenItsReaderWantsNoMore)
{
    int seen = 0;
    PullStream stream([&seen](const PullLine&) { return ++seen < 2; });
    EXPECT_FALSE(stream.feed("{\"status\":\"a\"}\n{\"status\":\"b\"}\n{\"status\":\"Status: x\"}\n"));
    stream.finish();
    EXPECT_EQ(seen, 2);
    EXPECT_TRUE(stream.stopped());
    EXPECT_FALSE(stream.complete());
}

TEST(PullStream, AnEndlessLineEndsIt)
{
    PullStream stream(nullptr);
    EXPECT_FALSE(stream.feed(std::string(300 * 1024, '{')));
    EXPECT_EQ(stream.failure(), "the engine's progress stream holds an endless line");
}

// The words are those of engines 20.10, 26.1 and 28.5, with both image stores.
TEST(PullError, AnUnknownTag)
{
    EXPECT_EQ(
        judged(404, "manifest for 127.0.0.1:5000/web:1 not found: manifest unknown: manifest unknown"), "image_unknown");
    EXPECT_EQ(judged(404, "failed to resolve reference \"127.0.0.1:5000/web:1\": 127.0.0.1:5000/web:1: not found"),
        "image_unknown");
    EXPECT_EQ(judged(200, "manifest unknown"), "image_unknown");
}

TEST(PullError, ARefusedLogin)
{
    EXPECT_EQ(
        judged(500, "Head \"http://127.0.0.1:5000/v2/web/manifests/1\": no basic auth credentials"), "registry_denied");
    EXPECT_EQ(judged(401, "anything"), "registry_denied");
    EXPECT_EQ(judged(500, "denied"), "registry_denied");
    EXPECT_EQ(judged(500, "open /var/lib/docker/tmp/x: permission denied"), "pull_failed");
    EXPECT_EQ(judged(500, "Get \"https://r/v2/web/manifests/1\": unauthorized: incorrect username or password"),
        "registry_denied");
    EXPECT_EQ(judged(404,
                  "pull access denied for web, repository does not exist or may require 'docker login': denied: requested "
                  "access to the resource is denied"),
        "registry_denied");
    EXPECT_EQ(judged(500,
                  "failed to resolve reference \"127.0.0.1:5000/web:1\": unexpected status from HEAD request to "
                  "http://127.0.0.1:5000/v2/web/manifests/1: 401 Unauthorized"),
        "registry_denied");
    EXPECT_EQ(judged(200, "unexpected status from GET request to https://r/v2/: 403 Forbidden"), "registry_denied");
}

TEST(PullError, ARateLimitInItsThreeForms)
{
    EXPECT_EQ(judged(429, "x"), "registry_rate_limit");
    EXPECT_EQ(judged(500, "toomanyrequests: You have reached your pull rate limit"), "registry_rate_limit");
    EXPECT_EQ(judged(200, "unexpected status from GET request to http://r/v2/web/blobs/x: 429 Too Many Requests"),
        "registry_rate_limit");
}

TEST(PullError, ARegistryThatIsNotThere)
{
    EXPECT_EQ(judged(500, "Get \"http://127.0.0.1:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused"),
        "registry_unreachable");
    EXPECT_EQ(judged(500, "Get \"https://registry.lan/v2/\": dial tcp: lookup registry.lan on 127.0.0.53:53: no such host"),
        "registry_unreachable");
    EXPECT_EQ(judged(500,
                  "Get \"https://registry-1.docker.io/v2/\": net/http: request canceled while waiting for connection "
                  "(Client.Timeout exceeded while awaiting headers)",
                  nginx),
        "registry_unreachable");
    EXPECT_EQ(judged(200, "net/http: TLS handshake timeout"), "registry_unreachable");
}

TEST(PullError, AFullDisk)
{
    const Error error = pull_error(web, {200, "write /var/lib/docker/tmp/x: no space left on device"});
    EXPECT_EQ(error.kind, ErrorKind::no_space);
    EXPECT_EQ(error.key, "disk_full");
}

TEST(PullError, AnotherPlatform)
{
    EXPECT_EQ(judged(404, "no matching manifest for linux/arm64/v8 in the manifest list entries"), "image_platform");
    EXPECT_EQ(judged(500, "no match for platform in manifest: not found"), "image_platform");
}

TEST(PullError, EverythingElseIsAFailedPullInTheEnginesWords)
{
    const Error error = pull_error(nginx, {200, "filesystem layer verification failed for digest sha256:aa"});
    EXPECT_EQ(error.kind, ErrorKind::upstream);
    EXPECT_EQ(error.key, "pull_failed");
    EXPECT_EQ(error.message, "pull of nginx:1 failed: filesystem layer verification failed for digest sha256:aa");
    EXPECT_EQ(error.details, (std::vector<std::pair<std::string, std::string>>{{"image", "nginx:1"}, {"status", "200"}}));
    EXPECT_EQ(judged(500, "received unexpected HTTP status: 500 Internal Server Error"), "pull_failed");
    EXPECT_EQ(judged(500, ""), "pull_failed");
    EXPECT_EQ(
        judged(500, "tls: failed to verify certificate: x509: certificate signed by unknown authority"), "pull_failed");
}

TEST(PullError, TheNameOfAnImageDecidesNothing)
{
    const ImageRef denied{"docker.io", "toomanyrequests/unauthorized", "1", ""};
    EXPECT_EQ(
        judged(404, "manifest for toomanyrequests/unauthorized:1 not found: manifest unknown", denied), "image_unknown");
    EXPECT_EQ(judged(500, "failed to resolve reference \"docker.io/toomanyrequests/unauthorized:1\": boom", denied),
        "pull_failed");
    EXPECT_EQ(judged(500, "Head \"https://registry-1.docker.io/v2/toomanyrequests/unauthorized/manifests/1\": EOF", denied),
        "pull_failed");
}

TEST(PullError, SaysHowToLogInWhenItIsDenied)
{
    const Error error = pull_error(nginx, {401, "unauthorized"});
    EXPECT_TRUE(error.hint.contains("furtka registry login docker.io")) << error.hint;
}

TEST(RegistryAuth, IsWhatTheEngineWants)
{
    EXPECT_EQ(base64_decode(registry_auth("127.0.0.1:5000", {"bob", "s>e?t", ""})),
        R"({"serveraddress":"127.0.0.1:5000","username":"bob","password":"s>e?t"})");
    EXPECT_EQ(base64_decode(registry_auth("docker.io", {"bob", "", "token"})),
        R"({"serveraddress":"https://index.docker.io/v1/","identitytoken":"token"})");
    EXPECT_EQ(registry_auth("127.0.0.1:5000", {"bob", "s>e?t~~~~", ""}).find_first_of("+/"), std::string::npos);
}

TEST(PullTarget, NamesTheRegistryAndPrefersTheDigest)
{
    EXPECT_EQ(pull_target(nginx), "/images/create?fromImage=docker.io%2Flibrary%2Fnginx&tag=1");
    EXPECT_EQ(pull_target({"127.0.0.1:5000", "web", "1", "sha256:ab"}),
        "/images/create?fromImage=127.0.0.1%3A5000%2Fweb&tag=sha256%3Aab");
}
