#include "adapters/disk/store_files.hpp"

#include "adapters/disk/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace furtka {
namespace {

struct CloseFolder {
    void operator()(DIR* folder) const { closedir(folder); }
};
using OpenFolder = std::unique_ptr<DIR, CloseFolder>;

/// Walks a tree by open folders, so that a link put in its place while it is walked is not followed.
class Walk {
public:
    Walk(const StoreLimits& limits, std::vector<std::string>& found) : limits_(limits), found_(found) { }

    Result<void> folder(int at, const std::string& name, const std::string& prefix, int depth)
    {
        if (depth > limits_.depth) return {};
        OwnedFd opened(openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (opened.get() < 0) return {};
        const int number = opened.get();
        OpenFolder entries(fdopendir(opened.release()));
        if (!entries) return {};
        while (const auto* entry = readdir(entries.get())) CHECK(take(number, *entry, prefix, depth));
        return {};
    }

private:
    Result<void> take(int at, const dirent& entry, const std::string& prefix, int depth)
    {
        const std::string name(entry.d_name);
        if (name.starts_with('.') || name == "node_modules") return {};
        if (++count_ > limits_.entries) {
            return fail({.kind = ErrorKind::too_large,
                .key = "store_limits",
                .message = fmt::format("the store has more than {} files", limits_.entries)});
        }
        auto type = entry.d_type;
        if (type == DT_UNKNOWN) {
            struct stat info{};
            if (fstatat(at, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return {};
            type = S_ISDIR(info.st_mode) ? DT_DIR : S_ISREG(info.st_mode) ? DT_REG : DT_LNK;
        }
        if (type == DT_REG) found_.push_back(prefix + name);
        if (type == DT_DIR) return folder(at, name, prefix + name + "/", depth + 1);
        return {};
    }

    const StoreLimits& limits_;
    std::vector<std::string>& found_;
    std::size_t count_ = 0;
};

} // namespace

Result<StoreFiles> StoreFiles::open(const std::filesystem::path& source)
{
    std::error_code error;
    const auto path = std::filesystem::canonical(source, error);
    if (error) {
        return fail({.kind = ErrorKind::not_found,
            .key = "source_missing",
            .message = fmt::format("there is no {}", source.string()),
            .hint = "give the path of a definition, or of a checkout of a store"});
    }
    const bool folder = std::filesystem::is_directory(path, error);
    auto root = open_folder(folder ? path : path.parent_path());
    if (root.get() < 0) {
        return fail({.kind = ErrorKind::unavailable,
            .key = "source_unreadable",
            .message = fmt::format("{} cannot be read: {}", path.string(), std::strerror(errno))});
    }
    return StoreFiles(std::move(root), folder ? path : path.parent_path(), folder ? "" : path.filename().string());
}

Result<std::vector<std::string>> StoreFiles::list(const StoreLimits& limits) const
{
    if (!single_.empty()) return std::vector<std::string>{single_};
    std::vector<std::string> found;
    Walk walk(limits, found);
    CHECK(walk.folder(root_.get(), ".", "", 0));
    std::ranges::sort(found);
    return found;
}

std::optional<std::string> StoreFiles::read(const std::string& path, std::size_t most) const
{
    auto text = read_text(root_.get(), path, most);
    if (text.kind != TextRead::Kind::read || text.text.size() > most) return std::nullopt;
    return std::move(text.text);
}

} // namespace furtka
