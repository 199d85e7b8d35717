#include "base/utf8.hpp"

#include <gtest/gtest.h>

using namespace furtka;

TEST(Utf8, KeepsWellFormedTextAsItIs)
{
    const std::string text = "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x90\xb3 plain";
    EXPECT_TRUE(is_utf8(text));
    EXPECT_EQ(to_utf8(text), text);
}

TEST(Utf8, ReplacesEachIllFormedSequenceByOneMark)
{
    const std::string mark = "\xef\xbf\xbd";
    EXPECT_EQ(to_utf8("a\xff"
                      "b"),
        "a" + mark + "b");
    EXPECT_EQ(to_utf8("\xe2\x82"), mark) << "a cut character is one mark";
    EXPECT_EQ(to_utf8("\xc0\xaf"), mark + mark) << "overlong";
    EXPECT_EQ(to_utf8("\xed\xa0\x80"), mark + mark + mark) << "surrogate";
    EXPECT_EQ(to_utf8("\xf4\x90\x80\x80"), mark + mark + mark + mark) << "above U+10FFFF";
}

TEST(Utf8, WhatItReturnsIsAlwaysWellFormed)
{
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string bytes{static_cast<char>(first), static_cast<char>(second), '\x80'};
            EXPECT_TRUE(is_utf8(to_utf8(bytes))) << first << ' ' << second;
        }
    }
}

TEST(Utf8, CutsBeforeACharacterNotThroughIt)
{
    EXPECT_EQ(utf8_cut("abc", 5), 3U);
    EXPECT_EQ(utf8_cut("a\xe2\x82\xac"
                       "b",
                  2),
        1U);
    EXPECT_EQ(utf8_cut("a\xe2\x82\xac"
                       "b",
                  4),
        4U);
    EXPECT_EQ(utf8_cut("\x80\x80\x80\x80\x80", 4), 4U) << "no character to keep whole";
}
