#include "async/spawn.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" { // glibc 2.36 declares pidfd_open without a linkage of its own
#include <sys/pidfd.h>
}

namespace furtka {
namespace {

Error start_error(const std::filesystem::path& program, int number)
{
    return {.kind = ErrorKind::unavailable,
        .key = "process_start",
        .message = fmt::format("{} could not be started: {}", program.string(), std::strerror(number))};
}

/// posix_spawn's two option objects.
class SpawnOptions {
public:
    SpawnOptions()
    {
        posix_spawnattr_init(&attributes_);
        posix_spawn_file_actions_init(&actions_);
    }
    ~SpawnOptions()
    {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&actions_);
    }
    SpawnOptions(const SpawnOptions&) = delete;
    SpawnOptions& operator=(const SpawnOptions&) = delete;

    /// 0 or an errno.
    int prepare(const std::filesystem::path& folder, int input, int output, int errors)
    {
        sigset_t all;
        sigset_t none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setpgroup(&attributes_, 0);
        const int flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));

        if (int e = posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str())) return e;
        if (int e = take_input(input)) return e;
        if (int e = posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO)) return e;
        if (int e = posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO)) return e;
        // Asio's sockets are not close-on-exec.
        return posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
    }

    const posix_spawnattr_t* attributes() const { return &attributes_; }
    const posix_spawn_file_actions_t* actions() const { return &actions_; }

private:
    int take_input(int input)
    {
        if (input >= 0) return posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
        return posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }

    posix_spawnattr_t attributes_{};
    posix_spawn_file_actions_t actions_{};
};

struct Pipe {
    OwnedFd read;
    OwnedFd write;
};

bool open_pipe(Pipe& pipe)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    pipe.read.reset(ends[0]);
    pipe.write.reset(ends[1]);
    return fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
}

/// A pipe that holds the text and ends after it.
bool fill_pipe(Pipe& pipe, std::string_view text)
{
    constexpr std::size_t always_fits = 4096;
    if (text.size() > always_fits) {
        errno = E2BIG;
        return false;
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    pipe.read.reset(ends[0]);
    pipe.write.reset(ends[1]);
    const bool written = write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
    pipe.write.reset(-1);
    return written;
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

} // namespace

Result<Child> spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
    const std::map<std::string, std::string>& environment, const std::filesystem::path& folder, std::string_view input)
{
    Pipe output;
    Pipe errors;
    if (!open_pipe(output) || !open_pipe(errors)) return fail(start_error(program, errno));

    Pipe given;
    if (!input.empty() && !fill_pipe(given, input)) return fail(start_error(program, errno));

    SpawnOptions options;
    if (const int e = options.prepare(folder, given.read.get(), output.write.get(), errors.write.get()))
        return fail(start_error(program, e));

    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables;
    for (const auto& [key, value] : environment) variables.push_back(fmt::format("{}={}", key, value));

    Child child;
    auto argv = pointers(words);
    auto envp = pointers(variables);
    if (const int e =
            posix_spawn(&child.pid, program.c_str(), options.actions(), options.attributes(), argv.data(), envp.data())) {
        return fail(start_error(program, e));
    }
    child.pidfd.reset(pidfd_open(child.pid, 0));
    if (child.pidfd.get() < 0) {
        const int number = errno;
        kill(-child.pid, SIGKILL);
        waitpid(child.pid, nullptr, 0);
        return fail(start_error(program, number));
    }
    child.output = std::move(output.read);
    child.errors = std::move(errors.read);
    return child;
}

} // namespace furtka
