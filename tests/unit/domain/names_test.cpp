#include "domain/names.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace furtka {
namespace {

TEST(AppNames, AreSmallLettersDigitsUnderscoresAndDashes)
{
    for (const auto& name : std::vector<std::string>{"a", "blog", "zigbee2mqtt", "my-app_2", std::string(63, 'x')}) {
        const auto parsed = AppName::parse(name);
        ASSERT_TRUE(parsed) << name;
        EXPECT_EQ(parsed->text(), name);
    }
}

TEST(AppNames, OfAnyOtherFormAreRefused)
{
    for (const auto& name :
        std::vector<std::string>{"", "2048", "-a", "_a", "Blog", "a b", "a/b", "..", "a.b", "blög", std::string(64, 'x')}) {
        const auto parsed = AppName::parse(name);
        ASSERT_FALSE(parsed) << name;
        EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
        EXPECT_EQ(parsed.error().key, "app_name");
    }
}

TEST(AppNames, RefusedAreShownWithoutControlCharactersAndShortened)
{
    using namespace std::string_literals;
    EXPECT_EQ(AppName::parse("a\n\x1b[31m\0b"s).error().message, "'a??[31m?b' is not an app name");
    EXPECT_EQ(AppName::parse("bl\xc3\xb6g\x7f").error().message, "'bl??g?' is not an app name");
    EXPECT_EQ(AppName::parse(std::string(5000, 'x')).error().message, "'" + std::string(80, 'x') + "' is not an app name");
}

TEST(VolumeNames, CarryTheAppAndTheShortName)
{
    EXPECT_EQ(volume_name(*AppName::parse("blog"), "data"), "furtka_blog_data");
}

} // namespace
} // namespace furtka
