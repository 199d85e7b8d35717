#include "adapters/disk/disk_catalogs.hpp"

#include "adapters/disk/catalog_reader.hpp"
#include "adapters/disk/copy.hpp"
#include "adapters/disk/files.hpp"
#include "adapters/disk/unpack.hpp"
#include "base/log.hpp"
#include "domain/path_rules.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace furtka {
namespace {

constexpr const char* list_file = "catalogs.json";
constexpr const char* status_file = "catalogs-status.json";
constexpr const char* state_file = "state.json";
constexpr const char* current_link = "current";
constexpr std::string_view version_prefix = "at-";
constexpr std::size_t largest_list = std::size_t{1} << 20;
constexpr std::size_t largest_place = std::size_t{8} << 10;
constexpr std::size_t largest_state_file = std::size_t{64} << 10;
constexpr CopyLimits folder_limits{.files = 20'000, .bytes = 256ULL << 20, .depth = 12, .last = false};

std::string link_target(int folder)
{
    std::string target(256, '\0');
    const auto size = readlinkat(folder, current_link, target.data(), target.size());
    target.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return target;
}

std::optional<CatalogState> read_state_file(const std::filesystem::path& root, const std::string& catalog)
{
    const OwnedFd folder = open_folder(root / catalog / current_link);
    if (!folder) return std::nullopt;
    const auto read = read_text(folder.get(), state_file, largest_state_file);
    return read.kind == TextRead::Kind::read ? parse_catalog_state(read.text) : std::nullopt;
}

/// A link of that name that leads to `target`, in one step.
Result<void> point_current(int folder, const std::string& target)
{
    const auto temporary = hidden_name(staging_prefix, current_link);
    if (symlinkat(target.c_str(), folder, temporary.c_str()) != 0)
        return fail(disk_error(errno, "put the catalog in place"));
    if (renameat(folder, temporary.c_str(), folder, current_link) != 0) {
        const int number = errno;
        unlinkat(folder, temporary.c_str(), 0);
        return fail(disk_error(number, "put the catalog in place"));
    }
    if (fsync(folder) != 0) return fail(disk_error(errno, "put the catalog in place"));
    return {};
}

void keep_only(int folder, std::string_view one, std::string_view other)
{
    for (const auto& name : names_in(folder)) {
        if (name == current_link || name == one || name == other) continue;
        if (const auto gone = remove_tree(folder, name); !gone)
            log::warning("leftover not deleted", {{"name", name}, {"reason", gone.error().message}});
    }
}

Result<void> exchange_trees(const std::filesystem::path& root, const std::string& catalog, const std::filesystem::path& side,
    const CatalogState& state)
{
    const OwnedFd all = open_folder(root);
    if (!all) return fail(disk_error(errno, "open the folder of the catalogs"));
    TRY(const OwnedFd folder, make_folder(all.get(), catalog, 0755));
    {
        const OwnedFd made = open_folder(side);
        if (!made) return fail(disk_error(errno, "open what was fetched"));
        CHECK(write_text(made.get(), state_file, to_json(state) + "\n", 0644));
        // One call for a thousand small files: each of its own would be a thousand waits for the disk.
        if (syncfs(made.get()) != 0) return fail(disk_error(errno, "write the catalog"));
    }
    const auto before = link_target(folder.get());
    const auto version = hidden_name(version_prefix, "r");
    if (renameat(all.get(), side.filename().c_str(), folder.get(), version.c_str()) != 0)
        return fail(disk_error(errno, "put the catalog in place"));
    CHECK(point_current(folder.get(), version));
    keep_only(folder.get(), version, before);
    return {};
}

Result<std::filesystem::path> make_side(const std::filesystem::path& root, const std::string& catalog)
{
    std::error_code ignored; // the folder's own error says more
    std::filesystem::create_directories(root, ignored);
    const OwnedFd all = open_folder(root);
    if (!all) return fail(disk_error(errno, "open the folder of the catalogs " + root.string()));
    const auto name = hidden_name(staging_prefix, catalog);
    TRY(const OwnedFd made, make_folder(all.get(), name, 0755));
    return root / name;
}

/// `.staging-club-4f1c…` is for `club`.
std::string catalog_of(const std::filesystem::path& side)
{
    auto name = side.filename().string();
    name.resize(std::min(name.rfind('-'), name.size()));
    return name.substr(std::min(staging_prefix.size(), name.size()));
}

/// The apps of the version that was in place before the one that is, where they were in what was fetched: most of their
/// files need not be written again. Without one everything is written.
void reuse_apps(const std::filesystem::path& side)
{
    const OwnedFd catalog = open_folder(side.parent_path() / catalog_of(side));
    const OwnedFd to = open_folder(side);
    if (!catalog || !to) return;
    const auto current = link_target(catalog.get());
    for (const auto& name : names_in(catalog.get())) {
        if (!name.starts_with(version_prefix) || name == current) continue;
        const OwnedFd spare = open_folder(catalog.get(), name);
        const auto place = spare ? read_text(spare.get(), place_name, largest_place) : TextRead{};
        if (place.kind != TextRead::Kind::read || (!place.text.empty() && !stays_inside(place.text))) continue;
        std::error_code failed;
        const auto target = side / fetched_name / place.text;
        std::filesystem::create_directories(target.parent_path(), failed);
        if (!failed) renameat(spare.get(), apps_name, to.get(), (std::filesystem::path(fetched_name) / place.text).c_str());
        return;
    }
}

Result<OwnedFd> tree_of(const std::filesystem::path& side)
{
    const OwnedFd folder = open_folder(side);
    if (!folder) return fail(disk_error(errno, "open " + side.string()));
    return make_folder(folder.get(), fetched_name, 0755);
}

Result<void> unpack_into(const std::filesystem::path& side, const std::filesystem::path& file, const WorkerPool::Stop& stop)
{
    const OwnedFd archive(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!archive) return fail(disk_error(errno, "read " + file.string()));
    reuse_apps(side);
    TRY(const OwnedFd target, tree_of(side));
    return unpack_archive(archive.get(), target.get(), {}, stop);
}

Result<void> copy_into(const std::filesystem::path& side, const std::filesystem::path& folder)
{
    const OwnedFd source = open_folder(folder);
    if (!source) {
        return fail({.kind = ErrorKind::not_found,
            .key = "catalog_missing",
            .message = fmt::format("there is no folder {} that can be read", folder.string()),
            .hint = "see that it is there, and its disk mounted"});
    }
    TRY(const OwnedFd target, tree_of(side));
    CHECK(copy_folder(source.get(), target.get(), folder_limits));
    return {};
}

} // namespace

std::filesystem::path catalog_in_place(const std::filesystem::path& root, const std::string& catalog)
{
    const OwnedFd folder = open_folder(root / catalog);
    return root / catalog / (folder ? link_target(folder.get()) : std::string("none")) / apps_name;
}

Task<Result<std::vector<CatalogSource>>> DiskCatalogList::read()
{
    const OwnedFd folder = open_folder(state_);
    if (!folder) co_return std::vector<CatalogSource>{};
    const auto read = read_text(folder.get(), list_file, largest_list);
    if (read.kind == TextRead::Kind::absent) co_return std::vector<CatalogSource>{};
    if (read.kind == TextRead::Kind::read) co_return parse_catalogs(read.text);
    co_return fail({.kind = ErrorKind::broken,
        .key = "catalogs_file",
        .message = "catalogs.json of the state folder is no file that can be read",
        .hint = "mend it, or remove it and add the catalogs again"});
}

Task<Result<void>> DiskCatalogList::write(std::vector<CatalogSource> sources)
{
    const OwnedFd folder = open_folder(state_);
    if (!folder) co_return fail(disk_error(errno, "open the state folder"));
    co_return write_text(folder.get(), list_file, to_json(sources) + "\n", 0600);
}

Task<std::map<std::string, CatalogStatus>> DiskCatalogList::read_statuses()
{
    const OwnedFd folder = open_folder(state_);
    if (!folder) co_return std::map<std::string, CatalogStatus>{};
    const auto read = read_text(folder.get(), status_file, largest_list);
    co_return parse_catalog_statuses(read.text);
}

Task<Result<void>> DiskCatalogList::write_statuses(std::map<std::string, CatalogStatus> statuses)
{
    const OwnedFd folder = open_folder(state_);
    if (!folder) co_return fail(disk_error(errno, "open the state folder"));
    co_return write_text(folder.get(), status_file, to_json(statuses) + "\n", 0600);
}

DiskCatalogTrees::DiskCatalogTrees(std::filesystem::path root, WorkerPool& workers)
    : root_(std::move(root)), workers_(workers)
{
    const OwnedFd all = open_folder(root_);
    if (!all) return;
    for (const auto& name : names_in(all.get())) {
        if (name.starts_with(staging_prefix) || name.starts_with(trash_prefix)) (void)remove_tree(all.get(), name);
        const OwnedFd catalog = name.starts_with(".") ? OwnedFd() : open_folder(all.get(), name);
        if (catalog) keep_only(catalog.get(), link_target(catalog.get()), "");
    }
}

Task<std::optional<CatalogState>> DiskCatalogTrees::state(std::string catalog) { co_return read_state_file(root_, catalog); }

Task<Result<std::filesystem::path>> DiskCatalogTrees::begin(std::string catalog) { co_return make_side(root_, catalog); }

Task<void> DiskCatalogTrees::give_up(std::filesystem::path side)
{
    std::function<void()> work = [root = root_, name = side.filename().string()] {
        const OwnedFd all = open_folder(root);
        const auto gone = all ? remove_tree(all.get(), name) : Result<void>();
        if (!gone) log::warning("leftover not deleted", {{"name", name}, {"reason", gone.error().message}});
    };
    co_await workers_.run<void>(std::move(work));
}

Task<Result<void>> DiskCatalogTrees::unpack(std::filesystem::path side, std::filesystem::path file)
{
    std::function<Result<void>(const WorkerPool::Stop&)> work =
        [side = std::move(side), file = std::move(file)](const auto& stop) { return unpack_into(side, file, stop); };
    auto done = co_await workers_.run_stoppable(std::move(work));
    co_return done;
}

Task<Result<void>> DiskCatalogTrees::copy(std::filesystem::path side, std::filesystem::path folder)
{
    std::function<Result<void>()> work = [side = std::move(side), folder = std::move(folder)] {
        return copy_into(side, folder);
    };
    auto done = co_await workers_.run(std::move(work));
    co_return done;
}

Task<Result<CatalogContent>> DiskCatalogTrees::examine(std::filesystem::path side, Digest digest)
{
    std::function<Result<CatalogContent>()> work = [side = std::move(side), digest] {
        return examine_catalog(side, digest);
    };
    auto content = co_await workers_.run(std::move(work));
    co_return content;
}

Task<Result<void>> DiskCatalogTrees::put_in_place(std::string catalog, std::filesystem::path side, CatalogState state)
{
    std::function<Result<void>()> work = [root = root_, catalog = std::move(catalog), side = std::move(side),
                                             state = std::move(state)] {
        return exchange_trees(root, catalog, side, state);
    };
    auto done = co_await workers_.run(std::move(work));
    co_return done;
}

Task<Result<void>> DiskCatalogTrees::remove(std::string catalog)
{
    std::function<Result<void>()> work = [root = root_, catalog = std::move(catalog)]() -> Result<void> {
        const OwnedFd all = open_folder(root);
        if (!all || !exists_in(all.get(), catalog)) return {};
        return discard(all.get(), catalog, catalog);
    };
    auto done = co_await workers_.run(std::move(work));
    co_return done;
}

} // namespace furtka
