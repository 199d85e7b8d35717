#include "domain/image_ref.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

TEST(ImageRefs, TakeTheDefaultsOfTheEngine)
{
    struct Case {
        std::string written;
        ImageRef means;
    };
    const std::vector<Case> cases{
        {"nginx", {"docker.io", "library/nginx", "latest", ""}},
        {"nginx:1.27", {"docker.io", "library/nginx", "1.27", ""}},
        {"docker.io/nginx", {"docker.io", "library/nginx", "latest", ""}},
        {"index.docker.io/nginx", {"docker.io", "library/nginx", "latest", ""}},
        {"grafana/grafana:11", {"docker.io", "grafana/grafana", "11", ""}},
        {"a/b/c", {"docker.io", "a/b/c", "latest", ""}},
        {"ghcr.io/owner/app:v2", {"ghcr.io", "owner/app", "v2", ""}},
        {"127.0.0.1:5000/web:1", {"127.0.0.1:5000", "web", "1", ""}},
        {"localhost/web", {"localhost", "web", "latest", ""}},
        {"localhost:5000/a/web", {"localhost:5000", "a/web", "latest", ""}},
        {"Registry/web", {"Registry", "web", "latest", ""}},
        {"[::1]:5000/web", {"[::1]:5000", "web", "latest", ""}},
        {"nginx@" + digest, {"docker.io", "library/nginx", "", digest}},
        {"nginx:1@" + digest, {"docker.io", "library/nginx", "1", digest}},
        {"x/a__b.c_d--e:_T.-9", {"docker.io", "x/a__b.c_d--e", "_T.-9", ""}},
    };
    for (const auto& [written, means] : cases) {
        const auto parsed = ImageRef::parse(written);
        ASSERT_TRUE(parsed) << written << ": " << parsed.error().message;
        EXPECT_EQ(*parsed, means) << written;
    }
}

TEST(ImageRefs, AreShownAsPeopleWriteThem)
{
    const auto familiar = [](std::string_view text) { return ImageRef::parse(text)->familiar(); };
    EXPECT_EQ(familiar("docker.io/library/nginx"), "nginx:latest");
    EXPECT_EQ(familiar("docker.io/grafana/grafana:11"), "grafana/grafana:11");
    EXPECT_EQ(familiar("library/a/b"), "library/a/b:latest");
    EXPECT_EQ(familiar("127.0.0.1:5000/web:1"), "127.0.0.1:5000/web:1");
    EXPECT_EQ(familiar("nginx@" + digest), "nginx@" + digest);
    EXPECT_EQ(familiar("nginx:1@" + digest), "nginx:1@" + digest);

    EXPECT_EQ(ImageRef::parse("nginx:1")->familiar_repository(), "nginx");
    EXPECT_EQ(ImageRef::parse("ghcr.io/owner/app:2")->familiar_repository(), "ghcr.io/owner/app");
}

TEST(ImageRefs, WithADigestArePinned)
{
    EXPECT_TRUE(ImageRef::parse("nginx:1@" + digest)->pinned());
    EXPECT_FALSE(ImageRef::parse("nginx:1")->pinned());
}

TEST(ImageRefs, ThatTheEngineWouldRefuseAreRefused)
{
    const std::vector<std::string> wrong{"", ":1", "/", "/nginx", "nginx/", "a//b", "nginx:", "nginx:a b", "nginx:-1",
        "nginx:" + std::string(129, 't'), "Nginx", "docker.io/", "ghcr.io/Owner/app", "nginx@", "nginx@sha256:abc",
        "nginx@sha256:" + std::string(64, 'A'), "nginx@md5:" + std::string(64, 'a'), std::string(64, 'a'), "a___b", "a..b",
        "a_.b", "-a", "a-", "a b", "a\n", "-host.io/a", "host.:5/a", "host.io:/a", "host.io:port/a", "http://host/a",
        "[::1/a", "\xc3\xbc/a", std::string(256, 'a'), std::string(5000, 'a'), "a:b:c", "a@b@c"};
    for (const auto& text : wrong) {
        const auto parsed = ImageRef::parse(text);
        ASSERT_FALSE(parsed) << text << " was read as " << parsed->familiar();
        EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
        EXPECT_EQ(parsed.error().key, "image_ref");
    }
}

TEST(ImageRefs, ARefusalSaysWhatIsWrong)
{
    EXPECT_EQ(ImageRef::parse("ghcr.io/Owner/app").error().message,
        "'ghcr.io/Owner/app' is not an image reference: the name must be in small letters");
}

} // namespace
} // namespace furtka
