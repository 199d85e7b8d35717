#include "adapters/disk/disk_app_sources.hpp"

#include "adapters/disk/app_reader.hpp"
#include "adapters/disk/disk_catalogs.hpp"
#include "adapters/disk/files.hpp"
#include "domain/catalog.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
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
        .message = fmt::format("no catalog has an app {}", app.text()),
        .hint = "furtka app available shows what they have"};
}

} // namespace

struct DiskAppSources::Shelf {
    std::string catalog;
    std::filesystem::path path;
    OwnedFd folder;
    bool settled = false; ///< its files never change
};

void DiskAppSources::look_through(std::vector<std::string> catalogs)
{
    order_ = std::move(catalogs);
    std::erase_if(kept_, [&](const auto& kept) {
        const bool stays = kept.first == bundled_catalog || kept.first == own_catalog;
        return !stays && std::ranges::find(order_, kept.first) == order_.end();
    });
}

Task<Result<std::vector<AvailableEntry>>> DiskAppSources::list()
{
    const OwnedFd bundled = open_folder(bundled_);
    if (!bundled && errno != ENOENT) co_return fail(disk_error(errno, "open the catalog " + bundled_.string()));
    std::map<std::string, AvailableEntry> found; // the first catalog's
    for (const auto& shelf : open_shelves()) {
        for (const auto& name : names_in(shelf.folder.get(), most_apps)) {
            if (name.starts_with(".") || found.contains(name)) continue;
            if (auto folder = look(shelf, name))
                found.emplace(name, AvailableEntry{.name = name, .catalog = shelf.catalog, .folder = std::move(folder)});
        }
    }
    std::vector<AvailableEntry> entries;
    entries.reserve(found.size());
    for (auto& [name, entry] : found) entries.push_back(std::move(entry));
    co_return entries;
}

Task<Result<AppFolder>> DiskAppSources::find(AppName app)
{
    for (const auto& shelf : open_shelves()) {
        if (const auto folder = look(shelf, app.text())) co_return *folder;
    }
    co_return fail(unknown_app(app));
}

Task<Result<AppFolder>> DiskAppSources::find_in(std::string catalog, AppName app)
{
    for (const auto& shelf : open_shelves()) {
        if (shelf.catalog != catalog) continue;
        if (const auto folder = look(shelf, app.text())) co_return *folder;
    }
    co_return fail(unknown_app(app));
}

Task<Result<std::string>> DiskAppSources::read_file(AppName app, std::string path, std::size_t most)
{
    const auto folder = std::make_shared<OwnedFd>();
    for (const auto& shelf : open_shelves()) {
        *folder = open_folder(shelf.folder.get(), app.text());
        if (*folder) break;
    }
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

std::vector<DiskAppSources::Shelf> DiskAppSources::open_shelves()
{
    std::vector<Shelf> shelves;
    if (OwnedFd folder = open_folder(own_))
        shelves.push_back({.catalog = std::string(own_catalog), .path = own_, .folder = std::move(folder)});
    for (const auto& catalog : order_) {
        const auto apps = catalog_in_place(catalogs_, catalog);
        OwnedFd folder = open_folder(apps);
        if (!folder) continue;
        auto& revision = revisions_[catalog];
        if (revision != apps.string()) {
            kept_[catalog].clear();
            revision = apps.string();
        }
        shelves.push_back({.catalog = catalog, .path = apps, .folder = std::move(folder), .settled = true});
    }
    if (OwnedFd folder = open_folder(bundled_))
        shelves.push_back({.catalog = std::string(bundled_catalog), .path = bundled_, .folder = std::move(folder)});
    return shelves;
}

DiskAppSources::FolderPtr DiskAppSources::look(const Shelf& shelf, const std::string& name)
{
    auto& kept = kept_[shelf.catalog];
    const auto known = kept.find(name);
    if (shelf.settled && known != kept.end()) return known->second.folder;
    const OwnedFd folder = open_folder(shelf.folder.get(), name);
    if (!folder) {
        if (known != kept.end()) kept.erase(known);
        return nullptr;
    }
    if (known != kept.end()) {
        const auto stamp = stamp_of(folder.get(), icon_of(*known->second.folder));
        if (!stamp.empty() && stamp == known->second.stamp) return known->second.folder;
    }
    auto read = read_app_folder(folder.get(), shelf.path / name, {ManifestRule::install, name, ErrorKind::invalid});
    if (read) read->installed_from = shelf.catalog;
    // A change during the read shows in the times of the files afterwards: they are recent, and nothing is kept.
    auto stamp = shelf.settled ? std::string() : stamp_of(folder.get(), icon_of(read));
    auto folder_read = std::make_shared<const Result<AppFolder>>(std::move(read));
    kept.insert_or_assign(name, Kept{std::move(stamp), folder_read});
    return folder_read;
}

} // namespace furtka
