#include "adapters/catalog/git_cli.hpp"

#include "async/process.hpp"
#include "base/ascii.hpp"
#include "domain/archive_guard.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unistd.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr auto ask_limit = 60s;
constexpr auto fetch_limit = 600s;
constexpr std::uint64_t largest_pack = 64UL << 20; ///< bytes; also of any other file that git writes
constexpr std::uint64_t largest_tar = 320UL << 20; ///< the most that may be unpacked, and the tar's own padding
constexpr int file_too_large = 128 + 25; ///< ended by SIGXFSZ
/// No branch: a branch cannot be at a tag that is an object of its own.
constexpr const char* fetched_ref = "refs/fetched/catalog";

std::filesystem::path find_program(const std::map<std::string, std::string>& surroundings, const std::string& name)
{
    const auto path = surroundings.find("PATH");
    std::string_view folders = path == surroundings.end() ? "/usr/bin:/bin" : std::string_view(path->second);
    while (!folders.empty()) {
        const auto folder = folders.substr(0, folders.find(':'));
        folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
        auto program = std::filesystem::path(folder) / name;
        if (folder.starts_with('/') && access(program.c_str(), X_OK) == 0) return program;
    }
    return {};
}

std::string_view scheme_of(std::string_view address) { return address.substr(0, address.find(':')); }

std::map<std::string, std::string> environment_for(
    const std::map<std::string, std::string>& surroundings, const std::string& address, const std::string& ca_file)
{
    // What began as https stays so.
    const auto scheme = scheme_of(address);
    std::map<std::string, std::string> environment{
        {"PATH", "/usr/local/bin:/usr/bin:/bin"},
        {"HOME", "/nonexistent"},
        {"LC_ALL", "C"},
        {"GIT_CONFIG_NOSYSTEM", "1"},
        {"GIT_CONFIG_GLOBAL", "/dev/null"},
        {"GIT_TERMINAL_PROMPT", "0"},
        {"GIT_ASKPASS", "/bin/false"},
        {"GIT_ALLOW_PROTOCOL", scheme == "http" ? "http:https" : std::string(scheme)},
        {"GIT_HTTP_LOW_SPEED_LIMIT", "1000"},
        {"GIT_HTTP_LOW_SPEED_TIME", "30"},
    };
    if (!ca_file.empty()) environment["GIT_SSL_CAINFO"] = ca_file;
    for (const auto* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}) {
        if (const auto found = surroundings.find(name); found != surroundings.end()) environment.insert(*found);
    }
    return environment;
}

struct Run {
    std::filesystem::path git;
    std::filesystem::path prlimit;
    std::map<std::string, std::string> environment;
};

Result<Run> run_for(
    const std::map<std::string, std::string>& surroundings, const std::string& address, const std::string& ca_file)
{
    Run run{.git = find_program(surroundings, "git"),
        .prlimit = find_program(surroundings, "prlimit"),
        .environment = environment_for(surroundings, address, ca_file)};
    const std::string_view missing = run.git.empty() ? "git" : run.prlimit.empty() ? "prlimit" : "";
    if (missing.empty()) return run;
    return fail({.kind = ErrorKind::unavailable,
        .key = "git_missing",
        .message = fmt::format("the program {} is not installed", missing),
        .hint = run.git.empty() ? "install Debian's package git" : "install Debian's package util-linux"});
}

/// Why it failed in git's own words: the first that it calls so; its advice and what followed come after.
std::string reason_in(const std::string& errors)
{
    std::string last;
    std::string_view rest(errors);
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find_first_of("\r\n"));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.starts_with("fatal:") || line.starts_with("error:")) return shown(line, 300);
        if (!line.empty()) last = trimmed(line);
    }
    return shown(last.empty() ? "git said nothing" : std::string_view(last), 300);
}

std::unexpected<Error> too_large(std::string what)
{
    return fail({.kind = ErrorKind::too_large,
        .key = "archive_too_large",
        .message = "the repository is refused: " + std::move(what),
        .hint = "a catalog holds small text files, icons and a few pictures"});
}

Error failed(const std::string& address, const ProcessEnd& end)
{
    return {.kind = ErrorKind::unavailable,
        .key = "catalog_unreachable",
        .message = fmt::format("{} could not be fetched: {}", address, reason_in(end.errors)),
        .hint = "look at the address, and whether it is reachable from this server"};
}

Task<Result<ProcessEnd>> run_git(const Run& run, std::vector<std::string> arguments, std::chrono::milliseconds limit,
    std::uint64_t largest_file = largest_pack)
{
    ProcessSpec spec{.program = run.prlimit,
        .arguments = {fmt::format("--fsize={}", largest_file), "--", run.git.string(), "-c", "core.hooksPath=/dev/null",
            "-c", "fetch.unpackLimit=1", "-c", "gc.auto=0", "-c", "core.attributesFile=/dev/null"},
        .environment = run.environment,
        .folder = "/",
        .limit = limit};
    spec.arguments.insert(spec.arguments.end(), arguments.begin(), arguments.end());
    auto end = co_await run_process(std::move(spec));
    if (!end && end.error().key == "output_limit") co_return too_large("it lists too much");
    if (!end) co_return end;
    const bool full = end->errors.find("No space left on device") != std::string::npos;
    if (full) {
        co_return fail({.kind = ErrorKind::no_space,
            .key = "disk_full",
            .message = "could not fetch the repository: no space left on device",
            .hint = "free some disk space and try again"});
    }
    if (end->exit_code == file_too_large || end->errors.find("File too large") != std::string::npos)
        co_return too_large(fmt::format("it has more than {} MiB", largest_file >> 20));
    co_return end;
}

} // namespace

