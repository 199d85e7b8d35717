#include "domain/text_diff.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace furtka {
namespace {

std::string unified_diff(std::string_view before, std::string_view after, std::string_view name)
{
    DiffBudget budget;
    return furtka::unified_diff(before, after, name, budget);
}

MergedText merge_texts(std::string_view base, std::string_view mine, std::string_view theirs)
{
    DiffBudget budget;
    return furtka::merge_texts(base, mine, theirs, budget);
}

TEST(TextDiff, TellsWhatChangedWithTheLinesAroundIt)
{
    EXPECT_EQ(unified_diff("a\nb\n", "a\nb\n", "f"), "");
    EXPECT_EQ(unified_diff("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nD\ne\nf\n", "f"),
        "--- a/f\n+++ b/f\n@@ -1,6 +1,6 @@\n a\n b\n c\n-d\n+D\n e\n f\n");
    EXPECT_EQ(unified_diff("", "a\n", "f"), "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+a\n");
    EXPECT_EQ(unified_diff("a\n", "a", "f"), "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n");
}

TEST(TextDiff, FarChangesAreHunksOfTheirOwn)
{
    std::string before;
    for (int i = 0; i < 30; ++i) before += std::to_string(i) + "\n";
    auto after = before;
    after.replace(after.find("2\n"), 2, "two\n");
    after.replace(after.find("27\n"), 3, "x\n");
    const auto diff = unified_diff(before, after, "f");
    EXPECT_NE(diff.find("@@ -1,6 +1,6 @@"), std::string::npos) << diff;
    EXPECT_NE(diff.find("@@ -25,6 +25,6 @@"), std::string::npos) << diff;
}

TEST(TextDiff, TakesTextsThatHaveNothingInCommon)
{
    std::string before;
    std::string after;
    for (int i = 0; i < 3'000; ++i) {
        before += "a" + std::to_string(i) + "\n";
        after += "b" + std::to_string(i) + "\n";
    }
    EXPECT_EQ(merge_texts(before, before, after).text, after);
    EXPECT_EQ(merge_texts("x\n" + before, "y\n" + before, "x\n" + after).conflicts, 1U);
}

TEST(TextMerge, WhatCouldNotBeComparedIsAConflict)
{
    const std::string base = "1\n2\n3\n4\n5\n6\n7\n";
    const std::string mine = "1\ntwo\n3\n4\n5\n6\n7\n";
    const std::string theirs = "0\n1\n2\n3\n4\n5\n6\nseven\n";
    EXPECT_EQ(merge_texts(base, mine, theirs).conflicts, 0U);
    DiffBudget spent{.comparisons = 3};
    EXPECT_EQ(furtka::merge_texts(base, mine, theirs, spent).conflicts, 1U);
    EXPECT_EQ(spent.comparisons, 0U);
}

TEST(TextMerge, TakesBothChangesOfDifferentPlaces)
{
    const std::string base = "1\n2\n3\n4\n5\n6\n7\n";
    EXPECT_EQ(merge_texts(base, "1\ntwo\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\n5\n6\nseven\n"),
        (MergedText{.text = "1\ntwo\n3\n4\n5\n6\nseven\n"}));
    EXPECT_EQ(merge_texts(base, "2\n3\n4\n5\n6\n7\n", base + "8\n"), (MergedText{.text = "2\n3\n4\n5\n6\n7\n8\n"}));
    EXPECT_EQ(merge_texts(base, base, "new\n").text, "new\n");
    EXPECT_EQ(merge_texts(base, "mine\n", base).text, "mine\n");
    EXPECT_EQ(merge_texts(base, "same\n", "same\n"), (MergedText{.text = "same\n"}));
}

TEST(TextMerge, ShowsBothVersionsWhereBothChangedTheSame)
{
    EXPECT_EQ(merge_texts("a\nb\nc\n", "a\nmine\nc\n", "a\ntheirs\nc\n"),
        (MergedText{
            .text = "a\n<<<<<<< yours\nmine\n||||||| before\nb\n=======\ntheirs\n>>>>>>> new\nc\n", .conflicts = 1}));
    EXPECT_EQ(merge_texts("a", "b", "c").text, "<<<<<<< yours\nb\n||||||| before\na\n=======\nc\n>>>>>>> new\n");
    EXPECT_EQ(merge_texts("a\nb\n", "A\nb\n", "a\nB\n").conflicts, 1U) << "neighbouring lines may belong together";
}

/// Lines that are all different can be matched in one way only: there git must say the same.
TEST(TextMerge, SaysWhatGitSays)
{
    const test::Scratch scratch;
    std::mt19937 dice(7);
    int merged = 0;
    int conflicts = 0;
    for (int round = 0; round < 150; ++round) {
        std::vector<std::string> lines;
        for (unsigned i = 0, count = dice() % 25; i < count; ++i) lines.push_back("line " + std::to_string(i) + "\n");
        const auto edited = [&](const std::string& who) {
            auto copy = lines;
            for (unsigned i = 0, count = dice() % 4; i < count; ++i) {
                const auto word = who + std::to_string(dice() % 100) + "\n";
                const auto at = copy.begin() + (copy.empty() ? 0 : static_cast<std::ptrdiff_t>(dice() % copy.size()));
                const auto what = copy.empty() ? 0U : dice() % 3;
                if (what == 0) copy.insert(at, word);
                if (what == 1) copy.erase(at);
                if (what == 2) *at = word;
            }
            std::string text;
            for (const auto& line : copy) text += line;
            return text;
        };
        std::string base;
        for (const auto& line : lines) base += line;
        const auto mine = edited("mine");
        const auto theirs = edited("theirs");
        scratch.write("base", base);
        scratch.write("mine", mine);
        scratch.write("theirs", theirs);
        const auto line = "cd " + scratch.path().string() + " && git merge-file -p mine base theirs > out 2>/dev/null";
        const bool git_conflict =
            std::system(line.c_str()) != 0; // NOLINT(cert-env33-c,concurrency-mt-unsafe): the test's own files
        const auto ours = merge_texts(base, mine, theirs);
        ASSERT_EQ(ours.conflicts > 0, git_conflict) << "base:\n" << base << "mine:\n" << mine << "theirs:\n" << theirs;
        if (!git_conflict) {
            ASSERT_EQ(ours.text, scratch.read("out"));
        }
        ++(git_conflict ? conflicts : merged);
    }
    EXPECT_GT(merged, 20);
    EXPECT_GT(conflicts, 20);
}

} // namespace
} // namespace furtka
