#include "adapters/disk/app_reader.hpp"
#include "adapters/disk/files.hpp"
#include "support/app_files.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace furtka {
namespace {

class AppReader : public ::testing::Test {
protected:
    AppReader() { test::write_app(scratch, "blog", "blog"); }

    Result<AppFolder> read(ManifestRule manifest = ManifestRule::installed)
    {
        const OwnedFd folder = open_folder(scratch / "blog");
        return read_app_folder(folder.get(), scratch / "blog", {manifest, "blog", ErrorKind::broken});
    }
    std::string key()
    {
        const auto folder = read();
        return folder ? "fine" : folder.error().key;
    }

    test::Scratch scratch;
};

TEST_F(AppReader, ReadsAllThatIsThere)
{
    scratch.write("blog/.env", "A=1\n");
    scratch.write("blog/.env.example", "A=example\n");
    scratch.write("blog/icon.svg", R"(<svg xmlns="http://www.w3.org/2000/svg"></svg>)");
    scratch.write("blog/.furtka/state.json", R"({"intent": "stop", "installed_from": "bundled"})");
    scratch.write("blog/.furtka/networks.yaml", "networks: {}\n");

    const auto folder = read();

    ASSERT_TRUE(folder) << folder.error().message;
    EXPECT_EQ(folder->path, scratch / "blog");
    EXPECT_EQ(folder->manifest.name, "blog");
    EXPECT_EQ(folder->compose_file, "docker-compose.yaml");
    EXPECT_EQ(folder->env->text(), "A=1\n");
    EXPECT_EQ(folder->env_example, "A=example\n");
    EXPECT_EQ(folder->icon_svg, R"(<svg xmlns="http://www.w3.org/2000/svg"></svg>)");
    EXPECT_EQ(folder->intent, Intent::stop);
    EXPECT_EQ(folder->installed_from, "bundled");
    EXPECT_EQ(folder->accepted_permissions, std::nullopt);
    EXPECT_TRUE(folder->network_override);
}

TEST_F(AppReader, TakesAnAppWithoutAnyOfThat)
{
    const auto folder = read();

    ASSERT_TRUE(folder);
    EXPECT_FALSE(folder->env);
    EXPECT_FALSE(folder->env_error);
    EXPECT_EQ(folder->icon_svg, "");
    EXPECT_EQ(folder->intent, Intent::run);
    EXPECT_FALSE(folder->network_override);
}

TEST_F(AppReader, RefusesTwoComposeFiles)
{
    scratch.write("blog/compose.yml", "");

    const auto folder = read();

    EXPECT_EQ(folder.error().key, "compose_file_ambiguous");
    EXPECT_EQ(folder.error().kind, ErrorKind::broken);
    EXPECT_EQ(folder.error().message, (scratch / "blog").string() + " has both docker-compose.yaml and compose.yml");
}

TEST_F(AppReader, TakesEveryNameOfAComposeFile)
{
    std::filesystem::remove(scratch / "blog/docker-compose.yaml");
    EXPECT_EQ(key(), "compose_file_missing");
    for (const std::string name : {"compose.yaml", "docker-compose.yml", "compose.yml"}) {
        scratch.write("blog/" + name, "");
        EXPECT_EQ(read()->compose_file, name);
        std::filesystem::remove(scratch / ("blog/" + name));
    }
}

TEST_F(AppReader, RefusesLinksOutOfTheFolder)
{
    scratch.write("secret", "A=hunter2\n");
    for (const std::string name : {"manifest.json", "docker-compose.yaml", ".env", ".env.example"}) {
        std::filesystem::rename(scratch / "blog", scratch / "whole");
        test::write_app(scratch, "blog", "blog");
        std::filesystem::remove(scratch / ("blog/" + name));
        std::filesystem::create_symlink("../secret", scratch / ("blog/" + name));
        EXPECT_EQ(key(), "folder_symlink") << name;
        std::filesystem::remove(scratch / ("blog/" + name));
        std::filesystem::create_symlink(scratch / "secret", scratch / ("blog/" + name));
        EXPECT_EQ(key(), "folder_symlink") << name;
        std::filesystem::remove_all(scratch / "blog");
        std::filesystem::rename(scratch / "whole", scratch / "blog");
    }
}

TEST_F(AppReader, LeavesOutAnIconBehindALink)
{
    scratch.write("outside.svg", R"(<svg xmlns="http://www.w3.org/2000/svg"></svg>)");
    std::filesystem::create_symlink("../outside.svg", scratch / "blog/icon.svg");

    EXPECT_EQ(read()->icon_svg, "");
}

TEST_F(AppReader, FollowsALinkInsideTheFolder)
{
    scratch.write("blog/config/real.env", "A=1\n");
    std::filesystem::create_symlink("config/real.env", scratch / "blog/.env");

    EXPECT_EQ(read()->env->text(), "A=1\n");
}

TEST_F(AppReader, DoesNotWaitForAFifo)
{
    std::filesystem::remove(scratch / "blog/manifest.json");
    ASSERT_EQ(mkfifo((scratch / "blog/manifest.json").c_str(), 0600), 0);
    EXPECT_EQ(key(), "folder_file");
}

TEST_F(AppReader, TellsOfAnEnvFileThatCannotBeRead)
{
    scratch.write("blog/.env", "A=\"open\n");
    EXPECT_EQ(read()->env_error->key, "env_syntax");
    scratch.write("blog/.env", std::string(largest_env_file + 1, '#'));
    EXPECT_EQ(read()->env_error->key, "env_too_large");
    std::filesystem::remove(scratch / "blog/.env");
    std::filesystem::create_directory(scratch / "blog/.env");
    EXPECT_EQ(read()->env_error->key, "folder_file");
    EXPECT_FALSE(read()->env);
}

TEST_F(AppReader, RefusesHardManifests)
{
    scratch.write("blog/manifest.json", std::string(10U << 20, ' '));
    EXPECT_EQ(key(), "manifest_too_large");
    scratch.write("blog/manifest.json", std::string("{\"a\": \"\xff\"}"));
    EXPECT_EQ(key(), "manifest_encoding");
    scratch.write("blog/manifest.json", "{");
    EXPECT_EQ(key(), "manifest_json");
    EXPECT_EQ(read().error().kind, ErrorKind::broken);
    scratch.write("blog/manifest.json", test::manifest_text("other"));
    EXPECT_EQ(key(), "folder_name");
    std::filesystem::remove(scratch / "blog/manifest.json");
    EXPECT_EQ(key(), "manifest_missing");
}

TEST_F(AppReader, TakesADamagedStateForTheDefault)
{
    scratch.write("blog/.furtka/state.json", "{\"intent\": \"sto");
    EXPECT_EQ(read()->intent, Intent::run);
    scratch.write("blog/.furtka/state.json", R"({"intent": 3, "installed_from": []})");
    EXPECT_EQ(read()->installed_from, "");
}

} // namespace
} // namespace furtka
