#include "cli/near_match.hpp"
#include "cli/text.hpp"

#include <gtest/gtest.h>

#include <array>

namespace furtka::cli {
namespace {

using namespace std::chrono_literals;

TEST(Text, WidthIsWhatATerminalShows)
{
    EXPECT_EQ(display_width("abc"), 3U);
    EXPECT_EQ(display_width("Größe"), 5U);
    EXPECT_EQ(display_width("日本"), 4U);
    EXPECT_EQ(display_width("e\u0301"), 1U);
    EXPECT_EQ(display_width("🚀"), 2U);
    EXPECT_EQ(display_width("\x1b[32mgo\x1b[0m"), 2U);
}

TEST(Text, ForeignTextCannotDriveTheTerminal)
{
    EXPECT_EQ(printable("a\x1b[2Jb\nc\td\x07"), "a?[2Jb c d?");
    EXPECT_EQ(printable("\x9b"
                        "1m \xff"),
        "?1m ?");
    EXPECT_EQ(printable("safe \u202egnp.exe"), "safe ?gnp.exe");
    EXPECT_EQ(printable_log("\x1b[1;31mred\x1b[0m\t\x1b]0;title\x07\r"), "\x1b[1;31mred\x1b[0m\t?]0;title??");
}

TEST(Text, LongTextIsCutBetweenCharacters)
{
    EXPECT_EQ(cut("abcdef", 6), "abcdef");
    EXPECT_EQ(cut("abcdef", 5), "abcd…");
    EXPECT_EQ(cut("日本語", 4), "日…");
    EXPECT_EQ(cut("abc", 0), "");
    EXPECT_EQ(cut("\x1b[32mrunning\x1b[0m", 4), "\x1b[32mrun…\x1b[0m");
}

TEST(Text, TablesAreAlignedAndLeaveEmptyColumnsOut)
{
    const Table table{.header = {"NAME", "STATE", "NOTE", "OPEN"},
        .rows = {{"größe", "\x1b[32mrunning\x1b[0m", "", "http://x/"}, {"日本", "failed", "", ""}}};

    EXPECT_EQ(table_text(table, 0),
        "NAME   STATE    OPEN\n"
        "größe  \x1b[32mrunning\x1b[0m  http://x/\n"
        "日本   failed\n");
    EXPECT_EQ(table_text(table, 12),
        "NAME   STAT…\n"
        "größe  \x1b[32mrunn…\x1b[0m\n"
        "日本   fail…\n");
}

TEST(Text, SizesAndTimesAreWordsOfPeople)
{
    EXPECT_EQ(bytes_text(0), "0 B");
    EXPECT_EQ(bytes_text(999), "999 B");
    EXPECT_EQ(bytes_text(1500), "1.5 kB");
    EXPECT_EQ(bytes_text(27'400'000), "27 MB");
    EXPECT_EQ(bytes_text(999'999), "1.0 MB");
    EXPECT_EQ(bytes_text(UINT64_MAX), "18447 PB");
    EXPECT_EQ(duration_text(5s), "5 s");
    EXPECT_EQ(duration_text(190s), "3 min 10 s");
    EXPECT_EQ(duration_text(7500s), "2 h 5 min");
    EXPECT_EQ(list_text({"a", "b", "c"}), "a, b and c");
}

TEST(NearMatch, FindsTheWordThatWasMeant)
{
    constexpr std::array<std::string_view, 5> words{"list", "install", "restart", "start", "stop"};

    EXPECT_EQ(near_match("lsit", words), "list");
    EXPECT_EQ(near_match("instal", words), "install");
    EXPECT_EQ(near_match("strat", words), "start");
    EXPECT_EQ(near_match("re", words), "restart");
    EXPECT_EQ(near_match("remove", words), std::nullopt);
    EXPECT_EQ(near_match("", words), std::nullopt);
    EXPECT_EQ(near_match(std::string(100'000, 'x'), words), std::nullopt);
}

} // namespace
} // namespace furtka::cli
