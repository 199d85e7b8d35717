#include "adapters/compose/words.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

TEST(ComposeWords, LeaveOutProgressAndWarnings)
{
    const auto words =
        failure_words("time=\"2030-01-01T00:00:00Z\" level=warning msg=\"The \\\"TAG\\\" variable is not set.\"\n"
                      " Network blog_default  Creating\n"
                      " Network blog_default  Created\n"
                      " Container blog-web-1  Creating\n"
                      " web Pulling \n"
                      "Error response from daemon: invalid mount path: 'x' mount path must be absolute\n",
            "");

    EXPECT_EQ(words, "Error response from daemon: invalid mount path: 'x' mount path must be absolute");
}

TEST(ComposeWords, TakeTheOutputWhenErrorsAreEmpty)
{
    EXPECT_EQ(failure_words("\n", "hook says no\n"), "hook says no");
    EXPECT_EQ(failure_words("", ""), "");
}

TEST(ComposeWords, KeepAnErrorOfTheLog)
{
    EXPECT_EQ(failure_words("time=\"t\" level=error msg=\"cannot \\\"do\\\" it\"", ""), "cannot \"do\" it");
}

TEST(ComposeWords, NeverQuoteAValueOfTheEnvFile)
{
    EXPECT_EQ(failure_words("failed to read /apps/blog/.env: line 2: unterminated quoted value \"hunter2", ""),
        "failed to read /apps/blog/.env: line 2: unterminated quoted value (the value is not shown)");
}

TEST(ComposeWords, AreCutAtTheirStart)
{
    const auto words = failure_words(std::string(10'000, 'x') + " the reason", "");

    EXPECT_EQ(words.size(), 2'000U);
    EXPECT_TRUE(words.ends_with("the reason"));
}

constexpr auto unset =
    R"(time="2030-01-01T00:00:00Z" level=warning msg="The \"word\" variable is not set. Defaulting to a blank string.")";

TEST(ShownLine, NamesAVariableOfTheComposeFile)
{
    EXPECT_EQ(shown_line(unset, {"image: nginx:${word}"}),
        "warning: The \"word\" variable is not set. Defaulting to a blank string.");
}

TEST(ShownLine, HidesAVariableThatIsPartOfASecret)
{
    EXPECT_EQ(shown_line(unset, {"image: nginx"}),
        "warning: a value in .env has a $ that Compose takes for a variable; write the value in single quotes");
}

TEST(ShownLine, LeavesOtherLinesAlone)
{
    EXPECT_EQ(shown_line(" Container blog-web-1  Started", {}), " Container blog-web-1  Started");
}

} // namespace
} // namespace furtka
