#include "adapters/disk/disk_own_apps.hpp"

#include "adapters/disk/files.hpp"
#include "adapters/disk/folder_writer.hpp"
#include "base/log.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <functional>

namespace furtka {
namespace {

constexpr const char* sources_folder = ".sources";
constexpr std::string_view look_prefix = ".look-";
constexpr std::size_t largest_source = 4UL << 20; ///< a text of control characters is six times as long in JSON

Error unknown_own_app(const AppName& app)
{
    return {.kind = ErrorKind::not_found,
        .key = "own_app_unknown",
        .message = fmt::format("{} is no app of your own", app.text()),
        .hint = "furtka app own shows them"};
}

Result<OwnedFd> open_root(const std::filesystem::path& root)
{
    std::error_code ignored; // the folder's own error says more
    std::filesystem::create_directories(root.parent_path(), ignored);
    const OwnedFd parent = open_folder(root.parent_path());
    if (!parent) return fail(disk_error(errno, "open " + root.parent_path().string()));
    return make_folder(parent.get(), root.filename().string(), 0700);
}

std::string source_file(const AppName& app) { return app.text() + ".json"; }

std::vector<std::string> own_names(const std::filesystem::path& root)
{
    std::vector<std::string> names;
    const OwnedFd folder = open_folder(root);
    if (!folder) return names;
    for (auto& name : names_in(folder.get())) {
        if (!name.starts_with(".")) names.push_back(std::move(name));
    }
    return names;
}

Result<OwnSource> read_source(const std::filesystem::path& root, const AppName& app)
{
    const OwnedFd folder = open_folder(root);
    if (!folder || !exists_in(folder.get(), app.text())) return fail(unknown_own_app(app));
    OwnSource source;
    if (const OwnedFd sources = open_folder(folder.get(), sources_folder)) {
        const auto read = read_text(sources.get(), source_file(app), largest_source);
        if (read.kind == TextRead::Kind::read) source = parse_own_source(read.text).value_or(OwnSource{});
    }
    source.name = app.text();
    return source;
}

Result<void> put_own(
    const std::filesystem::path& root, const AppName& app, const imports::Files& files, const OwnSource& source)
{
    TRY(const OwnedFd folder, open_root(root));
    TRY(const OwnedFd sources, make_folder(folder.get(), sources_folder, 0700));
    CHECK(write_text(sources.get(), source_file(app), to_json(source), 0600));
    return write_app_folder(root, app.text(), files);
}

Result<void> remove_own(const std::filesystem::path& root, const AppName& app)
{
    const OwnedFd folder = open_folder(root);
    if (!folder || !exists_in(folder.get(), app.text())) return fail(unknown_own_app(app));
    CHECK(discard(folder.get(), app.text(), app.text()));
    const OwnedFd sources = open_folder(folder.get(), sources_folder);
    return sources ? remove_file(sources.get(), source_file(app)) : Result<void>();
}

Result<std::filesystem::path> stage_own(const std::filesystem::path& root, const AppName& app, const imports::Files& files)
{
    TRY(const OwnedFd folder, open_root(root));
    const auto side = hidden_name(look_prefix, app.text());
    TRY(const OwnedFd made, make_folder(folder.get(), side, 0700));
    const auto written = write_app_folder(root / side, app.text(), files);
    if (written) return root / side / app.text();
    (void)remove_tree(folder.get(), side);
    return fail(written.error());
}

void drop_own(const std::filesystem::path& root, const std::filesystem::path& staged)
{
    const OwnedFd folder = open_folder(root);
    const auto side = staged.parent_path().filename().string();
    if (!folder || !side.starts_with(look_prefix)) return;
    if (const auto gone = remove_tree(folder.get(), side); !gone)
        log::warning("leftover not deleted", {{"name", side}, {"reason", gone.error().message}});
}

} // namespace

DiskOwnApps::DiskOwnApps(std::filesystem::path root, WorkerPool& workers) : root_(std::move(root)), workers_(workers)
{
    const OwnedFd folder = open_folder(root_);
    if (!folder) return;
    for (const auto& name : names_in(folder.get())) {
        const bool leftover =
            name.starts_with(look_prefix) || name.starts_with(staging_prefix) || name.starts_with(trash_prefix);
        if (leftover) (void)remove_tree(folder.get(), name);
    }
}

Task<Result<std::vector<std::string>>> DiskOwnApps::names() { co_return own_names(root_); }

Task<Result<OwnSource>> DiskOwnApps::source(AppName app) { co_return read_source(root_, app); }

Task<Result<void>> DiskOwnApps::put(AppName app, imports::Files files, OwnSource source)
{
    std::function<Result<void>()> work = [root = root_, app = std::move(app), files = std::move(files),
                                             source = std::move(source)] { return put_own(root, app, files, source); };
    auto done = co_await workers_.run<Result<void>>(std::move(work));
    co_return done;
}

Task<Result<void>> DiskOwnApps::remove(AppName app)
{
    std::function<Result<void>()> work = [root = root_, app = std::move(app)] { return remove_own(root, app); };
    auto done = co_await workers_.run<Result<void>>(std::move(work));
    co_return done;
}

Task<Result<std::filesystem::path>> DiskOwnApps::stage(AppName app, imports::Files files)
{
    using Staged = Result<std::filesystem::path>;
    std::function<Staged()> work = [root = root_, app = std::move(app), files = std::move(files)] {
        return stage_own(root, app, files);
    };
    auto staged = co_await workers_.run<Staged>(std::move(work));
    co_return staged;
}

Task<void> DiskOwnApps::drop(std::filesystem::path staged)
{
    std::function<void()> work = [root = root_, staged = std::move(staged)] { drop_own(root, staged); };
    co_await workers_.run<void>(std::move(work));
}

} // namespace furtka
