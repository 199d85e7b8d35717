#include "adapters/disk/disk_app_revisions.hpp"

#include "adapters/disk/author_files.hpp"
#include "adapters/disk/copy.hpp"
#include "adapters/disk/files.hpp"
#include "domain/app_folder.hpp"
#include "domain/path_rules.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace furtka {
namespace {

Result<OwnedFd> open_installed(const std::filesystem::path& apps, const AppName& app)
{
    OwnedFd folder = open_folder(apps / app.text());
    if (folder) return folder;
    return fail(app_not_installed(app.text()));
}

Result<std::optional<AuthorFiles>> read_base(const std::filesystem::path& apps, const AppName& app)
{
    TRY(const OwnedFd folder, open_installed(apps, app));
    const auto read = read_text(folder.get(), base_path, largest_base);
    if (read.kind != TextRead::Kind::read) return std::optional<AuthorFiles>();
    return parse_author_files(read.text);
}

Result<OwnedFd> open_source(const std::filesystem::path& folder)
{
    OwnedFd opened = open_folder(folder);
    if (opened) return opened;
    return fail({.kind = ErrorKind::not_found,
        .key = "source_missing",
        .message = fmt::format("there is no folder {} that can be read", folder.string()),
        .hint = "sync the catalog and try again"});
}

std::optional<mode_t> mode_of(int folder, const std::string& path)
{
    struct stat info{};
    if (fstatat(folder, path.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
    return info.st_mode & 0777U;
}

/// Over a copy that is nobody else's: no link is in the way.
Result<void> write_over(int folder, const std::string& path, const std::string& text, mode_t mode)
{
    const auto slash = path.find('/');
    if (slash == std::string::npos) return write_text(folder, path, text, mode);
    TRY(const OwnedFd below, make_folder(folder, path.substr(0, slash), 0755));
    return write_over(below.get(), path.substr(slash + 1), text, mode);
}

Result<void> leave_out(int folder, const std::string& path)
{
    const auto slash = path.find('/');
    if (slash == std::string::npos) return remove_file(folder, path);
    const OwnedFd below = open_folder(folder, path.substr(0, slash));
    return below ? leave_out(below.get(), path.substr(slash + 1)) : Result<void>();
}

Result<std::filesystem::path> make_staged(const std::filesystem::path& staging, const std::filesystem::path& apps,
    const AppName& app, const std::filesystem::path& source, const StagedTexts& texts)
{
    TRY(const OwnedFd from, open_source(source));
    TRY(const OwnedFd installed, open_installed(apps, app));
    std::error_code ignored; // the folder's own error says more
    std::filesystem::create_directories(staging, ignored);
    const OwnedFd all = open_folder(staging);
    if (!all) return fail(disk_error(errno, "open " + staging.string()));
    const auto name = hidden_name(staging_prefix, app.text());
    const auto fill = [&]() -> Result<void> {
        TRY(const OwnedFd made, make_folder(all.get(), name, 0700));
        CHECK(copy_folder(from.get(), made.get(), CopyLimits{.last = false}));
        for (const auto& [path, text] : texts) {
            if (!stays_inside(path)) continue;
            if (!text) {
                CHECK(leave_out(made.get(), path));
                continue;
            }
            // What only its owner could read stays so.
            const auto mode = mode_of(installed.get(), path).value_or(mode_of(made.get(), path).value_or(0644U));
            CHECK(write_over(made.get(), path, *text, mode));
        }
        return {};
    };
    if (const auto filled = fill(); !filled) {
        (void)remove_tree(all.get(), name);
        return fail(filled.error());
    }
    return staging / name;
}

void drop_below(const std::filesystem::path& staging, const std::string& name)
{
    const OwnedFd all = open_folder(staging);
    if (all) (void)remove_tree(all.get(), name);
}

} // namespace

DiskAppRevisions::DiskAppRevisions(std::filesystem::path apps, const std::filesystem::path& state, WorkerPool& workers)
    : apps_(std::move(apps)), staging_(state / "revisions"), workers_(workers)
{
    const OwnedFd all = open_folder(staging_);
    if (!all) return;
    for (const auto& name : names_in(all.get())) (void)remove_tree(all.get(), name);
}

Task<Result<std::optional<AuthorFiles>>> DiskAppRevisions::base(AppName app)
{
    std::function<Result<std::optional<AuthorFiles>>()> work = [apps = apps_, app] { return read_base(apps, app); };
    auto files = co_await workers_.run(std::move(work));
    co_return files;
}

Task<Result<AuthorFiles>> DiskAppRevisions::of_folder(std::filesystem::path folder)
{
    std::function<Result<AuthorFiles>()> work = [folder]() -> Result<AuthorFiles> {
        TRY(const OwnedFd opened, open_source(folder));
        return read_author_files(opened.get());
    };
    auto files = co_await workers_.run(std::move(work));
    co_return files;
}

Task<Result<AuthorFiles>> DiskAppRevisions::installed(AppName app, std::vector<std::string> paths)
{
    std::function<Result<AuthorFiles>()> work = [apps = apps_, app, paths]() -> Result<AuthorFiles> {
        TRY(const OwnedFd folder, open_installed(apps, app));
        return read_author_files(folder.get(), paths);
    };
    auto files = co_await workers_.run(std::move(work));
    co_return files;
}

Task<Result<std::filesystem::path>> DiskAppRevisions::stage(AppName app, std::filesystem::path source, StagedTexts texts)
{
    std::function<Result<std::filesystem::path>()> work = [staging = staging_, apps = apps_, app, source, texts] {
        return make_staged(staging, apps, app, source, texts);
    };
    auto staged = co_await workers_.run(std::move(work));
    co_return staged;
}

Task<void> DiskAppRevisions::drop(std::filesystem::path staged)
{
    std::function<void()> work = [staging = staging_, name = staged.filename().string()] { drop_below(staging, name); };
    co_await workers_.run<void>(std::move(work));
}

} // namespace furtka
