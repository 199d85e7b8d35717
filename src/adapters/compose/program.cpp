#include "adapters/compose/program.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka {
namespace {

constexpr int oldest_major = 2;
constexpr int oldest_minor = 20;
constexpr auto program_name = "docker-compose";
constexpr auto install_hint =
    "install Docker Compose 2.20 or later (Debian: docker-compose or docker-compose-plugin), or set "
    "FURTKA_COMPOSE to the program";

bool is_program(const std::filesystem::path& path)
{
    struct stat info{};
    return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && access(path.c_str(), X_OK) == 0;
}

std::string_view value_of(const Environment& environment, const std::string& key)
{
    const auto found = environment.find(key);
    return found == environment.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::filesystem::path> in_path(std::string_view name, std::string_view folders)
{
    while (!folders.empty()) {
        const auto end = folders.find(':');
        const std::filesystem::path folder(folders.substr(0, end));
        folders.remove_prefix(end == std::string_view::npos ? folders.size() : end + 1);
        if (folder.is_absolute() && is_program(folder / name)) return folder / name;
    }
    return std::nullopt;
}

Result<std::filesystem::path> named(const std::string& setting, const Environment& environment)
{
    std::filesystem::path path(setting);
    if (path.is_absolute() && is_program(path)) return path;
    if (setting.find('/') == std::string::npos) {
        if (auto found = in_path(setting, value_of(environment, "PATH"))) return *std::move(found);
    }
    return fail({.kind = ErrorKind::unavailable,
        .key = "compose_missing",
        .message = fmt::format("the Compose program is set to {}, which is no program", setting),
        .hint = "set FURTKA_COMPOSE to the full path of docker-compose, or to nothing to have it found"});
}

bool number(std::string_view& text, int& value)
{
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

} // namespace

Environment compose_environment(const Environment& whole)
{
    static constexpr std::array kept{"PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
        "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"};
    Environment environment;
    for (const auto* key : kept) {
        if (const auto found = whole.find(key); found != whole.end()) environment.insert(*found);
    }
    environment["COMPOSE_ANSI"] = "never";
    environment["COMPOSE_PROGRESS"] = "plain";
    return environment;
}

Environment own_environment()
{
    Environment environment;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals != std::string_view::npos) environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return environment;
}

Result<std::filesystem::path> find_compose(
    const std::string& setting, const Environment& environment, const std::filesystem::path& root)
{
    if (!setting.empty()) return named(setting, environment);

    std::filesystem::path config(value_of(environment, "DOCKER_CONFIG"));
    if (config.empty() && !value_of(environment, "HOME").empty()) {
        config = std::filesystem::path(value_of(environment, "HOME")) / ".docker";
    }
    const std::array folders{config.is_absolute() ? config / "cli-plugins" : std::filesystem::path(),
        root / "usr/local/lib/docker/cli-plugins", root / "usr/local/libexec/docker/cli-plugins",
        root / "usr/lib/docker/cli-plugins", root / "usr/libexec/docker/cli-plugins"};
    for (const auto& folder : folders) {
        if (!folder.empty() && is_program(folder / program_name)) return folder / program_name;
    }
    if (auto found = in_path(program_name, value_of(environment, "PATH"))) return *std::move(found);
    return fail({.kind = ErrorKind::unavailable,
        .key = "compose_missing",
        .message = "Docker Compose was not found in the docker client's plugin folders nor in PATH",
        .hint = install_hint});
}

Result<std::string> checked_version(std::string_view output, const std::filesystem::path& program)
{
    auto text = output.substr(0, output.find_first_of(" \r\n"));
    if (text.starts_with("v")) text.remove_prefix(1);
    auto rest = text;
    int major = 0;
    int minor = 0;
    if (!number(rest, major) || !rest.starts_with('.') || (rest.remove_prefix(1), !number(rest, minor))) {
        return fail({.kind = ErrorKind::unavailable,
            .key = "compose_missing",
            .message = fmt::format("{} did not tell its version: it is not Docker Compose", program.string()),
            .hint = install_hint});
    }
    if (major > oldest_major || (major == oldest_major && minor >= oldest_minor)) return std::string(text);
    return fail({.kind = ErrorKind::unavailable,
        .key = "compose_too_old",
        .message = fmt::format(
            "{} is Docker Compose {}; Furtka needs {}.{} or later", program.string(), text, oldest_major, oldest_minor),
        .hint = install_hint,
        .details = {{"version", std::string(text)}}});
}

std::string program_identity(const std::filesystem::path& program)
{
    struct stat info{};
    if (stat(program.c_str(), &info) != 0) return "";
    return fmt::format("{}|{}|{}|{}|{}.{}", program.string(), static_cast<unsigned long>(info.st_dev),
        static_cast<unsigned long>(info.st_ino), info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

} // namespace furtka
