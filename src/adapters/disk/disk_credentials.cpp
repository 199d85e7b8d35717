#include "adapters/disk/disk_credentials.hpp"

#include "adapters/disk/files.hpp"
#include "async/process.hpp"
#include "base/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace furtka {
namespace {

constexpr std::size_t largest_file = std::size_t{1024} * 1024;
constexpr std::size_t largest_answer = std::size_t{64} * 1024;

RegistryLogins read_logins(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::string text(largest_file, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    auto logins = RegistryLogins::parse(text);
    if (!logins) log::warning("logins not used", {{"file", file.string()}, {"why", logins.error().message}});
    return logins.value_or(RegistryLogins{});
}

bool is_helper_name(const std::string& name)
{
    const auto may_be = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
            || c == '.';
    };
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, may_be);
}

std::filesystem::path program_in_path(const std::string& name)
{
    const char* folders = std::getenv("PATH");
    std::string_view rest = folders == nullptr ? "" : folders;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(':'), rest.size());
        const auto program = std::filesystem::path(rest.substr(0, end)) / name;
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (program.is_absolute() && access(program.c_str(), X_OK) == 0) return program;
    }
    return {};
}

std::map<std::string, std::string> own_environment()
{
    std::map<std::string, std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals != std::string_view::npos) environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return environment;
}

/// Helpers say it so; there is no exit code for it.
bool says_there_is_none(const ProcessEnd& end)
{
    constexpr std::string_view words = "credentials not found";
    return end.output.find(words) != std::string::npos || end.errors.find(words) != std::string::npos;
}

Error helper_error(const std::string& name, const std::string& registry, const std::string& why)
{
    return {.kind = ErrorKind::denied,
        .key = "credential_helper",
        .message = fmt::format("wanted the login of {} from docker-credential-{}, {}", registry, name, why),
        .hint = fmt::format("try it as the user furtka runs as, or log in: furtka registry login {}", registry),
        .details = {{"registry", registry}}};
}

void add(std::map<std::string, KeptLogin>& kept, const RegistryLogins& logins, KeptLogin::Keeper keeper)
{
    for (const auto& [registry, login] : logins.all()) {
        kept.try_emplace(registry, KeptLogin{.registry = registry, .username = login.username, .keeper = keeper});
    }
}

} // namespace

Task<Result<std::optional<RegistryLogin>>> DiskCredentials::find(std::string registry)
{
    if (const auto own = read_logins(files_.own).find(registry)) co_return own;
    const auto docker = read_logins(files_.docker_config);
    if (const auto known = docker.find(registry)) co_return known;
    const auto helper = docker.helper(registry);
    if (!helper) co_return std::optional<RegistryLogin>{};
    co_return co_await ask_helper(*helper, std::move(registry));
}

Task<Result<std::optional<RegistryLogin>>> DiskCredentials::ask_helper(std::string name, std::string registry)
{
    if (!is_helper_name(name)) co_return fail(helper_error("?", registry, "which is no name of a program"));
    const auto program = program_in_path("docker-credential-" + name);
    if (program.empty()) co_return fail(helper_error(name, registry, "which is in no folder of PATH"));
    ProcessSpec spec{.program = program,
        .arguments = {"get"},
        .environment = own_environment(),
        .folder = "/",
        .input = login_server(registry),
        .limit = files_.helper_limit,
        .grace = std::chrono::milliseconds(500),
        .most_output = largest_answer,
        .on_line = nullptr};
    const auto end = co_await run_process(std::move(spec));
    if (!end && end.error().kind == ErrorKind::cancelled) co_return std::unexpected(end.error());
    if (!end) co_return fail(helper_error(name, registry, end.error().message));
    if (end->exit_code != 0 && says_there_is_none(*end)) co_return std::optional<RegistryLogin>{};
    // What it printed is not told: it may hold a secret.
    if (end->exit_code != 0) {
        co_return fail(helper_error(name, registry, fmt::format("which ended with exit code {}", end->exit_code)));
    }
    auto login = parse_helper_answer(end->output);
    if (!login) co_return fail(helper_error(name, registry, "which answered something else"));
    co_return login;
}

Task<Result<std::vector<KeptLogin>>> DiskCredentials::list()
{
    std::map<std::string, KeptLogin> kept;
    const auto docker = read_logins(files_.docker_config);
    add(kept, read_logins(files_.own), KeptLogin::Keeper::furtka);
    add(kept, docker, KeptLogin::Keeper::docker);
    for (const auto& [registry, helper] : docker.helpers()) {
        kept.try_emplace(registry, KeptLogin{.registry = registry, .username = {}, .keeper = KeptLogin::Keeper::helper});
    }
    std::vector<KeptLogin> listed;
    for (auto& [registry, login] : kept) listed.push_back(std::move(login));
    co_return listed;
}

Task<Result<void>> DiskCredentials::save(std::string registry, RegistryLogin login)
{
    auto logins = read_logins(files_.own);
    logins.put(registry, std::move(login));
    co_return write_own(logins);
}

Task<Result<void>> DiskCredentials::remove(std::string registry)
{
    auto logins = read_logins(files_.own);
    if (!logins.drop(registry)) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "registry_login_unknown",
            .message = fmt::format("furtka keeps no login for {}", registry),
            .hint = "furtka registry list shows them; those of the docker client are forgotten by docker logout"});
    }
    co_return write_own(logins);
}

Result<void> DiskCredentials::write_own(const RegistryLogins& logins) const
{
    std::error_code ignored;
    std::filesystem::create_directories(files_.own.parent_path(), ignored);
    const OwnedFd folder = open_folder(files_.own.parent_path());
    if (!folder) return fail(disk_error(errno, "open the folder " + files_.own.parent_path().string()));
    return write_text(folder.get(), files_.own.filename().string(), logins.to_config(), 0600);
}

} // namespace furtka
