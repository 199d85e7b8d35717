#include "adapters/disk/linux_machine.hpp"

#include "adapters/disk/files.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sstream>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace furtka {
namespace {

constexpr std::size_t largest_proc_file = std::size_t{64} * 1024;
constexpr std::size_t most_names = 20'000; // looked at in one folder

std::string table_of(const std::filesystem::path& path)
{
    std::string text(largest_proc_file, '\0');
    const OwnedFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const auto size = file ? ::read(file.get(), text.data(), text.size()) : -1;
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
}

/// `MemAvailable:   1234 kB`
std::uint64_t memory_line(const std::string& table, std::string_view name)
{
    const auto at = table.find(name);
    if (at == std::string::npos) return 0;
    std::istringstream rest(table.substr(at + name.size(), 64));
    std::uint64_t kilobytes = 0;
    rest >> kilobytes;
    return kilobytes * 1024;
}

Error folder_error(int number, const std::filesystem::path& folder)
{
    if (number == EACCES || number == EPERM) {
        return {.kind = ErrorKind::denied,
            .key = "folder_denied",
            .message = fmt::format("{} may not be read", folder.string()),
            .hint = "choose another folder"};
    }
    if (number == ENOTDIR || number == ELOOP) {
        return {.kind = ErrorKind::invalid,
            .key = "folder_expected",
            .message = fmt::format("{} is not a folder", folder.string()),
            .hint = "choose a folder"};
    }
    return {.kind = ErrorKind::not_found,
        .key = "folder_unknown",
        .message = fmt::format("there is no folder {}", folder.string()),
        .hint = "choose another folder"};
}

bool is_folder(int at, const std::string& name)
{
    struct stat info{};
    return fstatat(at, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode);
}

Result<FolderNames> list(const std::filesystem::path& folder, std::size_t most)
{
    const OwnedFd opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!opened) return fail(folder_error(errno, folder));
    FolderNames found;
    for (auto& name : names_in(opened.get(), most_names)) {
        if (name.starts_with('.') || !is_utf8(name) || !is_folder(opened.get(), name)) continue;
        if (found.names.size() == most) {
            found.more = true;
            break;
        }
        found.names.push_back(std::move(name));
    }
    return found;
}

} // namespace

LinuxMachine::LinuxMachine(WorkerPool& workers, std::filesystem::path proc) : workers_(workers), proc_(std::move(proc)) { }

MachineFigures LinuxMachine::figures()
{
    MachineFigures figures;
    const auto memory = table_of(proc_ / "meminfo");
    figures.memory_total = memory_line(memory, "MemTotal:");
    figures.memory_available = memory_line(memory, "MemAvailable:");
    std::istringstream load(table_of(proc_ / "loadavg"));
    load >> figures.load[0] >> figures.load[1] >> figures.load[2];
    std::istringstream uptime(table_of(proc_ / "uptime"));
    double seconds = 0;
    if (uptime >> seconds && seconds > 0) figures.uptime_seconds = static_cast<std::uint64_t>(seconds);
    const auto cpus = sysconf(_SC_NPROCESSORS_ONLN);
    figures.cpus = cpus > 0 ? static_cast<int>(cpus) : 0;
    return figures;
}

Result<DiskFigures> LinuxMachine::disk(const std::filesystem::path& folder)
{
    struct statvfs info{};
    if (statvfs(folder.c_str(), &info) != 0) {
        Error error = disk_error(errno, "ask for the size of the disk of " + folder.string());
        error.key = "disk_unreadable";
        return fail(std::move(error));
    }
    return DiskFigures{.total = static_cast<std::uint64_t>(info.f_blocks) * info.f_frsize,
        .free = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize};
}

Task<Result<FolderNames>> LinuxMachine::folders(std::filesystem::path folder, std::size_t most)
{
    std::function<Result<FolderNames>()> work = [folder = std::move(folder), most] { return list(folder, most); };
    auto found = co_await workers_.run<Result<FolderNames>>(std::move(work));
    co_return found;
}

} // namespace furtka
