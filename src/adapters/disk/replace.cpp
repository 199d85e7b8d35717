#include "adapters/disk/replace.hpp"

#include "adapters/disk/files.hpp"
#include "base/log.hpp"
#include "domain/compose_files.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <set>
#include <unistd.h>

namespace furtka {
namespace {

constexpr std::string_view replacing = ".replacing-";
constexpr std::string_view previous = ".previous-";
constexpr auto largest_plan = std::size_t{4} << 20;

struct Exchange {
    std::vector<std::string> replaced; ///< were there before
    std::vector<std::string> added;
};

/// The folder that holds a path's last part, and that part. Links are not followed.
struct Place {
    OwnedFd folder;
    std::string name;
};

enum class Make { no, yes };

Result<Place> place_of(int folder, const std::string& path, Make make)
{
    OwnedFd at = open_folder(folder, ".");
    std::size_t begin = 0;
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', begin)) {
        const auto part = path.substr(begin, slash - begin);
        if (make == Make::yes) {
            TRY(at, make_folder(at.get(), part, 0755));
        } else {
            at = open_folder(at.get(), part);
            if (!at) return fail(disk_error(errno, "open the folder of " + path));
        }
        begin = slash + 1;
    }
    return Place{std::move(at), path.substr(begin)};
}

bool is_there(int folder, const std::string& path)
{
    const auto place = place_of(folder, path, Make::no);
    return place && exists_in(place->folder.get(), place->name);
}

Result<void> move_file(int from, int to, const std::string& path)
{
    TRY(const auto source, place_of(from, path, Make::no));
    TRY(const auto target, place_of(to, path, Make::yes));
    if (renameat(source.folder.get(), source.name.c_str(), target.folder.get(), target.name.c_str()) != 0) {
        return fail(disk_error(errno, "put " + path + " in place"));
    }
    return {};
}

/// Makes the names of files last: fsync of every folder that holds one.
Result<void> sync_folders(int folder, const std::vector<std::string>& paths)
{
    std::set<std::string> folders{"./"};
    for (const auto& path : paths) {
        for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
            folders.insert(path.substr(0, slash + 1));
        }
    }
    for (const auto& each : folders) {
        const auto place = place_of(folder, each, Make::no);
        if (place && fsync(place->folder.get()) != 0) return fail(disk_error(errno, "write the folder " + each));
    }
    return {};
}

Result<void> keep_link(int from, int to, const std::string& path)
{
    TRY(const auto source, place_of(from, path, Make::no));
    TRY(const auto target, place_of(to, path, Make::yes));
    if (linkat(source.folder.get(), source.name.c_str(), target.folder.get(), target.name.c_str(), 0) == 0) return {};
    return fail(disk_error(errno, "keep the old " + path));
}

std::string plan_text(const Exchange& exchange)
{
    std::string text;
    for (const auto& path : exchange.replaced) text += "R " + path + "\n";
    for (const auto& path : exchange.added) text += "A " + path + "\n";
    return text;
}

/// Nothing when there is no whole plan: then no file was touched.
Exchange read_plan(int kept)
{
    Exchange exchange;
    const auto read = read_text(kept, "plan", largest_plan);
    std::string_view text(read.text);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.starts_with("R ")) exchange.replaced.emplace_back(line.substr(2));
        if (line.starts_with("A ")) exchange.added.emplace_back(line.substr(2));
    }
    return exchange;
}

Exchange exchange_for(int app, const std::vector<std::string>& files, const std::vector<std::string>& gone)
{
    Exchange exchange;
    for (const auto& path : files) (is_there(app, path) ? exchange.replaced : exchange.added).push_back(path);
    for (const std::string name : compose_file_names) {
        if (std::ranges::find(files, name) == files.end() && exists_in(app, name)) exchange.replaced.push_back(name);
    }
    for (const auto& path : gone) {
        const bool known = std::ranges::find(exchange.replaced, path) != exchange.replaced.end();
        if (!known && is_there(app, path)) exchange.replaced.push_back(path);
    }
    return exchange;
}

