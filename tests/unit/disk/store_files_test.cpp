// A foreign checkout is looked at without leaving it, and app folders are put in place whole.
#include "adapters/disk/folder_writer.hpp"
#include "adapters/disk/git_checkout.hpp"
#include "adapters/disk/store_files.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using Names = std::vector<std::string>;

TEST(StoreFiles, ListsFilesAndNoLinks)
{
    const test::Scratch scratch;
    scratch.write("outside/secret.yml", "x");
    scratch.write("store/Apps/A/docker-compose.yml", "a");
    scratch.write("store/.git/config", "");
    std::filesystem::create_symlink("../outside", scratch / "store/Apps2");
    std::filesystem::create_symlink("../../../outside/secret.yml", scratch / "store/Apps/A/icon.svg");

    const auto store = StoreFiles::open(scratch / "store");
    ASSERT_TRUE(store);
    EXPECT_EQ(store->list().value(), Names{"Apps/A/docker-compose.yml"});
    EXPECT_EQ(store->read("Apps/A/docker-compose.yml", 10), "a");
    EXPECT_EQ(store->read("Apps/A/icon.svg", 10), std::nullopt);
    EXPECT_EQ(store->read("Apps2/secret.yml", 10), std::nullopt);
    EXPECT_EQ(store->read("../outside/secret.yml", 10), std::nullopt);
    EXPECT_EQ(store->read("Apps/A/docker-compose.yml", 0), std::nullopt);
}

TEST(StoreFiles, HasALimit)
{
    const test::Scratch scratch;
    for (int i = 0; i < 5; ++i) scratch.write("store/" + std::to_string(i), "");
    const auto listed = StoreFiles::open(scratch / "store")->list({.entries = 4});
    ASSERT_FALSE(listed);
    EXPECT_EQ(listed.error().key, "store_limits");
}

TEST(StoreFiles, AMissingSourceIsTold)
{
    const test::Scratch scratch;
    EXPECT_EQ(StoreFiles::open(scratch / "nowhere").error().key, "source_missing");
}

TEST(GitCheckout, TellsAddressAndCommitWithoutAPassword)
{
    const test::Scratch scratch;
    const std::string commit(40, 'a');
    scratch.write("store/.git/HEAD", "ref: refs/heads/main\n");
    scratch.write("store/.git/packed-refs", "# pack-refs\n" + commit + " refs/heads/main\n");
    scratch.write("store/.git/config",
        "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = https://me:token@example.org/store.git\n\tfetch = x\n");
    std::filesystem::create_directories(scratch / "store/Apps/A");

    const auto checkout = git_checkout(scratch / "store/Apps/A");
    EXPECT_EQ(checkout.top, scratch / "store");
    EXPECT_EQ(checkout.repository, "https://example.org/store.git");
    EXPECT_EQ(checkout.commit, commit);
}

TEST(FolderWriter, ReplacesWhatWasImportedAndNothingElse)
{
    const test::Scratch scratch;
    scratch.write("own/manifest.json", "{}");
    EXPECT_EQ(write_app_folder(scratch.path(), "own", {{"manifest.json", "new"}}).error().key, "import_exists");
    EXPECT_EQ(scratch.read("own/manifest.json"), "{}");

    ASSERT_TRUE(
        write_app_folder(scratch.path(), "app", {{"manifest.json", "{\"imported_from\": {}}"}, {"files/a/run.sh", "x"}}));
    ASSERT_TRUE(write_app_folder(scratch.path(), "app", {{"manifest.json", "second"}}));
    EXPECT_EQ(scratch.read("app/manifest.json"), "second");
    EXPECT_FALSE(std::filesystem::exists(scratch / "app/files"));
}

TEST(FolderWriter, NeverLeavesItsFolder)
{
    const test::Scratch scratch;
    EXPECT_EQ(write_app_folder(scratch.path(), "app", {{"../out", "x"}}).error().key, "folder_file");
    EXPECT_FALSE(std::filesystem::exists(scratch / "app"));
    EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
}

} // namespace
} // namespace furtka
