#include "adapters/disk/copy_small.hpp"

#include "adapters/disk/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace furtka {
namespace {

class SmallCopy {
public:
    SmallCopy(const std::vector<std::string>& data, const SmallLimits& limits) : data_(data), limits_(limits) { }

    Result<void> folder(int source, int target, const std::string& prefix, int depth)
    {
        for (const auto& name : names_in(source, limits_.files * 2)) {
            if (prefix.empty() && (name == ".env" || name == ".furtka" || name == ".git")) continue;
            struct stat info{};
            if (fstatat(source, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) continue; // it went meanwhile
            if (S_ISREG(info.st_mode)) CHECK(file(source, target, name, info));
            if (S_ISDIR(info.st_mode) && depth > 1) CHECK(inner(source, target, prefix, name, depth));
        }
        if (fsync(target) != 0) return fail(disk_error(errno, "write a recovery point"));
        return {};
    }

private:
    Result<void> inner(int source, int target, const std::string& prefix, const std::string& name, int depth)
    {
        if (std::ranges::find(data_, prefix + name) != data_.end()) return {};
        const OwnedFd from = open_folder(source, name);
        if (!from) return {};
        TRY(const OwnedFd to, make_folder(target, name, 0755));
        return folder(from.get(), to.get(), prefix + name + "/", depth - 1);
    }

    Result<void> file(int source, int target, const std::string& name, const struct stat& info)
    {
        const auto size = static_cast<std::uint64_t>(info.st_size);
        if (files_ >= limits_.files || size > limits_.file_bytes || bytes_ + size > limits_.bytes) return {};
        const OwnedFd from(openat(source, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
        if (!from) return {};
        const OwnedFd to(openat(
            target, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (info.st_mode & 0777U) | 0600U));
        if (!to) return fail(disk_error(errno, "write a recovery point"));
        std::array<char, 64 * 1024> chunk;
        std::uint64_t copied = 0;
        while (copied <= limits_.file_bytes) {
            const auto count = ::read(from.get(), chunk.data(), chunk.size());
            if (count <= 0) break;
            if (!write_all(to.get(), {chunk.data(), static_cast<std::size_t>(count)}))
                return fail(disk_error(errno, "write a recovery point"));
            copied += static_cast<std::uint64_t>(count);
        }
        if (fsync(to.get()) != 0) return fail(disk_error(errno, "write a recovery point"));
        ++files_;
        bytes_ += copied;
        return {};
    }

    const std::vector<std::string>& data_;
    SmallLimits limits_;
    std::size_t files_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace

Result<void> copy_small(int source, int target, const std::vector<std::string>& data, const SmallLimits& limits)
{
    return SmallCopy(data, limits).folder(source, target, "", limits.depth);
}

} // namespace furtka
