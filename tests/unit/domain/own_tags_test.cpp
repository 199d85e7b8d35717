#include "domain/own_tags.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

TEST(OwnTags, NameTheAppTheServiceAndTheRecoveryPoint)
{
    EXPECT_EQ(own_tag("blog", "web", 3).familiar(), "furtka/rollback/blog/web:3");
    EXPECT_EQ(own_repository("blog", "*"), "furtka/rollback/blog/*");
}

TEST(OwnTags, AreNamesThatTheEngineTakes)
{
    for (const auto* name : {"Web", "a__b", "a-_b", "web_", "x.y", "A", "_"}) {
        const auto tag = own_tag(name, name, 12);
        const auto parsed = ImageRef::parse(tag.familiar());
        ASSERT_TRUE(parsed) << name << ": " << parsed.error().message;
        EXPECT_EQ(*parsed, tag) << name;
    }
}

TEST(OwnTags, DifferForNamesThatDifferInSignsTheEngineDoesNotTake)
{
    EXPECT_NE(own_repository("blog", "Web"), own_repository("blog", "web"));
    EXPECT_NE(own_repository("a__b", "web"), own_repository("a_b", "web"));
}

TEST(OwnTags, AreToldFromTagsOfOthers)
{
    const auto of_others = ImageRef::parse("nginx:1").value();
    const auto like_ours = ImageRef::parse("127.0.0.1:5000/furtka/rollback/blog/web:1").value();

    EXPECT_FALSE(is_own_tag(of_others));
    EXPECT_FALSE(is_own_tag(like_ours));
    EXPECT_TRUE(is_own_tag_of(own_tag("blog", "web", 1), "blog"));
    EXPECT_FALSE(is_own_tag_of(own_tag("blog2", "web", 1), "blog"));
    EXPECT_EQ(point_of_tag(own_tag("blog", "web", 12)), 12);
    EXPECT_EQ(point_of_tag(of_others), 0);
    EXPECT_EQ(point_of_tag(ImageRef::parse("furtka/rollback/blog/web:old").value()), 0);
}

TEST(NamesOfFurtka, SayWhichImageOrWhoseJobItIs)
{
    const ImageId id{"sha256:" + std::string(64, 'a')};
    EXPECT_EQ(stand_in_name(id).familiar(), "furtka/pinned:" + std::string(64, 'a'));
    EXPECT_EQ(moving_name("blog", 3).familiar(), "furtka/moving/blog:3");
    EXPECT_NE(moving_name("a__b", 0), moving_name("a_b", 0));
    for (const auto& name : {stand_in_name(id), moving_name("a__b", 0), own_tag("blog", "web", 1)}) {
        EXPECT_EQ(ImageRef::parse(name.familiar()), name);
        EXPECT_TRUE(is_furtka_name(name)) << name.familiar();
    }
    for (const auto* other : {"nginx:1", "127.0.0.1:5000/furtka/pinned:1", "furtka/pinned/more:1", "furtka/pinnedby:1"})
        EXPECT_FALSE(is_furtka_name(ImageRef::parse(other).value())) << other;
    EXPECT_FALSE(is_own_tag(stand_in_name(id)));
}

} // namespace
} // namespace furtka::test
