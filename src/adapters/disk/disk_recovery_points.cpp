#include "adapters/disk/disk_recovery_points.hpp"

#include "adapters/disk/author_files.hpp"
#include "adapters/disk/copy_small.hpp"
#include "adapters/disk/files.hpp"
#include "domain/env_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

namespace furtka {
namespace {

constexpr std::size_t largest_point = 256 * 1024;
constexpr std::string_view making = ".making-";

Error unusable(const std::filesystem::path& folder, int number)
{
    auto error = disk_error(number, "open the folder " + folder.string());
    if (error.kind == ErrorKind::unavailable) error.key = "points_dir";
    return error;
}

Result<RecoveryPoint> read_point(int app_folder, const std::string& name)
{
    const OwnedFd folder = open_folder(app_folder, name);
    const auto read = folder ? read_text(folder.get(), "point.json", largest_point) : TextRead{};
    auto point = parse_recovery_point(read.text);
    if (point && std::to_string(point->number) != name) return parse_recovery_point({}); // moved by hand
    return point;
}

std::vector<RecoveryPoint> all_points(const std::filesystem::path& root)
{
    std::vector<RecoveryPoint> points;
    const OwnedFd folder = open_folder(root);
    if (!folder) return points;
    for (const auto& name : names_in(folder.get(), 1'000)) {
        if (auto point = read_point(folder.get(), name)) points.push_back(*std::move(point));
    }
    std::ranges::sort(points, std::ranges::greater(), &RecoveryPoint::number);
    return points;
}

Result<void> write_point(const std::filesystem::path& root, const RecoveryPoint& point, const std::filesystem::path& source,
    const std::vector<std::string>& data)
{
    std::error_code ignored;
    std::filesystem::create_directories(root.parent_path().parent_path(), ignored);
    const OwnedFd state = open_folder(root.parent_path().parent_path());
    if (!state) return fail(unusable(root, errno));
    TRY(const OwnedFd points, make_folder(state.get(), root.parent_path().filename().string(), 0700));
    TRY(const OwnedFd folder, make_folder(points.get(), root.filename().string(), 0700));
    for (const auto& name : names_in(folder.get(), 1'000)) {
        if (name.starts_with(making) || name.starts_with(trash_prefix)) CHECK(remove_tree(folder.get(), name));
    }
    const OwnedFd app = open_folder(source);
    if (!app) return fail(disk_error(errno, "read the folder of " + point.app));

    const auto number = std::to_string(point.number);
    const auto staging = std::string(making) + number;
    const auto fill = [&]() -> Result<void> {
        TRY(const OwnedFd made, make_folder(folder.get(), staging, 0700));
        TRY(const OwnedFd files, make_folder(made.get(), "files", 0700));
        CHECK(copy_small(app.get(), files.get(), data, SmallLimits{}));
        const auto env = read_text(app.get(), ".env", largest_env_file);
        if (env.kind == TextRead::Kind::read) CHECK(write_text(made.get(), "env", env.text, 0600));
        const auto base = read_text(app.get(), base_path, largest_base);
        if (base.kind == TextRead::Kind::read) CHECK(write_text(made.get(), "base.json", base.text, 0600));
        return write_text(made.get(), "point.json", to_json(point), 0600);
    };
    auto filled = fill();
    if (!filled) {
        (void)remove_tree(folder.get(), staging);
        return filled;
    }
    CHECK(remove_tree(folder.get(), number));
    return rename_in(folder.get(), staging, number);
}

Result<StoredPoint> stored_point(const std::filesystem::path& root, const std::string& app, int number)
{
    const auto name = std::to_string(number);
    const OwnedFd folder = open_folder(root);
    auto point = folder ? read_point(folder.get(), name) : parse_recovery_point({});
    if (!point) {
        return fail({.kind = ErrorKind::not_found,
            .key = "no_recovery_point",
            .message = fmt::format("{} has no recovery point {}", app, number),
            .hint = fmt::format("furtka app history {} tells those there are", app)});
    }
    const OwnedFd own = open_folder(folder.get(), name);
    auto env = read_text(own.get(), "env", largest_env_file);
    auto base = read_text(own.get(), "base.json", largest_base);
    return StoredPoint{.point = *std::move(point),
        .files = root / name / "files",
        .env = env.kind == TextRead::Kind::read ? std::move(env.text) : std::string(),
        .base = base.kind == TextRead::Kind::read ? std::move(base.text) : std::string()};
}

} // namespace

Task<Result<std::vector<RecoveryPoint>>> DiskRecoveryPoints::list(AppName app)
{
    co_return all_points(folder_ / app.text());
}

Task<Result<void>> DiskRecoveryPoints::write(
    RecoveryPoint point, std::filesystem::path folder, std::vector<std::string> data)
{
    std::function<Result<void>()> work = [root = folder_ / point.app, point, folder, data] {
        return write_point(root, point, folder, data);
    };
    auto written = co_await workers_.run<Result<void>>(std::move(work));
    co_return written;
}

Task<Result<StoredPoint>> DiskRecoveryPoints::read(AppName app, int number)
{
    co_return stored_point(folder_ / app.text(), app.text(), number);
}

Task<Result<void>> DiskRecoveryPoints::remove(AppName app, int number)
{
    const OwnedFd folder = open_folder(folder_ / app.text());
    const auto name = std::to_string(number);
    if (!folder || !exists_in(folder.get(), name)) co_return Result<void>{};
    co_return discard(folder.get(), name, app.text());
}

Task<Result<void>> DiskRecoveryPoints::remove_all(AppName app)
{
    const OwnedFd folder = open_folder(folder_);
    if (!folder || !exists_in(folder.get(), app.text())) co_return Result<void>{};
    co_return discard(folder.get(), app.text(), app.text());
}

} // namespace furtka
