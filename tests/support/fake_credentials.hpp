// support/fake_credentials.hpp — the owner's logins in memory.
#pragma once

#include "ports/credentials.hpp"
#include "support/fake_calls.hpp"

#include <map>
#include <string>

namespace furtka::test {

/// All are Furtka's own. Recorded: `save ghcr.io ada`, `remove ghcr.io`.
class FakeCredentials final : public Credentials, public FakeCalls {
public:
    std::map<std::string, RegistryLogin> logins; ///< by registry

    Task<Result<std::optional<RegistryLogin>>> find(std::string registry) override
    {
        CO_CHECK(co_await look("find " + registry));
        const auto found = logins.find(registry);
        co_return found == logins.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Result<std::vector<KeptLogin>>> list() override
    {
        std::vector<KeptLogin> kept;
        for (const auto& [registry, login] : logins) kept.push_back({.registry = registry, .username = login.username});
        co_return kept;
    }
    Task<Result<void>> save(std::string registry, RegistryLogin login) override
    {
        CO_CHECK(co_await enter("save " + registry + " " + login.username));
        logins.insert_or_assign(registry, std::move(login));
        co_return Result<void>{};
    }
    Task<Result<void>> remove(std::string registry) override
    {
        CO_CHECK(co_await enter("remove " + registry));
        if (logins.erase(registry) > 0) co_return Result<void>{};
        co_return furtka::fail({.kind = ErrorKind::not_found,
            .key = "registry_login_unknown",
            .message = "no login for " + registry + " is kept",
            .hint = ""});
    }
};

} // namespace furtka::test
