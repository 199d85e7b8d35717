// Variables in the texts of a compose file, as Compose 2.26 and 2.40 find them.
#include "domain/import/variables.hpp"

#include <gtest/gtest.h>

namespace furtka::imports {
namespace {

TEST(ComposeVariables, SplitOnlyOutsideOfBraces)
{
    EXPECT_EQ(split_outside("${DIR:-./x}:/data:ro", ':'), (std::vector<std::string>{"${DIR:-./x}", "/data", "ro"}));
    EXPECT_EQ(split_outside("${A:-${B:-c:d}}:e", ':'), (std::vector<std::string>{"${A:-${B:-c:d}}", "e"}));
}

TEST(ComposeVariables, AreFoundInsideOfDefaults)
{
    std::string names;
    each_variable("$A ${B:-x${C}} $$D ${E:?why $F} $2b", [&](const Piece& piece) { names += piece.name + piece.op + " "; });
    EXPECT_EQ(names, "A B:- C E:? ");
}

TEST(ComposeVariables, ALoneDollarIsText)
{
    EXPECT_EQ(with_defaults("$2b$12$x"), "$2b$12");
    EXPECT_EQ(with_defaults("$(date) a$ $$x"), "$(date) a$ $x");
    EXPECT_EQ(escaped("$2b$12$x"), "$$2b$$12$$x");
}

TEST(ComposeVariables, WhatComposeRefusesIsToldAsBroken)
{
    for (const auto* text : {"${X", "${1x}", "${X.y}", "${}", "${x:=1}"}) EXPECT_FALSE(pieces_of(text)) << text;
    for (const auto* text : {"${X:-a}b}", "${X:-}", "{$BASE}", "$9$"}) EXPECT_TRUE(pieces_of(text)) << text;
}

TEST(ComposeVariables, AreReplacedAlsoInsideOfDefaults)
{
    const auto text = with_variables("${A:-$B} $B ${B}",
        [](const Piece& piece) { return piece.name == "B" ? std::optional<std::string>("b") : std::nullopt; });
    EXPECT_EQ(text, "${A:-b} b b");
    EXPECT_EQ(with_defaults("${A:-x${B:-y}}${C}"), "xy");
}

} // namespace
} // namespace furtka::imports
