#include "adapters/disk/disk_app_texts.hpp"
#include "support/run.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace furtka {
namespace {

class AppTextFolders : public testing::Test {
protected:
    AppTextFolders()
    {
        scratch.write("apps/blog/manifest.json", "{}");
        scratch.write("apps/blog/docker-compose.yaml", "services: {}\n");
        scratch.write("apps/blog/db.env", "A=b\n");
        scratch.write("apps/blog/data/large", std::string(1000, 'x'));
        scratch.write("apps/blog/.env", "SECRET=1\n");
    }
    static AppName blog() { return *AppName::parse("blog"); }
    static std::string text(const std::filesystem::path& path)
    {
        std::ifstream stream(path);
        return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }

    test::Scratch scratch;
    WorkerPool workers{1};
    DiskAppTexts texts{scratch / "apps", scratch / "state/edits", workers};
};

TEST_F(AppTextFolders, AreReadByTheNamesThatComposeReads)
{
    auto read = run(texts.read(blog()));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->compose.name, "docker-compose.yaml");
    EXPECT_EQ(read->compose.text, "services: {}\n");
    EXPECT_EQ(read->override_file.name, "compose.override.yaml");
    EXPECT_FALSE(read->override_file.there);
    scratch.write("apps/blog/docker-compose.override.yml", "services: {web: {}}\n");
    read = run(texts.read(blog()));
    EXPECT_EQ(read->override_file.name, "docker-compose.override.yml");
    EXPECT_EQ(run(texts.read(*AppName::parse("none"))).error().key, "app_not_installed");
}

TEST_F(AppTextFolders, AreNotReadOutOfTheFolderNorWithoutEnd)
{
    std::filesystem::create_symlink("/etc/passwd", scratch / "apps/blog/compose.override.yaml");
    EXPECT_EQ(run(texts.read(blog())).error().key, "folder_file");
    std::filesystem::remove(scratch / "apps/blog/compose.override.yaml");
    scratch.write("apps/blog/compose.override.yaml", std::string(largest_edit + 1, 'a'));
    EXPECT_EQ(run(texts.read(blog())).error().key, "edit_text");
}

TEST_F(AppTextFolders, AreStagedWithTheFilesTheyNameAndWithoutDataAndSecrets)
{
    const auto staged = run(texts.stage(blog(), {"data"}, "compose.override.yaml", "services: {web: {}}\n"));
    ASSERT_TRUE(staged);
    EXPECT_EQ(text(*staged / "compose.override.yaml"), "services: {web: {}}\n");
    EXPECT_EQ(text(*staged / "db.env"), "A=b\n");
    EXPECT_FALSE(std::filesystem::exists(*staged / "data"));
    EXPECT_FALSE(std::filesystem::exists(*staged / ".env"));
    EXPECT_FALSE(std::filesystem::exists(scratch / "apps/blog/compose.override.yaml"));
    run(texts.drop(*staged));
    EXPECT_FALSE(std::filesystem::exists(*staged));

    const auto left = run(texts.stage(blog(), {}, "docker-compose.yaml", "a: b\n"));
    const DiskAppTexts next_daemon{scratch / "apps", scratch / "state/edits", workers};
    EXPECT_FALSE(std::filesystem::exists(*left));
}

TEST_F(AppTextFolders, KeepVersionsForTheOwnersEyesOnly)
{
    EXPECT_TRUE(run(texts.versions(blog())).empty());
    const std::vector<EditVersion> versions{{.at = {}, .file = EditedFile::compose, .text = "services: {}\n"}};
    ASSERT_TRUE(run(texts.keep_versions(blog(), versions)));
    EXPECT_EQ(run(texts.versions(blog())), versions);
    struct stat info{};
    ASSERT_EQ(stat((scratch / "apps/blog/.furtka/edits.json").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

} // namespace
} // namespace furtka