struct GitCli::Reference {
    std::string name; ///< `refs/heads/main`, `HEAD`
    std::string commit;
};

Task<Result<std::string>> GitCli::revision(std::string address, std::string ref, std::string ca_file)
{
    CO_TRY(const auto reference, co_await find(std::move(address), std::move(ref), std::move(ca_file)));
    co_return reference.commit;
}

Task<Result<GitCli::Reference>> GitCli::find(std::string address, std::string ref, std::string ca_file) const
{
    CO_TRY(const auto run, run_for(surroundings_, address, ca_file));
    // The first that is there is meant; of a signed tag the commit, not the tag.
    std::vector<std::string> names{"HEAD"};
    if (!ref.empty()) names = {"refs/heads/" + ref, "refs/tags/" + ref + "^{}", "refs/tags/" + ref};
    std::vector<std::string> arguments{"ls-remote", "--quiet", "--", address};
    arguments.insert(arguments.end(), names.begin(), names.end());
    CO_TRY(const auto end, co_await run_git(run, std::move(arguments), ask_limit));
    if (end.exit_code != 0) co_return fail(failed(address, end));
    for (const auto& name : names) {
        const auto line = "\t" + name + "\n";
        const auto at = end.output.find(line);
        if (at == std::string::npos) continue;
        const auto begin = end.output.rfind('\n', at);
        auto commit =
            end.output.substr(begin == std::string::npos ? 0 : begin + 1, at - (begin == std::string::npos ? 0 : begin + 1));
        co_return Reference{.name = name.ends_with("^{}") ? names.back() : name, .commit = std::move(commit)};
    }
    co_return fail({.kind = ErrorKind::not_found,
        .key = "catalog_ref_missing",
        .message = ref.empty() ? fmt::format("{} is an empty repository", address)
                               : fmt::format("{} has no branch or tag {}", address, ref),
        .hint = "look at the name of the branch"});
}

Task<Result<std::string>> GitCli::archive(
    std::string address, std::string ref, std::string ca_file, std::filesystem::path side, std::filesystem::path to)
{
    CO_TRY(const auto reference, co_await find(address, std::move(ref), ca_file));
    CO_TRY(const auto run, run_for(surroundings_, address, ca_file));
    const auto repository = (side / "repository").string();
    const auto in_it = "--git-dir=" + repository;
    using Step = std::pair<std::vector<std::string>, std::chrono::milliseconds>;
    const std::array steps{
        Step{{"init", "--bare", "--quiet", "--template=", "--", repository}, ask_limit},
        Step{{in_it, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--",
                 address, fmt::format("+{}:{}", reference.name, fetched_ref)},
            fetch_limit},
    };
    for (const auto& [arguments, limit] : steps) {
        CO_TRY(const auto end, co_await run_git(run, arguments, limit));
        if (end.exit_code != 0) co_return fail(failed(address, end));
    }
    // It may have moved on since it was asked.
    std::vector<std::string> ask{in_it, "rev-parse", "--verify", "--quiet", fmt::format("{}^{{commit}}", fetched_ref)};
    CO_TRY(const auto told, co_await run_git(run, std::move(ask), ask_limit));
    if (told.exit_code != 0) co_return fail(failed(address, told));
    const std::string commit(trimmed(told.output));
    // A few objects can stand for more files than any disk holds: counted before they are written.
    std::vector<std::string> list{in_it, "ls-tree", "-r", "-l", "-z", "--full-tree", commit};
    CO_TRY(const auto files, co_await run_git(run, std::move(list), ask_limit));
    if (files.exit_code != 0) co_return fail(failed(address, files));
    CO_CHECK(check_tree_list(files.output));
    std::vector<std::string> pack{in_it, "archive", "--format=tar", "--output=" + to.string(), commit};
    CO_TRY(const auto packed, co_await run_git(run, std::move(pack), ask_limit, largest_tar));
    if (packed.exit_code != 0) co_return fail(failed(address, packed));
    co_return commit;
}

Result<void> check_tree_list(std::string_view list)
{
    const ArchiveLimits limits;
    std::size_t files = 0;
    std::uint64_t bytes = 0;
    while (!list.empty()) {
        const auto line = list.substr(0, list.find('\0'));
        list.remove_prefix(std::min(list.size(), line.size() + 1));
        if (++files > limits.entries) return too_large(fmt::format("it has more than {} files", limits.entries));
        // `100644 blob 3b18e5…    1234<tab>apps/blog/manifest.json`; of what is no file the size is `-`.
        const auto told = line.substr(0, line.find('\t'));
        const auto digits = told.substr(told.find_last_of(' ') + 1);
        std::uint64_t size = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), size);
        if (size > limits.file_bytes) return too_large(fmt::format("a file has more than {} MiB", limits.file_bytes >> 20));
        bytes += size;
        if (bytes > limits.bytes) return too_large(fmt::format("it holds more than {} MiB", limits.bytes >> 20));
    }
    return {};
}

} // namespace furtka
