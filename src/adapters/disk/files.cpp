#include "adapters/disk/files.hpp"

#include "base/base64.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <memory>
#include <sys/syscall.h>
#include <unistd.h>

namespace furtka {
namespace {

int open_beneath(int folder, const std::string& path)
{
    open_how how{};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    return static_cast<int>(syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
}

TextRead not_opened(int folder, const std::string& path, int number)
{
    if (number == EXDEV || number == ELOOP) return {.kind = TextRead::Kind::outside};
    if (number == ENOENT || number == ENOTDIR) {
        return {.kind = is_link(folder, path) ? TextRead::Kind::outside : TextRead::Kind::absent};
    }
    if (number == ENXIO) return {.kind = TextRead::Kind::not_a_file};
    return {.kind = TextRead::Kind::unreadable, .number = number};
}

std::string random_text()
{
    std::array<char, 6> bytes;
    randombytes_buf(bytes.data(), bytes.size());
    return hex_encode({bytes.data(), bytes.size()});
}

constexpr int deepest_tree = 64;

bool remove_below(int at, const std::string& name, int depth)
{
    if (unlinkat(at, name.c_str(), 0) == 0 || errno == ENOENT) return true;
    if (errno != EISDIR && errno != EPERM) return false;
    if (depth == 0) return false;
    {
        const OwnedFd folder = open_folder(at, name);
        if (!folder) return false;
        for (const auto& entry : names_in(folder.get())) {
            if (!remove_below(folder.get(), entry, depth - 1)) return false;
        }
    }
    return unlinkat(at, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT;
}

} // namespace

Error disk_error(int number, std::string_view what)
{
    const bool full = number == ENOSPC || number == EDQUOT;
    return {.kind = full ? ErrorKind::no_space : ErrorKind::unavailable,
        .key = full ? "disk_full" : "apps_dir",
        .message = fmt::format("could not {}: {}", what, std::strerror(number)),
        .hint = full ? "free some disk space and try again"
                     : "see that the folder is there and that Furtka may read and write it"};
}

bool is_link(int folder, const std::string& path)
{
    struct stat info{};
    return fstatat(folder, path.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(info.st_mode);
}

TextRead read_text(int folder, const std::string& path, std::size_t most)
{
    const OwnedFd file(open_beneath(folder, path));
    if (!file) return not_opened(folder, path, errno);
    struct stat info{};
    if (fstat(file.get(), &info) != 0) return {.kind = TextRead::Kind::unreadable, .number = errno};
    if (!S_ISREG(info.st_mode)) return {.kind = TextRead::Kind::not_a_file};

    TextRead out{.kind = TextRead::Kind::read};
    out.text.resize(std::min(static_cast<std::size_t>(info.st_size), most) + 1);
    std::size_t size = 0;
    while (size < out.text.size()) {
        const auto got = ::read(file.get(), out.text.data() + size, out.text.size() - size);
        if (got < 0) return {.kind = TextRead::Kind::unreadable, .number = errno};
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    out.text.resize(size);
    return out;
}

OwnedFd open_folder(int at, const std::string& name)
{
    return OwnedFd(openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

OwnedFd open_folder(const std::filesystem::path& path)
{
    return OwnedFd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

Result<OwnedFd> make_folder(int at, const std::string& name, mode_t mode)
{
    if (mkdirat(at, name.c_str(), mode) != 0 && errno != EEXIST) return fail(disk_error(errno, "make the folder " + name));
    OwnedFd folder = open_folder(at, name);
    if (!folder) return fail(disk_error(errno, "open the folder " + name));
    return folder;
}

bool write_all(int file, std::string_view text)
{
    while (!text.empty()) {
        const auto size = ::write(file, text.data(), text.size());
        if (size < 0 && errno != EINTR) return false;
        if (size > 0) text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

Result<void> write_text(int folder, const std::string& name, std::string_view text, mode_t mode)
{
    const auto temporary = fmt::format(".{}.{}.tmp", name, random_text());
    const auto what = "write " + name;
    {
        const OwnedFd file(openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
        if (!file) return fail(disk_error(errno, what));
        // The umask may have taken bits away; none are ever added later than the first byte.
        const bool written = fchmod(file.get(), mode) == 0 && write_all(file.get(), text) && fsync(file.get()) == 0;
        if (!written || renameat(folder, temporary.c_str(), folder, name.c_str()) != 0) {
            const int number = errno;
            unlinkat(folder, temporary.c_str(), 0);
            return fail(disk_error(number, what));
        }
    }
    if (fsync(folder) != 0) return fail(disk_error(errno, what));
    return {};
}

Result<void> remove_file(int folder, const std::string& name)
{
    if (unlinkat(folder, name.c_str(), 0) != 0 && errno != ENOENT) return fail(disk_error(errno, "delete " + name));
    fsync(folder);
    return {};
}

Result<void> remove_tree(int at, const std::string& name)
{
    if (!remove_below(at, name, deepest_tree)) return fail(disk_error(errno, "delete " + name));
    return {};
}

Result<void> rename_in(int folder, const std::string& from, const std::string& to)
{
    const bool done = renameat(folder, from.c_str(), folder, to.c_str()) == 0 && fsync(folder) == 0;
    if (!done) return fail(disk_error(errno, fmt::format("rename {} to {}", from, to)));
    return {};
}

bool exists_in(int folder, const std::string& name)
{
    struct stat info{};
    return fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
}

std::vector<std::string> names_in(int folder, std::size_t most)
{
    std::vector<std::string> names;
    const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(copy < 0 ? nullptr : fdopendir(copy), closedir);
    if (!entries) return names;
    while (const dirent* entry = readdir(entries.get())) {
        const std::string_view name(entry->d_name);
        if (name == "." || name == "..") continue;
        if (names.size() == most) break;
        names.emplace_back(name);
    }
    std::ranges::sort(names);
    return names;
}

Result<void> discard(int at, const std::string& name, std::string_view app)
{
    const auto trash = hidden_name(trash_prefix, app);
    CHECK(rename_in(at, name, trash));
    return remove_tree(at, trash);
}

std::string hidden_name(std::string_view prefix, std::string_view app)
{
    return fmt::format("{}{}-{}", prefix, app, random_text());
}

} // namespace furtka
