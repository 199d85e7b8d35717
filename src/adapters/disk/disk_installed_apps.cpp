#include "adapters/disk/disk_installed_apps.hpp"

#include "adapters/disk/app_reader.hpp"
#include "adapters/disk/app_state_file.hpp"
#include "adapters/disk/files.hpp"
#include "adapters/disk/folder_watch.hpp"
#include "adapters/disk/replace.hpp"
#include "adapters/disk/staging.hpp"
#include "base/log.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace furtka {
namespace {

constexpr std::size_t most_installed = 1'000;
constexpr std::size_t largest_script = 64 * 1024;

Error link_to_folder(const std::filesystem::path& path)
{
    return {.kind = ErrorKind::broken,
        .key = "folder_symlink",
        .message = fmt::format("{} is a symbolic link", path.string()),
        .hint = "put the app's folder itself below the apps folder"};
}

bool is_folder_or_link(int folder, const std::string& name)
{
    struct stat info{};
    if (fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return false;
    return S_ISDIR(info.st_mode) || S_ISLNK(info.st_mode);
}

bool is_inside(const std::string& path)
{
    if (path.empty() || path.front() == '/') return false;
    const std::filesystem::path parts(path);
    for (const auto& part : parts) {
        if (part == "..") return false;
    }
    return true;
}

/// The disk did what was asked for; a leftover is deleted at the next start.
void note(const Result<void>& result, const AppName& app)
{
    if (!result) log::warning("leftover not deleted", {{"app", app.text()}, {"reason", result.error().message}});
}

} // namespace

DiskInstalledApps::DiskInstalledApps(std::filesystem::path root, WorkerPool& workers)
    : root_(std::move(root)), workers_(workers)
{
    std::error_code ignored;
    std::filesystem::create_directories(root_, ignored);
    const OwnedFd folder = open_folder(root_);
    if (!folder) return;
    undo_interrupted_replaces(folder.get());
    for (auto& name : names_in(folder.get())) {
        if (name.starts_with(staging_prefix) || name.starts_with(trash_prefix)) leftovers_.push_back(std::move(name));
    }
}

Task<Result<std::vector<InstalledEntry>>> DiskInstalledApps::list()
{
    CO_TRY(const OwnedFd folder, open_root());
    const auto leftovers = std::exchange(leftovers_, {});
    if (!leftovers.empty()) {
        std::function<void()> clean = [root = folder.get(), leftovers] {
            for (const auto& name : leftovers) (void)remove_tree(root, name);
        };
        co_await workers_.run<void>(std::move(clean));
    }
    std::vector<InstalledEntry> entries;
    for (const auto& name : names_in(folder.get())) {
        if (name.starts_with(".") || !is_folder_or_link(folder.get(), name)) continue;
        if (entries.size() == most_installed) break;
        entries.push_back({name, read_now(name)});
    }
    co_return entries;
}

Task<Result<AppFolder>> DiskInstalledApps::read(AppName app)
{
    CO_CHECK(open_root());
    co_return read_now(app.text());
}

Task<Result<bool>> DiskInstalledApps::contains(AppName app)
{
    CO_TRY(const OwnedFd folder, open_root());
    co_return is_folder_or_link(folder.get(), app.text());
}

Task<Result<std::optional<EnvFile>>> DiskInstalledApps::read_env(AppName app)
{
    CO_TRY(const OwnedFd folder, open_app(app));
    auto read = read_text(folder.get(), ".env", largest_env_file);
    if (read.kind == TextRead::Kind::absent) co_return std::optional<EnvFile>();
    if (read.kind != TextRead::Kind::read) {
        co_return fail({.kind = ErrorKind::broken,
            .key = "folder_file",
            .message = fmt::format("the .env of {} cannot be read", app.text()),
            .hint = "see that it is a regular file in the app's folder"});
    }
    auto env = EnvFile::parse(std::move(read.text));
    if (env) co_return std::optional(*std::move(env));
    Error error = std::move(env).error();
    error.kind = ErrorKind::broken;
    co_return fail(std::move(error));
}

Task<Result<AppFolder>> DiskInstalledApps::put(AppName app, NewFolder folder)
{
    CO_TRY(const OwnedFd root, open_root());
    if (is_link(root.get(), app.text())) co_return fail(link_to_folder(root_ / app.text()));
    const Staging staging(root.get(), app.text());
    std::function<Result<StagedFiles>()> work = [&] { return staging.fill(folder); };
    CO_TRY(const auto files, co_await workers_.run<Result<StagedFiles>>(std::move(work)));
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (state.cancelled() != boost::asio::cancellation_type::none) {
        co_return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"});
    }
    // From here on nothing waits: readers on this thread never see an app half in place, and a cancel comes too late.
    CO_CHECK(staging.put_in_place(files));
    co_return read_now(app.text());
}

Task<Result<void>> DiskInstalledApps::restore_previous(AppName app)
{
    CO_TRY(const OwnedFd root, open_root());
    if (!has_previous(root.get(), app.text())) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "no_previous_folder",
            .message = fmt::format("there are no previous files of {}", app.text())});
    }
    co_return put_previous_back(root.get(), app.text());
}

