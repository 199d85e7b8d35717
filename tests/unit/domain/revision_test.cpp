#include "domain/revision.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace furtka {
namespace {

AuthorFile text(std::string content)
{
    AuthorFile file{.hash = "of " + content, .text = std::nullopt};
    file.text = std::move(content);
    return file;
}

AuthorFile bytes(const std::string& hash) { return {.hash = hash, .text = std::nullopt}; }

const std::string compose = "services:\n  web:\n    image: web:1\n    restart: unless-stopped\n\nvolumes:\n  data: {}\n";

std::string with(std::string content, const std::string& from, const std::string& to)
{
    return content.replace(content.find(from), from.size(), to);
}

/// `compose.yaml merged; icon.svg theirs`
std::string fates(const Revision& revision)
{
    std::string told;
    for (const auto& file : revision.files)
        told += fmt::format("{}{} {}", told.empty() ? "" : "; ", file.path, to_text(file.fate));
    for (const auto& key : revision.keys)
        told += fmt::format("{}.env:{} {}", told.empty() ? "" : "; ", key.key, to_text(key.fate));
    return told;
}

TEST(Revising, TakesWhatIsNewWhereTheOwnerChangedNothing)
{
    const AuthorFiles base{{"a", text("1\n")}, {"b", text("1\n")}, {"c", bytes("x")}};
    const AuthorFiles theirs{{"a", text("2\n")}, {"b", text("1\n")}, {"c", bytes("y")}, {"d", text("new\n")}};
    const auto revision = revise(base, base, theirs, {}, {});
    EXPECT_EQ(fates(revision), "a theirs; c theirs; d theirs");
    EXPECT_EQ(revision.files[0].diff, "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n");
    EXPECT_TRUE(revision.undecided().empty());
    EXPECT_TRUE(has_news(base, base, theirs));
    EXPECT_FALSE(has_news(base, {}, base)) << "what the owner did is no news";
}

TEST(Revising, KeepsWhatTheOwnerChanged)
{
    const AuthorFiles base{{"compose.yaml", text(compose)}, {"x", text("1\n")}, {"gone", text("1\n")}};
    const AuthorFiles mine{{"compose.yaml", text(with(compose, "unless-stopped", "always"))}, {"x", text("mine\n")}};
    AuthorFiles theirs = base;
    theirs["compose.yaml"] = text(with(compose, "web:1", "web:2"));
    const auto revision = revise(base, mine, theirs, {}, {});
    // The image and the line after it are neighbours: git calls that a conflict too.
    EXPECT_EQ(fates(revision), "compose.yaml conflict; gone mine; x mine");
    theirs["compose.yaml"] = text(with(compose, "data: {}", "data: {}\n  cache: {}"));
    const auto merged = revise(base, mine, theirs, {}, {});
    EXPECT_EQ(fates(merged), "compose.yaml merged; gone mine; x mine");
    EXPECT_EQ(merged.files[0].text, with(with(compose, "unless-stopped", "always"), "data: {}", "data: {}\n  cache: {}"));
    EXPECT_EQ(merged.files[0].content, Content::text);
    EXPECT_EQ(merged.files[1].content, Content::mine) << "it stays away";
}

TEST(Revising, AConflictIsDecidedByTheOwnerAlone)
{
    const AuthorFiles base{{"c", text("1\n")}};
    const AuthorFiles mine{{"c", text("mine\n")}};
    const AuthorFiles theirs{{"c", text("theirs\n")}};
    const auto open = revise(base, mine, theirs, {}, {});
    EXPECT_EQ(open.undecided(), std::vector<std::string>{"c"});
    EXPECT_EQ(open.files[0].content, Content::undecided);
    EXPECT_NE(open.files[0].diff.find("<<<<<<< yours\nmine\n"), std::string::npos);

    const auto kept = revise(base, mine, theirs, {}, {{"c", Choice::mine}});
    EXPECT_EQ(fates(kept), "c conflict");
    EXPECT_TRUE(kept.undecided().empty());
    EXPECT_EQ(kept.files[0].content, Content::mine);
    const auto taken = revise(base, mine, theirs, {}, {{"c", Choice::theirs}});
    EXPECT_TRUE(taken.undecided().empty());
    EXPECT_EQ(taken.files[0].content, Content::theirs);
    EXPECT_EQ(taken.files[0].diff, "--- a/c\n+++ b/c\n@@ -1 +1 @@\n-mine\n+theirs\n");
}

TEST(Revising, AnOverrideOfTheOwnersIsLeftAlone)
{
    const AuthorFiles base{{"compose.yaml", text("1\n")}};
    const AuthorFiles mine{{"compose.yaml", text("1\n")}, {"compose.override.yaml", text("mine\n")}};
    const AuthorFiles theirs{{"compose.yaml", text("2\n")}};
    const auto paths = paths_to_revise(base, theirs);
    EXPECT_NE(std::ranges::find(paths, "compose.override.yaml"), paths.end());
    for (const auto& known : {std::optional(base), std::optional<AuthorFiles>()}) {
        const auto revision = revise(known, mine, theirs, {}, {{"compose.yaml", Choice::theirs}});
        EXPECT_EQ(revision.files[0].path, "compose.override.yaml");
        EXPECT_EQ(revision.files[0].fate, FileFate::mine);
        EXPECT_TRUE(revision.undecided().empty());
    }
}

TEST(Revising, LargeDifferencesAreToldBySizeAndTakeNoTime)
{
    AuthorFiles base;
    AuthorFiles theirs;
    for (int i = 0; i < 30; ++i) {
        std::string before;
        std::string after;
        for (int line = 0; line < 20'000; ++line) {
            before += fmt::format("{}\n", line % 977);
            after += fmt::format("{}\n", line * 7'919 % 983);
        }
        base.emplace(fmt::format("f{}", i), text(before));
        theirs.emplace(fmt::format("f{}", i), text(after));
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto revision = revise(base, base, theirs, {}, {});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10)) << "of some minutes without a limit";
    std::size_t size = 0;
    for (const auto& file : revision.files) size += file.diff.size();
    EXPECT_LT(size, std::size_t{2} * 1024 * 1024);
    EXPECT_NE(revision.files.back().diff.find("bytes"), std::string::npos);
}

TEST(Revising, WhatIsThereNoMoreGoesUnlessTheOwnerChangedIt)
{
    const AuthorFiles base{{"a", text("1\n")}, {"b", text("1\n")}};
    const AuthorFiles mine{{"a", text("1\n")}, {"b", text("mine\n")}};
    const auto revision = revise(base, mine, {}, {}, {});
    EXPECT_EQ(fates(revision), "a gone; b conflict");
    EXPECT_EQ(revision.files[0].content, Content::none);
    EXPECT_EQ(revise(base, mine, {}, {}, {{"b", Choice::theirs}}).files[1].content, Content::none);
    EXPECT_EQ(revise(base, mine, {}, {}, {{"b", Choice::mine}}).files[1].content, Content::mine);
}

TEST(Revising, WithoutKnowingWhatWasThereEveryDifferenceIsTheOwnersToJudge)
{
    const AuthorFiles mine{{"a", text("1\n")}, {"same", text("s\n")}};
    const AuthorFiles theirs{{"a", text("2\n")}, {"same", text("s\n")}, {"new", text("n\n")}};
    const auto revision = revise(std::nullopt, mine, theirs, {}, {});
    EXPECT_EQ(fates(revision), "a conflict; new theirs");
    EXPECT_EQ(revision.files[0].diff, "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n");
    EXPECT_FALSE(has_news(std::nullopt, theirs, theirs));
}

TEST(Revising, MergesTheEnvByItsKeys)
{
    const AuthorFiles base{{".env.example", text("A=1\nB=1\nC=1\nD=1\nSECRET=\n")}};
    const AuthorFiles theirs{{".env.example", text("A=2\nB=2\nC=2\nD=1\nE=5\nSECRET=x\n")}};
    // A is as it was, B and D are the owner's, C he took out, SECRET was generated.
    const auto env = EnvFile::parse("# mine\nA=1\nB=mine\nD=mine\nSECRET=s3cret\n").value();
    const auto revision = revise(base, base, theirs, env, {});
    EXPECT_EQ(fates(revision), ".env.example theirs; .env:A theirs; .env:B conflict; .env:E theirs");
    EXPECT_EQ(revision.undecided(), std::vector<std::string>{".env:B"});
    const auto decided = revise(base, base, theirs, env, {{".env:B", Choice::theirs}});
    EXPECT_EQ(decided.env.text(), "# mine\nA=2\nB=2\nD=mine\nSECRET=s3cret\nE=5\n");
    EXPECT_EQ(revise(base, base, theirs, env, {{".env:B", Choice::mine}}).env.text(),
        "# mine\nA=2\nB=mine\nD=mine\nSECRET=s3cret\nE=5\n");
}

TEST(Revising, FilesAreReadBackAsTheyWereWritten)
{
    const AuthorFiles files{{"a b/ä", text("x\n")}, {"icon.png", bytes("1f")}};
    const auto read = parse_author_files(to_json(files));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, files);
    EXPECT_EQ(read->at("a b/ä").text, "x\n");
    EXPECT_FALSE(parse_author_files("{}"));
    EXPECT_FALSE(parse_author_files(R"({"files": {"a": 1}})"));
}

} // namespace
} // namespace furtka
