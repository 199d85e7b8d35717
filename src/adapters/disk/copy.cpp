#include "adapters/disk/copy.hpp"

#include "adapters/disk/files.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace furtka {
namespace {

Error refused(std::string key, std::string message, std::string hint)
{
    return {.kind = ErrorKind::invalid, .key = std::move(key), .message = std::move(message), .hint = std::move(hint)};
}

class Copy {
public:
    Copy(int root, CopyLimits limits) : root_(root), limits_(std::move(limits)) { }

    Result<void> folder(int source, int target, const std::string& prefix, int depth)
    {
        if (depth == 0) return fail(too_large(fmt::format("more than {} folders inside each other", limits_.depth)));
        for (const auto& name : names_in(source, limits_.files + 1)) {
            if (prefix.empty() && (name == ".env" || name == ".furtka" || name == ".git")) continue;
            CHECK(entry(source, target, name, prefix + name, depth));
        }
        if (limits_.last && fsync(target) != 0) return fail(disk_error(errno, "write the app's folder"));
        return {};
    }

    std::vector<std::string> files;

private:
    Error too_large(const std::string& what) const
    {
        Error error = refused(
            "folder_too_large", "the app's folder has " + what, "an app folder holds small files; data belongs in volumes");
        error.kind = ErrorKind::too_large;
        return error;
    }

    Result<void> entry(int source, int target, const std::string& name, const std::string& path, int depth)
    {
        if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
            return fail(refused(
                "folder_file", fmt::format("the file name '{}' has control characters", shown(path)), "rename the file"));
        }
        if (++entries_ > limits_.files) return fail(too_large(fmt::format("more than {} files", limits_.files)));
        struct stat info{};
        if (fstatat(source, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return fail(disk_error(errno, "read " + path));
        if (S_ISREG(info.st_mode) || S_ISLNK(info.st_mode)) return file(target, name, path);
        if (!S_ISDIR(info.st_mode)) {
            return fail(refused(
                "folder_file", fmt::format("{} is neither a file nor a folder", shown(path)), "take it out of the folder"));
        }
        if (std::ranges::find(limits_.leave_out, path) != limits_.leave_out.end()) return {};
        const OwnedFd inner = open_folder(source, name);
        if (!inner) return fail(disk_error(errno, "read " + path));
        TRY(const OwnedFd made, make_folder(target, name, 0755));
        return folder(inner.get(), made.get(), path + "/", depth - 1);
    }

    /// Opened from the root of the source, so that a link may lead anywhere inside it.
    Result<OwnedFd> open_source(const std::string& path) const
    {
        open_how how{};
        how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
        OwnedFd file(static_cast<int>(syscall(SYS_openat2, root_, path.c_str(), &how, sizeof how)));
        if (file) return file;
        if (errno == EXDEV || errno == ELOOP || errno == ENOENT) {
            return fail(refused("folder_symlink",
                fmt::format("{} is a symbolic link that leads out of the app's folder or nowhere", shown(path)),
                "put the file itself in the folder"));
        }
        return fail(disk_error(errno, "read " + path));
    }

    Result<void> file(int target, const std::string& name, const std::string& path)
    {
        TRY(const OwnedFd from, open_source(path));
        struct stat info{};
        if (fstat(from.get(), &info) != 0) return fail(disk_error(errno, "read " + path));
        if (!S_ISREG(info.st_mode)) {
            return fail(refused("folder_symlink", fmt::format("{} is a symbolic link to a folder", shown(path)),
                "put the folder itself there"));
        }
        // Run by containers of any user; never set-id, always writable for the owner.
        const mode_t mode = (info.st_mode & 0777U) | 0600U;
        const OwnedFd to(openat(target, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
        if (!to) return fail(disk_error(errno, "write " + path));
        CHECK(bytes(from.get(), to.get(), path));
        if (fchmod(to.get(), mode) != 0 || (limits_.last && fsync(to.get()) != 0))
            return fail(disk_error(errno, "write " + path));
        files.push_back(path);
        return {};
    }

    Result<void> bytes(int from, int to, const std::string& path)
    {
        std::array<char, 64 * 1024> chunk;
        while (true) {
            const auto size = ::read(from, chunk.data(), chunk.size());
            if (size < 0) return fail(disk_error(errno, "read " + path));
            if (size == 0) return {};
            bytes_ += static_cast<std::uint64_t>(size);
            if (bytes_ > limits_.bytes) return fail(too_large(fmt::format("more than {} MiB", limits_.bytes >> 20)));
            if (!write_all(to, {chunk.data(), static_cast<std::size_t>(size)}))
                return fail(disk_error(errno, "write " + path));
        }
    }

    int root_;
    CopyLimits limits_;
    std::size_t entries_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace

Result<std::vector<std::string>> copy_folder(int source, int target, const CopyLimits& limits)
{
    Copy copy(source, limits);
    CHECK(copy.folder(source, target, "", limits.depth));
    return std::move(copy.files);
}

} // namespace furtka
