#include "adapters/catalog/git_cli.hpp"
#include "support/run.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace furtka {
namespace {

class Git : public testing::Test {
protected:
    void shell(const std::string& line) const
    {
        const auto all = "cd " + scratch.path().string()
            + " && export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a "
              "GIT_COMMITTER_EMAIL=a@b && "
            + line;
        ASSERT_EQ(std::system(all.c_str()), 0)
            << line; // NOLINT(cert-env33-c,concurrency-mt-unsafe): a test's own repository
    }
    void repository() const
    {
        shell("git init -q -b main r && mkdir r/blog && echo '{}' > r/blog/manifest.json && git -C r add . && git -C r "
              "commit -qm one "
              "&& git -C r tag -am v1 v1");
    }
    std::string address() const { return "file://" + (scratch / "r").string(); }
    Result<std::string> archived(const std::string& ref)
    {
        std::filesystem::remove_all(scratch / "side");
        std::filesystem::create_directory(scratch / "side");
        return run(git.archive(address(), ref, "", scratch / "side", scratch / "side/tar"));
    }

    test::Scratch scratch;
    GitCli git{{{"PATH", "/usr/bin:/bin"}}};
};

TEST_F(Git, TellsAndFetchesABranchATagOrTheHead)
{
    repository();
    const auto head = run(git.revision(address(), "", ""));
    ASSERT_TRUE(head) << head.error().message;
    EXPECT_EQ(head->size(), 40U);
    for (const auto* ref : {"", "main", "v1"}) {
        EXPECT_EQ(run(git.revision(address(), ref, "")).value(), *head) << ref;
        EXPECT_EQ(archived(ref).value(), *head) << ref;
        EXPECT_NE(scratch.read("side/tar").find("blog/manifest.json"), std::string::npos);
    }
}

TEST_F(Git, SaysWhatIsMissing)
{
    repository();
    EXPECT_EQ(run(git.revision(address(), "none", "")).error().key, "catalog_ref_missing");
    const auto gone = run(git.revision("file:///nowhere/at/all.git", "", "")).error();
    EXPECT_EQ(gone.key, "catalog_unreachable");
    EXPECT_NE(gone.message.find("does not appear to be a git repository"), std::string::npos) << gone.message;
    GitCli without({{"PATH", "/nowhere"}});
    EXPECT_EQ(run(without.revision(address(), "", "")).error().key, "git_missing");
}

TEST_F(Git, RunsNoHookAndReadsNoConfiguration)
{
    repository();
    shell("printf '#!/bin/sh\\ntouch " + (scratch / "ran").string()
        + "\\n' > r/.git/hooks/post-checkout && chmod +x r/.git/hooks/*");
    shell("git -C r config uploadpack.packObjectsHook 'touch " + (scratch / "ran").string() + "; exec \"$@\"'");
    EXPECT_TRUE(archived(""));
    EXPECT_FALSE(std::filesystem::exists(scratch / "ran"));
}

TEST_F(Git, RefusesARepositoryThatStandsForTooMuch)
{
    // Ten levels of ten times the same folder: 10^10 files out of a handful of objects.
    shell("git init -q -b main r && cd r && o=$(echo x | git hash-object -w --stdin) && k=blob m=100644 && for i in 0 1 2 3 "
          "4 5 6 7 8 9; do "
          "o=$(for j in 0 1 2 3 4 5 6 7 8 9; do printf '%s %s %s\\tf%s\\n' $m $k $o $j; done | git mktree); k=tree "
          "m=040000; done && "
          "git update-ref refs/heads/main $(git commit-tree -m bomb $o)");
    const auto refused = archived("");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().key, "archive_too_large");
}

TEST(TreeList, IsCountedBeforeItIsWritten)
{
    using namespace std::string_literals;
    EXPECT_TRUE(check_tree_list("100644 blob 3b18e512dba79e4c8300dd08aeb37f8e728b8dad    1234\tapps/a b\0"s));
    EXPECT_TRUE(check_tree_list("160000 commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad       -\tmodule\0"s));
    EXPECT_EQ(check_tree_list("100644 blob 3b18 16777217\ta\0"s).error().key, "archive_too_large");
    std::string many;
    for (int i = 0; i < 17; ++i) many += "100644 blob 3b18 16777216\ta\0"s;
    EXPECT_EQ(check_tree_list(many).error().key, "archive_too_large");
    many.clear();
    for (int i = 0; i < 20'001; ++i) many += "100644 blob 3b18 1\ta\0"s;
    EXPECT_EQ(check_tree_list(many).error().key, "archive_too_large");
}

} // namespace
} // namespace furtka
