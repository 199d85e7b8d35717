#include "domain/versions.hpp"

#include <gtest/gtest.h>

#include <array>

using namespace furtka;

TEST(Versions, RiseAlongTheListsOfSemVerAndCalVer)
{
    // The pre-releases are the example of SemVer 2.0.0, item 11.
    constexpr std::array rising = {"0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
        "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.9", "v1.10.0", "2.0", "26.17", "2024.2", "2024.12.1",
        "20240101000000000000000000"};

    for (std::size_t low = 0; low < rising.size(); ++low) {
        for (std::size_t high = low + 1; high < rising.size(); ++high) {
            EXPECT_EQ(compare_versions(rising.at(low), rising.at(high)), std::partial_ordering::less)
                << rising.at(low) << " " << rising.at(high);
            EXPECT_EQ(compare_versions(rising.at(high), rising.at(low)), std::partial_ordering::greater)
                << rising.at(high) << " " << rising.at(low);
        }
    }
}

TEST(Versions, AreTheSameWithoutTheirEndingZerosPrefixAndBuild)
{
    EXPECT_EQ(compare_versions("1.2", "1.2.0"), std::partial_ordering::equivalent);
    EXPECT_EQ(compare_versions("v1.2.3", "1.2.3"), std::partial_ordering::equivalent);
    EXPECT_EQ(compare_versions("2024.02", "2024.2"), std::partial_ordering::equivalent);
    EXPECT_EQ(compare_versions("1.0.0+build.5", "1.0.0"), std::partial_ordering::equivalent);
}

TEST(Versions, HaveNoOrderWhenOneIsFreeText)
{
    for (const char* text : {"", "latest", "v", "1..2", "1.x", "1.0-", "1.0-a..b", "1.0 beta", ".1", "1.0+"}) {
        EXPECT_EQ(compare_versions(text, "1.0"), std::partial_ordering::unordered) << text;
        EXPECT_EQ(compare_versions("1.0", text), std::partial_ordering::unordered) << text;
    }
}
