#include "services/hooks.hpp"

#include "services/app_project.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

std::optional<std::string> service_for_hooks(const AppName& provider, const std::vector<Container>& containers)
{
    std::optional<std::string> chosen;
    for (const auto& container : containers) {
        if (container.state != RunState::running || container.one_off) continue;
        if (container.service == provider.text()) return container.service;
        if (!chosen || container.service < *chosen) chosen = container.service;
    }
    return chosen;
}

/// `.env` also takes keys with `.` and `-`, which no shell can read.
bool is_variable(std::string_view key)
{
    return std::ranges::all_of(
        key, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::map<std::string, std::string> hook_environment(const Consumer& consumer)
{
    std::map<std::string, std::string> environment{
        {"FURTKA_CONSUMER_APP", consumer.name.text()}, {"FURTKA_CONSUMER_VERSION", consumer.version}};
    for (const auto& [key, value] : consumer.env) {
        if (is_variable(key)) environment.emplace("FURTKA_CONSUMER_ENV_" + key, value);
    }
    return environment;
}

Error hook_failed(const AppName& provider, const std::string& script, Error cause)
{
    if (cause.kind == ErrorKind::cancelled || cause.kind == ErrorKind::timeout) return cause;
    cause.key = "hook_failed";
    cause.message = fmt::format("{} of {} failed: {}", script, provider.text(), cause.message);
    cause.hint = fmt::format("look at the log of {}", provider.text());
    return cause;
}

} // namespace

Task<Result<std::string>> run_hook(World world, Policies policies, AppName provider, std::string script, Consumer consumer)
{
    CO_TRY(const auto folder, co_await world.folders.read(provider));
    CO_TRY(auto text, co_await world.folders.read_script(provider, script));
    CO_TRY(const auto containers, co_await world.containers.list(provider.text()));
    const auto service = service_for_hooks(provider, containers);
    if (!service) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "provider_not_running",
            .message = fmt::format("{} needs {}, which does not run", consumer.name.text(), provider.text()),
            .hint = fmt::format("start {} first", provider.text())});
    }
    std::vector<std::string> command{"sh", "-c", std::move(text)};
    auto output = co_await world.compose.exec(
        project_of(provider, folder), *service, std::move(command), hook_environment(consumer), policies.hook_limit);
    if (!output) co_return fail(hook_failed(provider, script, output.error()));
    co_return output;
}

} // namespace furtka
