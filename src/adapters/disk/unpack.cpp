#include "adapters/disk/unpack.hpp"

#include "adapters/disk/archive_library.hpp"
#include "adapters/disk/files.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace furtka {
namespace {

constexpr std::size_t block = 64 * 1024;
constexpr std::uint64_t largest_zip_list = 4UL
    << 20; ///< about twice what the most entries with the longest usual names take
constexpr std::size_t zip_tail = 66'000; ///< its end record with the longest comment

std::unexpected<Error> bad_archive(std::string found)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "archive_format",
        .message = "the archive cannot be read: " + std::move(found),
        .hint = "wanted is a whole .tar.gz, .tar or .zip file"});
}

bool write_all_at(int file, std::uint64_t at, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto size = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (size < 0 && errno != EINTR) return false;
        if (size <= 0) continue;
        bytes.remove_prefix(static_cast<std::size_t>(size));
        at += static_cast<std::uint64_t>(size);
    }
    return true;
}

bool is_zip(std::string_view begin) { return begin.starts_with("PK\x03\x04") || begin.starts_with("PK\x05\x06"); }

class Unpacking {
public:
    Unpacking(const ArchiveLibrary& library, int target, const ArchiveLimits& limits, const std::function<bool()>& stop)
        : library_(library), target_(target), guard_(limits), stop_(stop), archive_(library.read_new(), library.read_free)
    {
    }

    Result<void> open(int file, bool zip)
    {
        CHECK(prepare(zip));
        return library_.open_fd(archive_.get(), file, block) == ARCHIVE_OK ? Result<void>() : bad_archive(words());
    }

    Result<void> open(std::string_view bytes)
    {
        CHECK(prepare(is_zip(bytes)));
        return library_.open_memory(archive_.get(), bytes.data(), bytes.size()) == ARCHIVE_OK ? Result<void>()
                                                                                              : bad_archive(words());
    }

    Result<void> run()
    {
        for (;;) {
            if (stop_()) return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "it was cancelled"});
            archive_entry* entry = nullptr;
            const int code = library_.next_header(archive_.get(), &entry);
            if (code == ARCHIVE_EOF) break;
            if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return bad_archive(words());
            CHECK(take(entry));
        }
        if (guard_.entries() == 0) return bad_archive("it is empty");
        return take_away(target_, "");
    }

private:
    /// One reader each: a file that is neither can be taken for nothing else.
    Result<void> prepare(bool zip)
    {
        auto* archive = archive_.get();
        const bool ready = archive != nullptr
            && (zip ? library_.support_zip(archive) == ARCHIVE_OK
                    : library_.support_gzip(archive) == ARCHIVE_OK && library_.support_tar(archive) == ARCHIVE_OK);
        return ready ? Result<void>() : bad_archive("libarchive has no memory left");
    }

    std::string words() const
    {
        const char* text = library_.error_string(archive_.get());
        return text == nullptr ? "it is no archive" : shown(text, 200);
    }

    EntryKind kind_of(archive_entry* entry) const
    {
        if (library_.hardlink(entry) != nullptr || library_.hardlink_utf8(entry) != nullptr) return EntryKind::hard_link;
        switch (library_.filetype(entry)) {
        case AE_IFREG: return EntryKind::file;
        case AE_IFDIR: return EntryKind::folder;
        case AE_IFLNK: return EntryKind::symbolic_link;
        default: return EntryKind::other;
        }
    }

    Result<void> take(archive_entry* entry)
    {
        // The plain call knows only what the locale of this process can say.
        const char* told = library_.pathname_utf8(entry);
        if (told == nullptr) told = library_.pathname(entry);
        const bool sized = library_.size_is_set(entry) != 0;
        const auto size = sized ? static_cast<std::uint64_t>(std::max<la_int64_t>(library_.size(entry), 0)) : 0;
        const auto kind = kind_of(entry);
        TRY(const auto path, guard_.entry(kind, told == nullptr ? "\x01" : told, size));
        if (path.empty()) return {};
        const auto slash = path.rfind('/');
        TRY(const int folder, folder_of(slash == std::string::npos ? std::string() : path.substr(0, slash)));
        const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
        if (kind == EntryKind::folder) {
            TRY(const OwnedFd made, folder_in(folder, name));
            return {};
        }
        return write_file(folder, name, (library_.perm(entry) & 0111U) != 0 ? 0755 : 0644, path);
    }

    /// Over the one that is there: a regular file with one name.
    Result<void> write_file(int folder, const std::string& name, mode_t mode, const std::string& path)
    {
        struct stat info{};
        OwnedFd file(openat(folder, name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
        if (file && fstat(file.get(), &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 1) {
            if ((info.st_mode & 07777U) != mode && fchmod(file.get(), mode) != 0)
                return fail(disk_error(errno, "write " + shown(path)));
            return write_data(file.get(), static_cast<std::uint64_t>(info.st_size), path);
        }
        if (file || errno != ENOENT) CHECK(remove_tree(folder, name));
        file = OwnedFd(openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
        if (!file) return fail(disk_error(errno, "write " + shown(path)));
        return write_data(file.get(), 0, path);
    }

    /// Whether the file has these bytes there already.
    bool has(int file, std::uint64_t at, std::string_view bytes)
    {
        there_.resize(bytes.size());
        const auto got = pread(file, there_.data(), there_.size(), static_cast<off_t>(at));
        return got == static_cast<ssize_t>(bytes.size()) && std::string_view(there_.data(), there_.size()) == bytes;
    }

    /// `before`: how many bytes the file has.
    Result<void> write_data(int file, std::uint64_t before, const std::string& path)
    {
        std::uint64_t at = 0;
        for (;;) {
            const auto size = library_.data(archive_.get(), buffer_.data(), buffer_.size());
            if (size < 0) return bad_archive(words());
            if (size == 0) break;
            const auto read = library_.filter_bytes(archive_.get(), -1);
            CHECK(guard_.unpacked(
                static_cast<std::uint64_t>(size), static_cast<std::uint64_t>(std::max<la_int64_t>(read, 0))));
            if (stop_()) return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "it was cancelled"});
            const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(size));
            const bool same = at + bytes.size() <= before && has(file, at, bytes);
            if (!same && !write_all_at(file, at, bytes)) return fail(disk_error(errno, "write " + shown(path)));
            at += bytes.size();
        }
        if (before > at && ftruncate(file, static_cast<off_t>(at)) != 0)
            return fail(disk_error(errno, "write " + shown(path)));
        return {};
    }

    /// What the archive does not hold.
    Result<void> take_away(int folder, const std::string& prefix)
    {
        for (const auto& name : names_in(folder)) {
            const auto path = prefix + name;
            if (!guard_.holds(path)) {
                CHECK(remove_tree(folder, name));
            } else if (const OwnedFd inner = open_folder(folder, name)) {
                CHECK(take_away(inner.get(), path + "/"));
            }
        }
        return {};
    }

    /// Instead of whatever else is there.
    static Result<OwnedFd> folder_in(int at, const std::string& name)
    {
        auto made = make_folder(at, name, 0755);
        if (made || !exists_in(at, name)) return made;
        CHECK(remove_tree(at, name));
        return make_folder(at, name, 0755);
    }

    /// Made if it is missing. The last one is kept open: an archive tells the files of a folder one after the other.
    Result<int> folder_of(const std::string& path)
    {
        if (path.empty()) return target_;
        if (folder_ && path == folder_path_) return folder_.get();
        OwnedFd at = open_folder(target_, ".");
        for (std::size_t begin = 0; begin < path.size();) {
            const auto end = std::min(path.find('/', begin), path.size());
            TRY(at, folder_in(at.get(), path.substr(begin, end - begin)));
            begin = end + 1;
        }
        folder_ = std::move(at);
        folder_path_ = path;
        return folder_.get();
    }

    const ArchiveLibrary& library_;
    int target_;
    ArchiveGuard guard_;
    const std::function<bool()>& stop_;
    std::unique_ptr<archive, decltype(ArchiveLibrary::read_free)> archive_;
    std::vector<char> buffer_ = std::vector<char>(block);
    std::vector<char> there_;
    OwnedFd folder_;
    std::string folder_path_;
};

