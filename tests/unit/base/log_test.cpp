#include "base/log.hpp"

#include <gtest/gtest.h>

using furtka::log::format_line;

TEST(LogLine, IsTheEventAndItsFields)
{
    EXPECT_EQ(format_line("update finished", {{"app", "blog"}, {"job", 17}, {"changed", true}}),
        "update finished app=blog job=17 changed=true");
    EXPECT_EQ(format_line("started", {}), "started");
}

TEST(LogLine, QuotesWhatHasSpacesQuotesOrAnEqualsSign)
{
    EXPECT_EQ(format_line("failed", {{"error", "no such image"}}), R"(failed error="no such image")");
    EXPECT_EQ(format_line("failed", {{"error", R"(say "hi" \ bye)"}}), R"(failed error="say \"hi\" \\ bye")");
    EXPECT_EQ(format_line("failed", {{"error", "a=b"}}), R"(failed error="a=b")");
}

TEST(LogLine, ShowsAnEmptyValue) { EXPECT_EQ(format_line("failed", {{"hint", ""}}), R"(failed hint="")"); }

TEST(LogLine, StaysOneLineWhateverAValueHolds)
{
    EXPECT_EQ(format_line("failed", {{"error", "one\ntwo\tthree\x1b[31m\x7f"}}), "failed error=one two three [31m ");
}
