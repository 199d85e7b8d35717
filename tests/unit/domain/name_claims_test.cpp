#include "domain/name_claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace furtka {
namespace {

TEST(NameClaims, AreWhatTheProjectMakesAndNotWhatItShares)
{
    ServiceModel web;
    web.name = "web";
    web.privileges = {{"cap_add", "NET_ADMIN"}, {"container_name", "blog-web"}};
    const ComposeModel model{.project = "blog",
        .services = {web},
        .networks = {{.key = "default", .name = "blog_default"}, {.key = "lan", .name = "lan", .external = true}},
        .volumes = {{.key = "cache", .name = "my-cache"}, {.key = "data", .name = "furtka_blog_data", .external = true},
            {.key = "films", .name = "films", .external = true}}};
    Manifest manifest;
    manifest.name = "blog";
    manifest.volumes = {"data"};

    EXPECT_THAT(name_claims(model, manifest),
        testing::ElementsAre(NameClaim{NameKind::container, "blog-web"}, NameClaim{NameKind::network, "blog_default"},
            NameClaim{NameKind::volume, "furtka_blog_data"}, NameClaim{NameKind::volume, "my-cache"}));
}

TEST(NameTaken, IsASentence)
{
    const NameClaim claim{NameKind::container, "web"};
    EXPECT_EQ(to_text({.claim = claim, .app = "wiki"}), "the container name web is that of the app wiki");
    EXPECT_EQ(to_text({.claim = claim, .project = "site"}), "the container name web is that of the project site");
    EXPECT_EQ(to_text({.claim = claim}), "there is a container named web already, which is no app's");
}

} // namespace
} // namespace furtka
