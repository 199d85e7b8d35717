#include "adapters/disk/disk_foreign_folders.hpp"

#include "adapters/disk/files.hpp"
#include "adapters/disk/folder_writer.hpp"

#include <algorithm>
#include <cerrno>

namespace furtka {
namespace {

constexpr std::size_t most_foreign_apps = 500;
constexpr std::size_t most_foreign_names = 2'000; ///< of a folder
constexpr std::size_t largest_foreign_file = 1UL << 20;
constexpr std::size_t most_foreign_bytes = 16UL << 20;

bool is_plain_name(const std::string& name) { return !name.empty() && name.front() != '.'; }

/// Portainer's versions of a stack in the order they were made, other names by the alphabet.
bool comes_before(const std::string& a, const std::string& b)
{
    const bool numbers = a.size() > 1 && b.size() > 1 && a.front() == 'v' && b.front() == 'v';
    if (numbers && a.size() != b.size()) return a.size() < b.size();
    return a < b;
}

struct Look {
    Program program;
    std::vector<std::string>& found;

    bool take(int folder, const std::string& path) const
    {
        for (const auto* name : compose_names) {
            struct stat info{};
            if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(info.st_mode)) continue;
            found.push_back(path + "/" + name);
            return true;
        }
        return false;
    }

    void walk(int folder, const std::string& path, int depth) const
    {
        auto names = names_in(folder, most_foreign_names);
        std::ranges::sort(names, comes_before);
        std::size_t versions = found.size();
        for (const auto& name : names) {
            if (found.size() >= most_foreign_apps || !is_plain_name(name)) continue;
            const OwnedFd below = open_folder(folder, name);
            if (!below) continue;
            const bool is_app = take(below.get(), path + "/" + name);
            if (!is_app && depth > 1) walk(below.get(), path + "/" + name, depth - 1);
        }
        if (program == Program::portainer && depth == 1 && found.size() > versions + 1)
            found.erase(found.begin() + static_cast<std::ptrdiff_t>(versions), found.end() - 1);
    }
};

std::vector<ProgramRoot> with_star(const ProgramRoot& root)
{
    const auto star = root.path.find("/*");
    if (star == std::string::npos) return {root};
    std::vector<ProgramRoot> roots;
    const auto parent = root.path.substr(0, star);
    const OwnedFd folder = open_folder(std::filesystem::path(parent.empty() ? "/" : parent));
    if (!folder) return roots;
    for (const auto& name : names_in(folder.get(), most_foreign_names)) {
        if (is_plain_name(name)) roots.push_back({root.program, parent + "/" + name + root.path.substr(star + 2)});
    }
    return roots;
}

std::optional<std::string> read_foreign(const std::string& file)
{
    const std::filesystem::path path(file);
    if (!path.is_absolute() || path.filename().empty()) return std::nullopt;
    const OwnedFd folder = open_folder(path.parent_path());
    if (!folder) return std::nullopt;
    auto read = read_text(folder.get(), path.filename().string(), largest_foreign_file);
    if (read.kind != TextRead::Kind::read || read.text.size() > largest_foreign_file) return std::nullopt;
    return std::move(read.text);
}

} // namespace

DiskForeignFolders::DiskForeignFolders(std::vector<ProgramRoot> roots, std::filesystem::path side, WorkerPool& workers)
    : roots_(std::move(roots)), side_(std::move(side)), workers_(workers)
{
    const OwnedFd parent = open_folder(side_.parent_path());
    if (parent) (void)remove_tree(parent.get(), side_.filename().string());
}

Task<std::vector<ProgramRoot>> DiskForeignFolders::roots()
{
    std::function<std::vector<ProgramRoot>()> work = [this] {
        std::vector<ProgramRoot> there;
        for (const auto& root : roots_) {
            for (auto& one : with_star(root)) {
                const OwnedFd folder = open_folder(std::filesystem::path(one.path));
                if (folder && there.size() < most_foreign_apps) there.push_back(std::move(one));
            }
        }
        return there;
    };
    co_return co_await workers_.run<std::vector<ProgramRoot>>(std::move(work));
}

Task<std::vector<std::string>> DiskForeignFolders::compose_files(std::vector<ProgramRoot> roots)
{
    std::function<std::vector<std::string>()> work = [roots = std::move(roots)] {
        std::vector<std::string> found;
        for (const auto& root : roots) {
            const auto shelf = shelf_of(root.program);
            const auto path = shelf.folder.empty() ? root.path : root.path + "/" + shelf.folder;
            const OwnedFd folder = open_folder(std::filesystem::path(path));
            if (folder) Look{.program = root.program, .found = found}.walk(folder.get(), path, shelf.depth);
        }
        return found;
    };
    co_return co_await workers_.run<std::vector<std::string>>(std::move(work));
}

Task<ForeignFiles> DiskForeignFolders::read(std::vector<std::string> files)
{
    std::function<ForeignFiles()> work = [files = std::move(files)] {
        ForeignFiles texts;
        std::size_t sum = 0;
        for (const auto& file : files) {
            if (sum > most_foreign_bytes || texts.contains(file)) continue;
            auto text = read_foreign(file);
            if (!text) continue;
            sum += text->size();
            texts.emplace(file, *std::move(text));
        }
        return texts;
    };
    co_return co_await workers_.run<ForeignFiles>(std::move(work));
}

Task<Result<std::filesystem::path>> DiskForeignFolders::stage(AppName app, std::map<std::string, std::string> files)
{
    std::function<Result<std::filesystem::path>()> work = [this, app,
                                                              files = std::move(files)] -> Result<std::filesystem::path> {
        const OwnedFd parent = open_folder(side_.parent_path());
        if (!parent) return fail(disk_error(errno, "open the folder " + side_.parent_path().string()));
        TRY(const OwnedFd side, make_folder(parent.get(), side_.filename().string(), 0700));
        CHECK(write_app_folder(side_, app.text(), files));
        return side_ / app.text();
    };
    co_return co_await workers_.run<Result<std::filesystem::path>>(std::move(work));
}

Task<void> DiskForeignFolders::drop(AppName app)
{
    std::function<void()> work = [this, app] {
        const OwnedFd side = open_folder(side_);
        if (side) (void)remove_tree(side.get(), app.text());
    };
    co_await workers_.run<void>(std::move(work));
}

} // namespace furtka
