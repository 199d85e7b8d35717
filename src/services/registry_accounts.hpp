// services/registry_accounts.hpp — who Furtka is at registries, and what they have left for it.
#pragma once

#include "ports/credentials.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace furtka {

struct RegistryAccount {
    std::string registry;
    std::optional<KeptLogin> login;
    std::optional<RegistryLimit> limit;
    std::optional<WallTime> quiet_until; ///< checks leave it alone until then
};

class RegistryAccounts {
public:
    RegistryAccounts(World world, Credentials& credentials, const LivePicture& picture)
        : world_(world), credentials_(credentials), picture_(picture)
    {
    }

    /// Every registry with a login or with a figure, by name. Errors of Credentials::list.
    Task<Result<std::vector<RegistryAccount>>> list();

    /// Tries the login and keeps it. invalid `registry_name`: no host; denied `registry_login`: the registry refuses it;
    /// other errors of Registry and Credentials. Nothing is kept then.
    Task<Result<void>> log_in(std::string registry, RegistryLogin login);

    /// not_found `registry_login_unknown`.
    Task<Result<void>> log_out(std::string registry);

private:
    World world_;
    Credentials& credentials_;
    const LivePicture& picture_;
};

} // namespace furtka
