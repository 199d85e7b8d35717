#include "domain/version_line.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

TEST(VersionLine, IsThatOfAPinnedVersion)
{
    for (const auto* tag : {"1.2.3", "v1.2.3", "1.2.3.4", "1.2.3-alpine", "2024.12.1"})
        EXPECT_TRUE(is_pinned_version(tag)) << tag;
    for (const auto* tag : {"latest", "1", "1.2", "1.2.x", "1.2.3.4.5", "1.2.3_a", "", "v", "1.2.3-"}) {
        EXPECT_FALSE(is_pinned_version(tag)) << tag;
    }
}

TEST(VersionLine, HasItsNewestTag)
{
    const std::vector<std::string> tags{
        "latest", "1.2.3", "1.2.10", "1.3.0-rc1", "1.10.0", "1.9.9", "2.0.0", "v1.99.0", "1.99.0-alpine", "1.11", "nightly"};

    EXPECT_EQ(newest_of_line("1.2.3", tags), "1.10.0");
    EXPECT_EQ(newest_of_line("1.10.0", tags), "");
    EXPECT_EQ(newest_of_line("1.0.0-alpine", tags), "1.99.0-alpine");
    EXPECT_EQ(newest_of_line("v1.0.0", tags), "v1.99.0");
    EXPECT_EQ(newest_of_line("3.0.0", tags), "");
    EXPECT_EQ(newest_of_line("latest", tags), "");
    EXPECT_EQ(newest_of_line("20240501.1.1", {"20240501.1.99999999999999999999"}), "20240501.1.99999999999999999999");
}

} // namespace
} // namespace furtka
