#include "cli/help.hpp"
#include "cli/text.hpp"
#include "commands_fixture.hpp"
#include "golden.hpp"

#include <sstream>

namespace furtka::cli {
namespace {

TEST(Help, TellsAllThereIs)
{
    std::string text = overview_text() + "----\n" + group_text("app");
    for (const auto& info : commands()) text += "----\n" + command_text(info);

    expect_golden(text, "tests/unit/cli/golden/help.txt");
}

TEST(Help, FitsATerminalOfEightyColumnsAsFarAsItCan)
{
    for (const auto& info : commands()) {
        std::istringstream lines{std::string(info.details)};
        for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 78U) << line;
        EXPECT_FALSE(info.examples.empty()) << info.words;
    }
}

class Helping : public Commands { };

TEST_F(Helping, IsAResultWhenAskedForAndAnErrorWhenACommandIsMissing)
{
    EXPECT_EQ(furtka("--help"), 0);
    EXPECT_EQ(console.out_text, overview_text());
    EXPECT_EQ(console.err_text, "");

    EXPECT_EQ(furtka(""), 2);
    EXPECT_EQ(console.err_text, overview_text());

    console.err_text.clear();
    EXPECT_EQ(furtka("app"), 2);
    EXPECT_EQ(console.err_text, group_text("app"));

    console.out_text.clear();
    EXPECT_EQ(furtka("help app install"), 0);
    EXPECT_EQ(console.out_text, command_text(*find_command("app install")));
    EXPECT_EQ(furtka("help nothing"), 2);
    EXPECT_EQ(daemon.calls(), "");
}

TEST_F(Helping, TheVersionIsAnOptionToo)
{
    EXPECT_EQ(furtka("--version"), 0);
    EXPECT_TRUE(console.out_text.starts_with("furtka ")) << console.out_text;
    EXPECT_EQ(daemon.calls(), "");
}

} // namespace
} // namespace furtka::cli
