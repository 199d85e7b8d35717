#include "adapters/sqlite/state_lock.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

std::string words(int number) { return std::generic_category().message(number); }

Error unusable(const std::filesystem::path& path, int number)
{
    const bool denied = number == EACCES || number == EPERM;
    return {.kind = denied ? ErrorKind::denied : ErrorKind::unavailable,
        .key = "state_unusable",
        .message = fmt::format("wanted to write {}, found: {}", path.string(), words(number)),
        .hint = denied ? "run furtka as the user who owns the folder, or choose another with --state-dir"
                       : "check the disk, or choose another folder with --state-dir"};
}

std::string holder_of(int file)
{
    std::array<char, 32> text{};
    const auto length = ::pread(file, text.data(), text.size(), 0);
    return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : "unknown";
}

bool is_alive(const std::string& holder)
{
    pid_t process = 0;
    const auto [end, problem] = std::from_chars(holder.data(), holder.data() + holder.size(), process);
    return problem == std::errc{} && process > 0 && (::kill(process, 0) == 0 || errno == EPERM);
}

/// 0, or the error of `flock`. A daemon that was killed while it started a child leaves the lock to that child until it
/// becomes another program, which on a busy machine takes a moment.
int lock_soon(int file)
{
    constexpr auto patience = 2s;
    const auto until = std::chrono::steady_clock::now() + patience;
    while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        const int problem = errno;
        if (problem != EWOULDBLOCK || is_alive(holder_of(file)) || std::chrono::steady_clock::now() > until) return problem;
        std::this_thread::sleep_for(10ms);
    }
    return 0;
}

void write_holder(int file)
{
    // Only tells people who holds the lock: failing to write it is no reason to stop.
    const std::string text = std::to_string(::getpid());
    [[maybe_unused]] const int cut = ::ftruncate(file, 0);
    [[maybe_unused]] const auto written = ::pwrite(file, text.data(), text.size(), 0);
}

Result<void> make_folder(const std::filesystem::path& folder)
{
    std::error_code problem;
    if (std::filesystem::is_directory(folder, problem)) return {};
    if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), problem);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return fail(unusable(folder, errno));
    return {};
}

} // namespace

Result<StateLock> StateLock::take(const std::filesystem::path& state)
{
    CHECK(make_folder(state));
    const std::filesystem::path path = state / "lock";
    // Close-on-exec: a compose process that outlives the daemon must not hold its lock.
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return fail(unusable(path, errno));
    StateLock lock(file);

    if (const int problem = lock_soon(file); problem != 0) {
        if (problem != EWOULDBLOCK) return fail(unusable(path, problem));
        const std::string holder = holder_of(file);
        return fail({.kind = ErrorKind::conflict,
            .key = "state_in_use",
            .message = fmt::format("wanted {} for this daemon alone, found process {} using it", state.string(), holder),
            .hint = "stop the other daemon, or choose another folder with --state-dir",
            .details = {{"pid", holder}}});
    }
    write_holder(file);
    return lock;
}

StateLock::~StateLock()
{
    if (file_ >= 0) ::close(file_);
}

} // namespace furtka