Task<Result<void>> DiskInstalledApps::drop_previous(AppName app)
{
    CO_TRY(const OwnedFd root, open_root());
    co_return forget_previous(root.get(), app.text());
}

Task<Result<std::string>> DiskInstalledApps::read_script(AppName app, std::string relative_path)
{
    if (!is_inside(relative_path)) {
        co_return fail({.kind = ErrorKind::invalid,
            .key = "script_path",
            .message = fmt::format("{} is not a path inside the folder of {}", relative_path, app.text()),
            .hint = "a hook script is named relative to the provider's folder: scripts/create-user.sh"});
    }
    CO_TRY(const OwnedFd folder, open_app(app));
    auto read = read_text(folder.get(), relative_path, largest_script);
    const bool whole = read.kind == TextRead::Kind::read && read.text.size() <= largest_script;
    if (whole && !is_link(folder.get(), relative_path)) co_return std::move(read.text);
    co_return fail({.kind = ErrorKind::not_found,
        .key = "script_missing",
        .message = fmt::format(
            "{} has no script {} that can be read (a regular file of at most 64 KiB)", app.text(), relative_path),
        .hint = fmt::format("reinstall {}", app.text())});
}

Task<Result<void>> DiskInstalledApps::write_env(AppName app, std::string text)
{
    CO_TRY(const OwnedFd folder, open_app(app));
    co_return write_text(folder.get(), ".env", text, 0600);
}

Task<Result<void>> DiskInstalledApps::write_intent(AppName app, Intent intent)
{
    CO_TRY(const OwnedFd folder, open_app(app));
    auto state = read_state(folder.get());
    state.intent = intent;
    co_return write_state(folder.get(), state);
}

Task<Result<void>> DiskInstalledApps::write_accepted_permissions(AppName app, std::vector<std::string> ids)
{
    CO_TRY(const OwnedFd folder, open_app(app));
    auto state = read_state(folder.get());
    state.accepted_permissions = std::move(ids);
    co_return write_state(folder.get(), state);
}

Task<Result<void>> DiskInstalledApps::write_move_in(AppName app, MoveInRecord record)
{
    CO_TRY(const OwnedFd folder, open_app(app));
    CO_TRY(const OwnedFd own, make_folder(folder.get(), own_folder, 0700));
    co_return write_text(own.get(), "move-in.json", to_json(record), 0600);
}

Task<Result<void>> DiskInstalledApps::write_stand_ins(AppName app, std::vector<StandIn> stand_ins)
{
    CO_TRY(const OwnedFd folder, open_app(app));
    CO_TRY(const OwnedFd own, make_folder(folder.get(), own_folder, 0700));
    if (stand_ins.empty()) co_return remove_file(own.get(), "images.json");
    co_return write_text(own.get(), "images.json", to_json(stand_ins), 0600);
}

Task<Result<void>> DiskInstalledApps::write_network_override(AppName app, std::string text)
{
    CO_TRY(const OwnedFd folder, open_app(app));
    CO_TRY(const OwnedFd own, make_folder(folder.get(), own_folder, 0700));
    if (text.empty()) co_return remove_file(own.get(), "networks.yaml");
    co_return write_text(own.get(), "networks.yaml", text, 0600);
}

Task<Result<void>> DiskInstalledApps::remove(AppName app)
{
    CO_TRY(const OwnedFd root, open_root());
    CO_CHECK(forget_previous(root.get(), app.text()));
    if (!exists_in(root.get(), app.text())) co_return Result<void>{};
    const auto trash = hidden_name(trash_prefix, app.text());
    CO_CHECK(rename_in(root.get(), app.text(), trash));
    std::function<Result<void>()> work = [folder = root.get(), trash] { return remove_tree(folder, trash); };
    const auto deleted = co_await workers_.run<Result<void>>(std::move(work));
    note(deleted, app);
    co_return Result<void>{};
}

Task<Result<void>> DiskInstalledApps::follow(std::function<void(std::string_view name)> sink)
{
    return watch_folders(root_, std::move(sink));
}

Result<OwnedFd> DiskInstalledApps::open_root() const
{
    OwnedFd folder = open_folder(root_);
    if (!folder) return fail(disk_error(errno, "open the apps folder " + root_.string()));
    return folder;
}

Result<OwnedFd> DiskInstalledApps::open_app(const AppName& app) const
{
    TRY(const OwnedFd root, open_root());
    OwnedFd folder = open_folder(root.get(), app.text());
    if (folder) return folder;
    const int number = errno;
    if (number == ENOENT) return fail(app_not_installed(app.text()));
    if (is_link(root.get(), app.text())) return fail(link_to_folder(root_ / app.text()));
    return fail(disk_error(number, "open the folder of " + app.text()));
}

Result<AppFolder> DiskInstalledApps::read_now(const std::string& name) const
{
    auto parsed = AppName::parse(name);
    if (!parsed) {
        return fail({.kind = ErrorKind::broken,
            .key = "folder_name",
            .message = fmt::format("the folder {} is not named as an app may be", (root_ / name).string()),
            .hint = parsed.error().hint});
    }
    TRY(const OwnedFd folder, open_app(*parsed));
    return read_app_folder(folder.get(), root_ / name, {ManifestRule::installed, name, ErrorKind::broken});
}

} // namespace furtka
