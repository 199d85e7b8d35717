#include "adapters/disk/disk_app_sources.hpp"

#include "adapters/disk/app_reader.hpp"
#include "adapters/disk/files.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <functional>
#include <iterator>
#include <memory>

namespace furtka {
namespace {

constexpr std::size_t most_apps = 5'000;
constexpr std::size_t most_files = 200; ///< of one folder that decide whether it is read again

/// File times move in steps of the kernel's clock: a file touched so recently may change again without its times changing.
constexpr long clock_step = 50'000'000; ///< nanoseconds

bool is_recent(const timespec& time)
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return (now.tv_sec - time.tv_sec) * 1'000'000'000 + (now.tv_nsec - time.tv_nsec) < clock_step;
}

/// Changes when a file of the folder does. Empty: it may be changing at this moment, keep nothing.
std::string stamp_of(int folder, const std::string& icon)
{
    std::string stamp;
    auto names = names_in(folder, most_files);
    if (!icon.empty()) names.push_back(icon);
    names.emplace_back(".");
    for (const auto& name : names) {
        struct stat info{};
        if (fstatat(folder, name.c_str(), &info, 0) != 0) continue;
        if (is_recent(info.st_ctim)) return "";
        fmt::format_to(std::back_inserter(stamp), "{} {} {} {}.{} {}.{}\n", name, info.st_ino, info.st_size,
            info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
    }
    return stamp;
}

std::string icon_of(const Result<AppFolder>& folder) { return folder ? folder->manifest.icon : ""; }

Error unknown_app(const AppName& app)
{
    return {.kind = ErrorKind::not_found,
        .key = "app_unknown",
        .message = fmt::format("the catalog has no app {}", app.text()),
        .hint = "furtka app available shows what it has"};
}

} // namespace

Task<Result<std::vector<AvailableEntry>>> DiskAppSources::list()
{
    std::vector<AvailableEntry> entries;
    const OwnedFd catalog = open_folder(catalog_);
    if (!catalog && errno != ENOENT) co_return fail(disk_error(errno, "open the catalog " + catalog_.string()));
    if (!catalog) co_return entries;
    for (const auto& name : names_in(catalog.get(), most_apps)) {
        if (name.starts_with(".")) continue;
        if (const auto* folder = look(catalog.get(), name)) entries.push_back({name, "bundled", *folder});
    }
    co_return entries;
}

Task<Result<AppFolder>> DiskAppSources::find(AppName app)
{
    const OwnedFd catalog = open_folder(catalog_);
    const auto* folder = catalog ? look(catalog.get(), app.text()) : nullptr;
    if (folder) co_return *folder;
    co_return fail(unknown_app(app));
}

Task<Result<std::string>> DiskAppSources::read_file(AppName app, std::string path, std::size_t most)
{
    const OwnedFd catalog = open_folder(catalog_);
    const auto folder = std::make_shared<OwnedFd>(catalog ? open_folder(catalog.get(), app.text()) : OwnedFd());
    if (!*folder) co_return fail(unknown_app(app));
    std::function<TextRead()> work = [folder, path, most] { return read_text(folder->get(), path, most); };
    auto read = co_await workers_.run<TextRead>(std::move(work));
    if (read.kind == TextRead::Kind::read) co_return std::move(read.text);
    co_return fail({.kind = ErrorKind::not_found,
        .key = "file_missing",
        .message = fmt::format("{} has no file {} that can be read", app.text(), shown(path)),
        .hint = "the file must be a regular one inside the app's folder"});
}

Task<Result<AppFolder>> DiskAppSources::read_folder(std::filesystem::path folder)
{
    if (!folder.is_absolute()) {
        co_return fail({.kind = ErrorKind::invalid,
            .key = "source_path",
            .message = fmt::format("{} is not an absolute path", folder.string()),
            .hint = "name the folder by its full path on the server"});
    }
    const OwnedFd opened = open_folder(folder);
    if (!opened) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "source_missing",
            .message = fmt::format("there is no folder {} that can be read", folder.string()),
            .hint = "name a folder on the server that holds manifest.json and docker-compose.yaml"});
    }
    auto read = read_app_folder(opened.get(), folder, {ManifestRule::install, "", ErrorKind::invalid});
    if (read) read->installed_from = "folder";
    co_return read;
}

const Result<AppFolder>* DiskAppSources::look(int catalog, const std::string& name)
{
    const OwnedFd folder = open_folder(catalog, name);
    if (!folder) {
        kept_.erase(name);
        return nullptr;
    }
    const auto known = kept_.find(name);
    if (known != kept_.end()) {
        const auto stamp = stamp_of(folder.get(), icon_of(known->second.folder));
        if (!stamp.empty() && stamp == known->second.stamp) return &known->second.folder;
    }
    auto read = read_app_folder(folder.get(), catalog_ / name, {ManifestRule::install, name, ErrorKind::invalid});
    if (read) read->installed_from = "bundled";
    // A change during the read shows in the times of the files afterwards: they are recent, and nothing is kept.
    auto stamp = stamp_of(folder.get(), icon_of(read));
    const auto kept = kept_.insert_or_assign(name, Kept{std::move(stamp), std::move(read)});
    return &kept.first->second.folder;
}

} // namespace furtka
