#include "base/base64.hpp"

#include <gtest/gtest.h>

#include <array>

using namespace furtka;
using namespace std::string_literals;

namespace {

struct Pair {
    std::string bytes;
    std::string text;
};

/// RFC 4648, section 10.
const std::array<Pair, 7> rfc_vectors = {{{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}}};

} // namespace

TEST(Base64, WritesAndReadsTheVectorsOfItsStandard)
{
    for (const auto& [bytes, text] : rfc_vectors) {
        EXPECT_EQ(base64_encode(bytes), text);
        EXPECT_EQ(base64_decode(text), bytes);
    }
}

TEST(Base64, HasAnAlphabetForUrls)
{
    const auto bytes = "\xfb\xff\xfe"s;

    EXPECT_EQ(base64_encode(bytes), "+//+");
    EXPECT_EQ(base64_encode(bytes, Base64::url_safe), "-__-");
    EXPECT_EQ(base64_decode("+//+"), bytes);
    EXPECT_EQ(base64_decode("-__-"), bytes);
}

TEST(Base64, ReadsTextWithoutPadding) { EXPECT_EQ(base64_decode("Zm9vYg"), "foob"); }

TEST(Base64, ReadsNothingFromTextThatIsNotBase64)
{
    for (const char* text : {"Zm9v Zm9v", "Zm9v\n", "Zm=v", "Zm9v!"}) EXPECT_EQ(base64_decode(text), "") << text;
}

TEST(Base64, KeepsEveryByte)
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);

    EXPECT_EQ(base64_decode(base64_encode(all)), all);
    EXPECT_EQ(base64_decode(base64_encode(all, Base64::url_safe)), all);
}

TEST(Hex, IsInSmallLetters) { EXPECT_EQ(hex_encode("\x00\x0f\xa0\xff"s), "000fa0ff"); }
