#include "domain/store_search.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

TEST(StoreSearch, FindsAnAppByAllWordsInAnyCaseAndOrder)
{
    const Manifest app{.name = "photos",
        .display_name = "My Pictures",
        .description = "Keeps what you saw.",
        .category = "Media",
        .tagline = "For the family"};
    for (const auto* good : {"", "  ", "photos", "PICT", "media family", "saw my"})
        EXPECT_TRUE(matches(app, search_words(good))) << good;
    for (const auto* bad : {"music", "photos music"}) EXPECT_FALSE(matches(app, search_words(bad))) << bad;
}

TEST(StoreSearch, HasAnEnd)
{
    EXPECT_EQ(search_words("a  B\tc").size(), 3U);
    EXPECT_LE(search_words(std::string(100'000, 'a')).front().size(), 200U);
    std::string many;
    for (int i = 0; i < 60; ++i) many += "a ";
    EXPECT_EQ(search_words(many).size(), 20U);
}

} // namespace
} // namespace furtka
