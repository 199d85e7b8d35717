#include "adapters/disk/linux_machine.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace furtka {
namespace {

class TheMachine : public testing::Test {
protected:
    void write(const std::string& name, const std::string& text) { std::ofstream(folder / name) << text; }
    std::string key_of(const Result<FolderNames>& found) { return found ? "success" : found.error().key; }

    boost::asio::io_context io{1};
    TempFolder folder;
    WorkerPool pool{1};
    LinuxMachine machine{pool, folder.path()};
};

TEST_F(TheMachine, TellsMemoryLoadAndUptime)
{
    write("meminfo", "MemTotal:        8000 kB\nMemFree:          100 kB\nMemAvailable:    5000 kB\n");
    write("loadavg", "0.50 0.25 1.75 2/300 4242\n");
    write("uptime", "3600.55 7000.10\n");
    auto figures = machine.figures();
    EXPECT_GT(figures.cpus, 0);
    figures.cpus = 0;
    EXPECT_EQ(figures,
        (MachineFigures{
            .memory_total = 8'192'000, .memory_available = 5'120'000, .load = {0.5, 0.25, 1.75}, .uptime_seconds = 3600}));
}

TEST_F(TheMachine, KnowsNothingWhereTheKernelTellsNothing)
{
    auto figures = machine.figures();
    figures.cpus = 0;
    EXPECT_EQ(figures, MachineFigures{});
}

TEST_F(TheMachine, TellsTheDiskOfAFolder)
{
    const auto disk = machine.disk(folder.path());
    ASSERT_TRUE(disk);
    EXPECT_GT(disk->total, disk->free);
    EXPECT_EQ(machine.disk("/nowhere/at/all").error().key, "disk_unreadable");
}

TEST_F(TheMachine, ListsFoldersOnly)
{
    for (const auto* name : {"music", "books", ".hidden"}) std::filesystem::create_directory(folder / name);
    write("file", "x");
    std::filesystem::create_directory_symlink("/etc", folder / "link");
    const std::filesystem::path here = folder.path();
    EXPECT_EQ(run(io, machine.folders(here, 10)), (FolderNames{.names = {"books", "music"}}));
    EXPECT_EQ(run(io, machine.folders(here, 1)), (FolderNames{.names = {"books"}, .more = true}));
    EXPECT_EQ(key_of(run(io, machine.folders(here / "none", 10))), "folder_unknown");
    EXPECT_EQ(key_of(run(io, machine.folders(here / "file", 10))), "folder_expected");
    EXPECT_EQ(key_of(run(io, machine.folders(here / "link", 10))), "folder_expected");
}

} // namespace
} // namespace furtka
