#include "adapters/disk/disk_foreign_folders.hpp"
#include "support/run.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace furtka {
namespace {

class ForeignAppFolders : public testing::Test {
protected:
    std::string at(const std::string& path) { return (scratch / path).string(); }
    std::vector<std::string> found(Program program, const std::string& root)
    {
        return run(folders({{program, at(root)}}).compose_files({{program, at(root)}}));
    }
    DiskForeignFolders folders(std::vector<ProgramRoot> roots)
    {
        return DiskForeignFolders(std::move(roots), scratch / "state/side", workers);
    }

    test::Scratch scratch;
    WorkerPool workers{1};
};

TEST_F(ForeignAppFolders, AreFoundWhereEachProgramHasThem)
{
    scratch.write("stacks/blog/compose.yaml", "");
    scratch.write("stacks/blog/docker-compose.yml", "");
    scratch.write("stacks/blog/below/compose.yaml", "");
    scratch.write("stacks/.hidden/compose.yaml", "");
    scratch.write("stacks/empty/notes.txt", "");
    EXPECT_EQ(found(Program::dockge, "stacks"), (std::vector{at("stacks/blog/compose.yaml")}));

    scratch.write("umbrel/app-data/wiki/docker-compose.yml", "");
    scratch.write("umbrel/other/docker-compose.yml", "");
    EXPECT_EQ(found(Program::umbrel, "umbrel"), (std::vector{at("umbrel/app-data/wiki/docker-compose.yml")}));

    scratch.write("runtipi/apps/store/wiki/docker-compose.yml", "");
    scratch.write("runtipi/apps/old/docker-compose.yml", "");
    EXPECT_EQ(found(Program::runtipi, "runtipi"),
        (std::vector{at("runtipi/apps/old/docker-compose.yml"), at("runtipi/apps/store/wiki/docker-compose.yml")}));
}

TEST_F(ForeignAppFolders, CountTheLastVersionOfAStackOnly)
{
    for (const char* version : {"v2", "v9", "v10"})
        scratch.write("portainer/compose/7/" + std::string(version) + "/docker-compose.yml", "");
    scratch.write("portainer/compose/8/docker-compose.yml", "");
    EXPECT_EQ(found(Program::portainer, "portainer"),
        (std::vector{at("portainer/compose/7/v10/docker-compose.yml"), at("portainer/compose/8/docker-compose.yml")}));
}

TEST_F(ForeignAppFolders, AreNotReachedThroughLinks)
{
    scratch.write("outside/compose.yaml", "services: {}\n");
    scratch.write("stacks/blog/secret.txt", "");
    std::filesystem::create_directory_symlink(scratch / "outside", scratch / "stacks/link");
    std::filesystem::create_symlink(scratch / "outside/compose.yaml", scratch / "stacks/blog/compose.yaml");
    EXPECT_TRUE(found(Program::dockge, "stacks").empty());
    auto disk = folders({});
    EXPECT_TRUE(run(disk.read({at("stacks/blog/compose.yaml")})).empty());
}

TEST_F(ForeignAppFolders, StandForANameOnceAndAreTheirsThatAreThere)
{
    scratch.write("home/anna/umbrel/x", "");
    scratch.write("home/bert/x", "");
    auto disk = folders({{Program::umbrel, at("home/*/umbrel")}, {Program::dockge, at("none")}});
    EXPECT_EQ(run(disk.roots()), (std::vector<ProgramRoot>{{Program::umbrel, at("home/anna/umbrel")}}));
}

TEST_F(ForeignAppFolders, AreReadAsFarAsTheyCanBe)
{
    scratch.write("a.yaml", "a: 1\n");
    scratch.write("large.yaml", std::string((1 << 20) + 1, '#'));
    scratch.write("whole.yaml", std::string(1 << 20, '#'));
    ASSERT_EQ(mkfifo(at("pipe").c_str(), 0600), 0);
    auto disk = folders({});
    const auto read =
        run(disk.read({at("a.yaml"), at("large.yaml"), at("whole.yaml"), at("pipe"), at("none"), "a.yaml", ""}));
    EXPECT_EQ(read.size(), 2U);
    EXPECT_EQ(read.at(at("a.yaml")), "a: 1\n");
    EXPECT_EQ(read.at(at("whole.yaml")).size(), 1U << 20);
}

TEST_F(ForeignAppFolders, MakeAnAppToTheSideThatNobodyElseReads)
{
    scratch.write("state/side/left/over", "");
    auto disk = folders({});
    EXPECT_FALSE(std::filesystem::exists(scratch / "state/side/left")) << "what an earlier run left goes";
    const auto app = *AppName::parse("blog");
    const auto staged = run(disk.stage(app, {{"docker-compose.yaml", "services: {}\n"}, {"manifest.json", "{}"}}));
    ASSERT_TRUE(staged) << staged.error().message;
    EXPECT_EQ(*staged, scratch / "state/side/blog");
    EXPECT_TRUE(std::filesystem::exists(*staged / "docker-compose.yaml"));
    struct stat info{};
    ASSERT_EQ(stat(at("state/side").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
    run(disk.drop(app));
    EXPECT_FALSE(std::filesystem::exists(*staged));
}

} // namespace
} // namespace furtka
