#include "domain/stand_in.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

const std::string digest = "sha256:" + std::string(64, 'd');
const std::string pinned = "nginx:1@" + digest;
const ImageId local{"sha256:" + std::string(64, 'a')};

ServiceModel named(std::string name, std::string image)
{
    ServiceModel service;
    service.name = std::move(name);
    service.image = std::move(image);
    return service;
}

TEST(StandIn, SaysTheSameAfterReading)
{
    const std::vector<StandIn> both{{pinned, local}, {"db@" + digest, local}};
    EXPECT_EQ(parse_stand_ins(to_json(both)), both);
}

TEST(StandIn, IsNothingWhereItCannotBeRead)
{
    for (const auto* text : {"", "[]", R"({"images": 5})", R"({"images": [5, {"image": "nginx:1"}]})"})
        EXPECT_TRUE(parse_stand_ins(text).empty()) << text;
    EXPECT_TRUE(parse_stand_ins(to_json({{"nginx:1", local}})).empty()) << "a name that may come to mean another image";
    EXPECT_TRUE(parse_stand_ins(to_json({{pinned, {"sha256:short"}}})).empty());
    EXPECT_TRUE(parse_stand_ins(to_json({{pinned, {"nginx:latest"}}})).empty());
    EXPECT_EQ(parse_stand_ins(to_json(std::vector<StandIn>(300, {pinned, local}))).size(), most_stand_ins);
}

TEST(StandIn, StandsForItsDigestInItsRepositoryAlone)
{
    const StandIn stand_in{pinned, local};
    EXPECT_TRUE(stands_for(stand_in, pinned));
    EXPECT_TRUE(stands_for(stand_in, "docker.io/library/nginx:1.25@" + digest));
    EXPECT_FALSE(stands_for(stand_in, "nginx:1@sha256:" + std::string(64, 'e')));
    EXPECT_FALSE(stands_for(stand_in, "127.0.0.1:5000/nginx:1@" + digest));
    EXPECT_FALSE(stands_for(stand_in, "nginx:1"));
    EXPECT_FALSE(stands_for(stand_in, "not a name"));
}

TEST(StandIn, IsToldToComposeForItsServicesOnly)
{
    ComposeModel model{.project = "blog", .services = {named("db", "postgres:16"), named("web", pinned)}};
    EXPECT_FALSE(has_stand_ins(with_stand_ins(model, {})));

    model = with_stand_ins(model, {{pinned, local}});

    ASSERT_TRUE(has_stand_ins(model));
    EXPECT_EQ(model.service("web")->image, pinned) << "people see the author's name";
    EXPECT_EQ(images_override(model),
        "# Written by Furtka: images that came out of a file (.furtka/images.json). Changes here are lost.\n"
        "services:\n"
        "  web:\n"
        "    image: \"furtka/pinned:"
            + std::string(64, 'a')
            + "\"\n"
              "    pull_policy: \"never\"\n");
}

TEST(StandIn, StandsForNoImageThatIsBuilt)
{
    auto service = named("web", pinned);
    service.builds = true;
    EXPECT_FALSE(has_stand_ins(with_stand_ins({.project = "blog", .services = {service}}, {{pinned, local}})));
}

} // namespace
} // namespace furtka::test
