#include "services/registry_accounts.hpp"

#include "services/engine_rules.hpp"

#include <fmt/format.h>

#include <map>

namespace furtka {
namespace {

/// A host as in an image reference, Docker Hub under its own name.
Result<std::string> host_of(const std::string& text)
{
    auto host = registry_host(text);
    const auto ref = ImageRef::parse(host + "/image");
    if (ref && ref->registry == host) return host;
    return fail({.kind = ErrorKind::invalid,
        .key = "registry_name",
        .message = fmt::format("\"{}\" is not the name of a registry", text.substr(0, 100)),
        .hint = "a host with an optional port, such as ghcr.io, registry.home.lan:5000 or docker.io"});
}

} // namespace

Task<Result<std::vector<RegistryAccount>>> RegistryAccounts::list()
{
    CO_TRY(const auto logins, co_await credentials_.list());
    std::map<std::string, RegistryAccount> accounts;
    for (const auto& login : logins) {
        accounts[login.registry] = {.registry = login.registry, .login = login};
    }
    for (auto& limit : world_.registry.limits()) {
        auto& account = accounts[limit.registry];
        account.registry = limit.registry;
        account.quiet_until = furtka::quiet_until(limit.rate, world_.host.now());
        account.limit = std::move(limit);
    }
    std::vector<RegistryAccount> listed;
    for (auto& [name, account] : accounts) listed.push_back(std::move(account));
    co_return listed;
}

Task<Result<void>> RegistryAccounts::log_in(std::string registry, RegistryLogin login)
{
    CO_TRY(const auto host, host_of(registry));
    // Without an engine the registry is asked all the same, by the common rules.
    const auto engine = co_await engine_rules(world_, picture_);
    CO_CHECK(co_await world_.registry.try_login(host, login, engine.value_or(EngineInfo{})));
    co_return co_await credentials_.save(host, std::move(login));
}

Task<Result<void>> RegistryAccounts::log_out(std::string registry)
{
    co_return co_await credentials_.remove(registry_host(registry));
}

} // namespace furtka
