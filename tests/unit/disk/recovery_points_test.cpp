#include "adapters/disk/disk_recovery_points.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sys/stat.h>

namespace furtka::test {
namespace {

namespace fs = std::filesystem;

class PointsOnDisk : public testing::Test {
protected:
    void SetUp() override
    {
        put("manifest.json", "{}");
        put("docker-compose.yaml", "services: {}\n");
        put("scripts/on_start.sh", "#!/bin/sh\n");
        put(".env", "SECRET=1\n");
        put(".furtka/state.json", "{}");
        put("data/huge/file", "written by a container");
    }
    void put(const std::string& path, const std::string& text)
    {
        fs::create_directories((app_folder() / path).parent_path());
        std::ofstream(app_folder() / path) << text;
    }
    fs::path app_folder() const { return folder.path() / "apps" / "blog"; }
    fs::path state() const { return folder.path() / "state"; }

    RecoveryPoint point(int number) const
    {
        RecoveryPoint made{.number = number, .app = "blog", .reason = "update"};
        made.services = {{.service = "web", .tag = "nginx:1", .image = {"sha256:a"}, .version = ""}};
        return made;
    }
    template <class T>
    T must(Task<Result<T>> task)
    {
        auto result = run(io, std::move(task));
        if (!result) throw std::runtime_error(result.error().key + ": " + result.error().message);
        if constexpr (!std::is_void_v<T>) return *std::move(result);
    }
    std::vector<std::string> files_of(int number) const
    {
        std::vector<std::string> files;
        const auto root = state() / "points" / "blog" / std::to_string(number) / "files";
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(root).string());
        }
        std::ranges::sort(files);
        return files;
    }

    TempFolder folder;
    boost::asio::io_context io{1};
    WorkerPool pool{1};
    const AppName blog = AppName::parse("blog").value();
    DiskRecoveryPoints points{folder.path() / "state" / "points", pool};
};

TEST_F(PointsOnDisk, KeepTheAppsOwnFilesAndNotWhatItsContainersWrite)
{
    must(points.write(point(1), app_folder(), {"data"}));

    EXPECT_EQ(files_of(1), (std::vector<std::string>{"docker-compose.yaml", "manifest.json", "scripts/on_start.sh"}));
    const auto stored = must(points.read(blog, 1));
    EXPECT_EQ(stored.point, point(1));
    EXPECT_EQ(stored.env, "SECRET=1\n");
    EXPECT_EQ(stored.files, state() / "points" / "blog" / "1" / "files");
}

TEST_F(PointsOnDisk, AreForFurtkasEyesOnly)
{
    must(points.write(point(1), app_folder(), {}));

    struct stat info{};
    ASSERT_EQ(stat((state() / "points").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
    ASSERT_EQ(stat((state() / "points" / "blog" / "1" / "env").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(PointsOnDisk, LeaveOutWhatIsTooLargeAndWhatIsNoFile)
{
    put("video.mp4", std::string(2U << 20, 'x'));
    fs::create_symlink("/etc/passwd", app_folder() / "link");

    must(points.write(point(1), app_folder(), {"data"}));

    EXPECT_EQ(files_of(1), (std::vector<std::string>{"docker-compose.yaml", "manifest.json", "scripts/on_start.sh"}));
}

TEST_F(PointsOnDisk, AreListedTheNewestFirstAndWholeOnly)
{
    for (const int number : {2, 10, 9}) must(points.write(point(number), app_folder(), {"data"}));
    fs::create_directories(state() / "points" / "blog" / "11"); // no point.json
    fs::create_directories(state() / "points" / "blog" / ".making-12");
    fs::copy(state() / "points" / "blog" / "2", state() / "points" / "blog" / "3"); // says that it is 2

    std::vector<int> numbers;
    for (const auto& each : must(points.list(blog))) numbers.push_back(each.number);

    EXPECT_EQ(numbers, (std::vector{10, 9, 2}));
    EXPECT_EQ(run(io, points.read(blog, 11)).error().key, "no_recovery_point");
    must(points.write(point(13), app_folder(), {"data"}));
    EXPECT_FALSE(fs::exists(state() / "points" / "blog" / ".making-12")) << "left by a daemon that was killed";
}

TEST_F(PointsOnDisk, GoWhenTheyAreToldTo)
{
    must(points.write(point(1), app_folder(), {}));
    must(points.write(point(2), app_folder(), {}));

    must(points.remove(blog, 1));
    must(points.remove(blog, 7));
    EXPECT_EQ(must(points.list(blog)).size(), 1U);

    must(points.remove_all(blog));
    must(points.remove_all(blog));
    EXPECT_FALSE(fs::exists(state() / "points" / "blog"));
    EXPECT_TRUE(must(points.list(blog)).empty());
}

TEST_F(PointsOnDisk, SayThatTheAppIsGone)
{
    fs::remove_all(app_folder());
    EXPECT_FALSE(run(io, points.write(point(1), app_folder(), {})));
    EXPECT_TRUE(must(points.list(blog)).empty());
}

} // namespace
} // namespace furtka::test