/// The folder `.replacing-<app>` with links to all that will be exchanged, lasting before anything is.
Result<void> keep_old(int root, int app, const std::string& name, const Exchange& exchange)
{
    CHECK(remove_tree(root, name));
    TRY(const OwnedFd kept, make_folder(root, name, 0700));
    TRY(const OwnedFd files, make_folder(kept.get(), "files", 0700));
    for (const auto& path : exchange.replaced) CHECK(keep_link(app, files.get(), path));
    CHECK(sync_folders(files.get(), exchange.replaced));
    CHECK(write_text(kept.get(), "plan", plan_text(exchange), 0600));
    if (fsync(root) != 0) return fail(disk_error(errno, "keep the old files"));
    return {};
}

Result<void> exchange_files(int app, int staging, const Exchange& exchange, const std::vector<std::string>& files)
{
    for (const auto& path : files) CHECK(move_file(staging, app, path));
    for (const auto& path : exchange.replaced) {
        if (std::ranges::find(files, path) != files.end()) continue;
        TRY(const auto place, place_of(app, path, Make::no));
        CHECK(remove_file(place.folder.get(), place.name));
    }
    return sync_folders(app, files);
}

/// Can be begun again after a kill at any of its steps.
Result<void> undo(int root, const std::string& app_name, const std::string& kept_name)
{
    const OwnedFd app = open_folder(root, app_name);
    const OwnedFd kept = open_folder(root, kept_name);
    if (!app || !kept) return fail(disk_error(errno, "open the kept files of " + app_name));
    const auto exchange = read_plan(kept.get());
    const OwnedFd files = open_folder(kept.get(), "files");
    for (const auto& path : exchange.replaced) {
        if (files && is_there(files.get(), path)) CHECK(move_file(files.get(), app.get(), path));
    }
    for (const auto& path : exchange.added) {
        const auto place = place_of(app.get(), path, Make::no);
        if (place) CHECK(remove_file(place->folder.get(), place->name));
    }
    CHECK(sync_folders(app.get(), exchange.replaced));
    return remove_tree(root, kept_name);
}

} // namespace

Result<void> prepare_replace(
    int root, const std::string& app, const std::vector<std::string>& files, const std::vector<std::string>& gone)
{
    const OwnedFd target = open_folder(root, app);
    if (!target) return fail(disk_error(errno, "open the folder of " + app));
    auto kept = keep_old(root, target.get(), std::string(replacing) + app, exchange_for(target.get(), files, gone));
    if (!kept) abandon_replace(root, app);
    return kept;
}

void abandon_replace(int root, const std::string& app) { (void)remove_tree(root, std::string(replacing) + app); }

Result<void> replace_files(
    int root, const std::string& app, const std::string& staging, const std::vector<std::string>& files)
{
    const auto kept_name = std::string(replacing) + app;
    const OwnedFd target = open_folder(root, app);
    const OwnedFd source = open_folder(root, staging);
    const OwnedFd kept = open_folder(root, kept_name);
    if (!target || !source || !kept) return fail(disk_error(errno, "open the folder of " + app));
    if (auto done = exchange_files(target.get(), source.get(), read_plan(kept.get()), files); !done) {
        (void)undo(root, app, kept_name);
        return done;
    }
    CHECK(forget_previous(root, app));
    return rename_in(root, kept_name, std::string(previous) + app);
}

bool has_previous(int root, const std::string& app) { return exists_in(root, std::string(previous) + app); }

Result<void> put_previous_back(int root, const std::string& app) { return undo(root, app, std::string(previous) + app); }

Result<void> forget_previous(int root, const std::string& app)
{
    if (!has_previous(root, app)) return {};
    return discard(root, std::string(previous) + app, app);
}

void undo_interrupted_replaces(int root)
{
    for (const auto& name : names_in(root)) {
        if (!name.starts_with(replacing)) continue;
        const auto app = name.substr(replacing.size());
        const auto done = exists_in(root, app) ? undo(root, app, name) : remove_tree(root, name);
        if (done) {
            log::info("interrupted reinstall taken back", {{"app", app}});
        } else {
            log::error("interrupted reinstall not taken back", {{"app", app}, {"reason", done.error().message}});
        }
    }
}

} // namespace furtka