std::unexpected<Error> too_long_list()
{
    return fail({.kind = ErrorKind::too_large,
        .key = "archive_too_large",
        .message = "the archive is refused: its list of entries is too long",
        .hint = "a catalog holds small text files, icons and a few pictures"});
}

std::uint32_t number_at(std::string_view bytes, std::size_t at)
{
    std::uint32_t number = 0;
    for (std::size_t i = 4; i-- > 0;) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

Result<bool> is_zip(int file)
{
    std::array<char, 4> begin{};
    const auto got = pread(file, begin.data(), begin.size(), 0);
    if (got < 0) return fail(disk_error(errno, "read the archive"));
    return is_zip(std::string_view(begin.data(), static_cast<std::size_t>(got)));
}

Result<void> check_zip_list(int file)
{
    struct stat info{};
    if (fstat(file, &info) != 0) return fail(disk_error(errno, "read the archive"));
    const auto size = static_cast<std::uint64_t>(info.st_size);
    std::string tail(std::min<std::uint64_t>(size, zip_tail), '\0');
    const auto got = pread(file, tail.data(), tail.size(), static_cast<off_t>(size - tail.size()));
    if (got != static_cast<ssize_t>(tail.size())) return fail(disk_error(errno, "read the archive"));
    return zip_list_exceeds(tail, size, largest_zip_list) ? too_long_list() : Result<void>();
}

} // namespace

bool zip_list_exceeds(std::string_view tail, std::uint64_t size, std::uint64_t most)
{
    constexpr std::size_t record = 22;
    const auto at = tail.rfind("PK\x05\x06");
    if (at == std::string_view::npos || tail.size() - at < record) return false;
    const std::uint64_t begin = number_at(tail, at + 16);
    const std::uint64_t end = size - (tail.size() - at);
    // A list whose place is told in another record (zip64), or not told truly, is as long as can be.
    return begin > end || end - begin > most;
}

Result<void> unpack_archive(int file, int target, const ArchiveLimits& limits, const std::function<bool()>& stop)
{
    TRY(const auto* library, ArchiveLibrary::get());
    TRY(const bool zip, is_zip(file));
    if (zip) CHECK(check_zip_list(file));
    Unpacking unpacking(*library, target, limits, stop);
    CHECK(unpacking.open(file, zip));
    return unpacking.run();
}

Result<void> unpack_archive(
    std::string_view bytes, int target, const ArchiveLimits& limits, const std::function<bool()>& stop)
{
    TRY(const auto* library, ArchiveLibrary::get());
    if (is_zip(bytes)
        && zip_list_exceeds(bytes.substr(bytes.size() - std::min(bytes.size(), zip_tail)), bytes.size(), largest_zip_list))
        return too_long_list();
    Unpacking unpacking(*library, target, limits, stop);
    CHECK(unpacking.open(bytes));
    return unpacking.run();
}

} // namespace furtka
