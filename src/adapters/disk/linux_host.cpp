#include "adapters/disk/linux_host.hpp"

#include "adapters/disk/files.hpp"
#include "adapters/disk/proc_net.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace furtka {
namespace {

constexpr std::size_t largest_socket_table = std::size_t{16} << 20;

/// The text of a file of /proc: it has no size until it is read.
std::string read_table(const std::filesystem::path& path)
{
    std::string text;
    const OwnedFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 16 * 1024> chunk;
    while (file && text.size() < largest_socket_table) {
        const auto size = ::read(file.get(), chunk.data(), chunk.size());
        if (size <= 0) break;
        text.append(chunk.data(), static_cast<std::size_t>(size));
    }
    return text;
}

/// The inode of a link `socket:[4711]`, or 0.
std::uint64_t socket_inode(int folder, const std::string& name)
{
    std::array<char, 64> target;
    const auto size = readlinkat(folder, name.c_str(), target.data(), target.size());
    const std::string_view text(target.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    if (!text.starts_with("socket:[")) return 0;
    std::uint64_t inode = 0;
    std::from_chars(text.data() + 8, text.data() + text.size(), inode);
    return inode;
}

bool holds_any(const std::filesystem::path& process, const std::vector<std::uint64_t>& inodes)
{
    const OwnedFd files = open_folder(process / "fd");
    if (!files) return false;
    return std::ranges::any_of(names_in(files.get()), [&](const std::string& name) {
        const auto inode = socket_inode(files.get(), name);
        return inode != 0 && std::ranges::find(inodes, inode) != inodes.end();
    });
}

std::optional<PortHolder> find_holder(const std::filesystem::path& proc, std::uint16_t port, const std::string& protocol)
{
    std::vector<std::uint64_t> inodes;
    for (const auto* family : {"", "6"}) {
        const auto found = sockets_on_port(read_table(proc / "net" / (protocol + family)), protocol, port);
        inodes.insert(inodes.end(), found.begin(), found.end());
    }
    if (inodes.empty()) return std::nullopt;

    PortHolder holder{.port = port, .protocol = protocol};
    const OwnedFd processes = open_folder(proc);
    for (const auto& name : names_in(processes.get())) {
        int pid = 0;
        const auto [end, ec] = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (ec != std::errc() || end != name.data() + name.size() || !holds_any(proc / name, inodes)) continue;
        holder.pid = pid;
        holder.process = read_table(proc / name / "comm");
        if (holder.process.ends_with('\n')) holder.process.pop_back();
        break;
    }
    return holder;
}

Result<struct statvfs> disk_of(const std::filesystem::path& folder)
{
    struct statvfs info{};
    if (statvfs(folder.c_str(), &info) == 0) return info;
    Error error = disk_error(errno, "ask for the free space of " + folder.string());
    error.key = "disk_unreadable";
    return fail(std::move(error));
}

} // namespace

LinuxHost::LinuxHost(WorkerPool& workers, std::filesystem::path proc) : workers_(workers), proc_(std::move(proc))
{
    [[maybe_unused]] const int ready = sodium_init();
}

PathFacts LinuxHost::path_facts(const std::string& path)
{
    std::error_code problem;
    const auto resolved = std::filesystem::canonical(path, problem);
    if (problem) return {};
    const bool directory = std::filesystem::is_directory(resolved, problem);
    return {.exists = true, .directory = directory, .resolved = resolved.string()};
}

Task<std::map<std::string, std::string>> LinuxHost::real_paths(std::vector<std::string> paths)
{
    // On a worker: a folder of a network disk that is away answers late or never.
    std::function<std::map<std::string, std::string>()> work = [paths = std::move(paths)] {
        std::map<std::string, std::string> real;
        for (const auto& path : paths) {
            std::error_code problem;
            const auto resolved = std::filesystem::weakly_canonical(path, problem);
            real.emplace(path, problem ? path : resolved.string());
        }
        return real;
    };
    auto real = co_await workers_.run<std::map<std::string, std::string>>(std::move(work));
    co_return real;
}

Task<Result<std::optional<PortHolder>>> LinuxHost::port_holder(std::uint16_t port, std::string protocol)
{
    if (protocol != "udp") protocol = "tcp";
    std::function<std::optional<PortHolder>()> work = [proc = proc_, port, protocol] {
        return find_holder(proc, port, protocol);
    };
    auto holder = co_await workers_.run<std::optional<PortHolder>>(std::move(work));
    co_return holder;
}

std::vector<Subnet> LinuxHost::routed_networks() { return routed_subnets(read_table(proc_ / "net/route")); }

Result<std::uint64_t> LinuxHost::free_bytes(const std::filesystem::path& folder)
{
    TRY(const auto info, disk_of(folder));
    return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

Result<std::uint64_t> LinuxHost::total_bytes(const std::filesystem::path& folder)
{
    TRY(const auto info, disk_of(folder));
    return static_cast<std::uint64_t>(info.f_blocks) * info.f_frsize;
}

std::chrono::sys_time<std::chrono::milliseconds> LinuxHost::now()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string LinuxHost::random_bytes(std::size_t count)
{
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

} // namespace furtka
