#include "domain/app_edit.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

constexpr auto text = R"(# mine
services:
  db:
    image: postgres:16
  web:
    image: nginx:1
    ports:
      - "one:two"
    "environment":
      A: b
volumes:
  data: {}
)";

TEST(LineInWords, IsTheOneThatComposeNames)
{
    EXPECT_EQ(line_in_words("yaml: line 7: did not find expected node content", text), 7U);
    EXPECT_EQ(line_in_words("yaml: on a fine line somewhere", text), std::nullopt);
}

TEST(LineInWords, IsThatOfTheMemberThatComposeNames)
{
    EXPECT_EQ(line_in_words("services.web.ports.0: invalid containerPort: two", text), 7U);
    EXPECT_EQ(line_in_words("validating x: services.web.ports[0] must be a string", text), 7U);
    EXPECT_EQ(line_in_words("services.web.environment.A must be", text), 10U);
    EXPECT_EQ(line_in_words("services.db.prots: additional properties not allowed", text), 3U);
    EXPECT_EQ(line_in_words("volumes.data is wrong", text), 12U);
}

TEST(LineInWords, IsNotGuessed)
{
    EXPECT_EQ(line_in_words("services.none.image is missing", "services: {none: {}}\n"), 1U);
    EXPECT_EQ(line_in_words("something else", text), std::nullopt);
    EXPECT_EQ(line_in_words("networks.back.driver", text), std::nullopt);
    EXPECT_EQ(line_in_words("services.web", ""), std::nullopt);
}

TEST(EditVersions, AreReadAsTheyWereWritten)
{
    const EditVersion version{
        .at = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(1'700'000'000'123)),
        .file = EditedFile::compose,
        .text = "services:\n  \"a\": {}\n"};
    EXPECT_EQ(parse_edit_versions(to_json({version})), std::vector{version});
    for (const auto* bad : {"", "[]", "{}", R"({"versions": [1, {"at": 1}, {"at": 1, "file": "x", "text": ""}]})"})
        EXPECT_TRUE(parse_edit_versions(bad).empty()) << bad;
}

TEST(EditVersions, AreKeptToANumber)
{
    std::vector<EditVersion> versions;
    for (std::size_t i = 0; i < most_edit_versions + 3; ++i)
        versions = with_version(std::move(versions), {.at = {}, .text = std::to_string(i)});
    EXPECT_EQ(versions.size(), most_edit_versions);
    EXPECT_EQ(versions.front().text, "3");
    EXPECT_EQ(versions.back().text, "12");
}

TEST(NewUnsetVariables, AreThoseThatWereNotThereBefore)
{
    const std::string a = "The \"A\" variable is not set. Defaulting to a blank string.";
    const std::string b = "The \"B\" variable is not set. Defaulting to a blank string.";
    EXPECT_EQ(new_unset_variables({a}, {a, b, "the attribute `version` is obsolete"}), std::vector{b});
}

TEST(CheckEdit, TakesTextAndNothingElse)
{
    EXPECT_TRUE(check_edit(empty_override));
    for (const std::string& bad : {std::string(), std::string(" \n"), std::string("a\xff"), std::string("a\0b", 3),
             std::string(largest_edit + 1, 'a')})
        EXPECT_EQ(check_edit(bad).error().key, "edit_text");
}

} // namespace
} // namespace furtka
