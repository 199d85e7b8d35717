#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace furtka::cli {
namespace {

using Words = std::vector<std::string>;

std::string read(const Words& words)
{
    const auto result = parse_arguments(words);
    if (!result) return fmt::format("{} ({})", result.error().message, result.error().hint);
    std::string text = result->command == nullptr ? "no command" : std::string(result->command->words);
    for (const auto& argument : result->arguments) text += " [" + argument + "]";
    for (const auto& [name, value] : result->options) text += " " + name + (value.empty() ? "" : "=" + value);
    return text + (result->help ? " help" : "");
}

TEST(Arguments, OptionsStandBeforeOrAfterWhatTheyBelongTo)
{
    EXPECT_EQ(read({"app", "list", "--json"}), "app list --json");
    EXPECT_EQ(read({"app", "install", "--set", "A=1", "blog", "--set=B=2"}), "app install [blog] --set=A=1 --set=B=2");
    EXPECT_EQ(read({"--socket", "/s", "app", "list"}), "app list --socket=/s");
    EXPECT_EQ(read({"app", "--url=http://x", "show", "blog"}), "app show [blog] --url=http://x");
    EXPECT_EQ(
        read({"app", "install", "--set", "A=-"}), "furtka app install needs NAME|PATH (see: furtka app install --help)");
    EXPECT_EQ(read({"app", "show", "--", "--json"}), "app show [--json]");
}

TEST(Arguments, HelpIsGivenWhateverElseIsMissing)
{
    EXPECT_EQ(read({"app", "show", "--help"}), "app show help");
    EXPECT_EQ(read({"-h"}), "no command help");
    EXPECT_EQ(read({}), "no command");
    EXPECT_EQ(read({"app"}), "no command");
}

TEST(Arguments, UnknownWordsAreAnsweredWithTheOneThatWasMeant)
{
    EXPECT_EQ(read({"app", "isntall", "x"}), "there is no command \"app isntall\" (did you mean app install?)");
    EXPECT_EQ(read({"ap", "list"}), "there is no command \"ap\" (did you mean app?)");
    EXPECT_EQ(read({"install", "x"}), "there is no command \"install\" (did you mean app install?)");
    EXPECT_EQ(read({"recon"}), "there is no command \"recon\" (did you mean reconcile?)");
    EXPECT_EQ(read({"zzzzzz"}), "there is no command \"zzzzzz\" (see: furtka --help)");
    EXPECT_EQ(read({"app", "list", "--jsno"}), "furtka app list has no option --jsno (did you mean --json?)");
    EXPECT_EQ(
        read({"app", "start", "x", "--set", "A=1"}), "furtka app start has no option --set (see: furtka app start --help)");
    EXPECT_EQ(read({"--json", "app", "list"}),
        "the option --json stands before the command, or does not exist (options stand after the command: furtka app list "
        "--json)");
}

TEST(Arguments, CountsAndValuesAreChecked)
{
    EXPECT_EQ(read({"app", "show"}), "furtka app show needs NAME (see: furtka app show --help)");
    EXPECT_EQ(read({"app", "show", "a", "b"}), "furtka app show has no use for \"b\" (see: furtka app show --help)");
    EXPECT_EQ(read({"app", "logs", "a", "--tail"}), "--tail needs a value: --tail LINES (see: furtka app logs --help)");
    EXPECT_EQ(read({"app", "list", "--json=yes"}), "--json takes no value (see: furtka app list --help)");
    EXPECT_EQ(
        read({"app", "logs", "a", "--tail", "1", "--tail", "2"}), "--tail is given twice (see: furtka app logs --help)");
    EXPECT_EQ(read({"jobs"}), "jobs");
    EXPECT_EQ(read({"help", "app", "install"}), "help [app] [install]");
    EXPECT_EQ(read(Words(1001, "x")), "the command line has over 1000 words ()");
}

TEST(Arguments, WhatIsNotUnderstoodEndsWithTwo)
{
    const auto result = parse_arguments(Words{"app", "nothing-like-it"});

    EXPECT_EQ(exit_code(result.error()), 2);
    EXPECT_EQ(result.error().key, "usage");
}

} // namespace
} // namespace furtka::cli
