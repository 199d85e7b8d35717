// ports/credentials.hpp — the owner's logins to registries, wherever they are kept.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/registry_login.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// A login without its secret.
struct KeptLogin {
    std::string registry; ///< as in `ImageRef::registry`: `docker.io`, `host:port`
    std::string username; ///< empty: a token, or kept by a helper
    enum class Keeper { furtka, docker, helper } keeper = Keeper::furtka;
    bool operator==(const KeptLogin&) const = default;
};

/// Furtka's own logins win over those of the docker client's configuration file, and these over what its credential helpers
/// keep. No error and no list holds a secret.
class Credentials {
public:
    virtual ~Credentials() = default;

    /// For one registry; nothing: none is kept. denied `credential_helper`: a helper is named for it and does not answer
    /// (hint: how to try it by hand).
    virtual Task<Result<std::optional<RegistryLogin>>> find(std::string registry) = 0;

    /// In the order of the registries' names. A helper's are those that the configuration file names one by one.
    virtual Task<Result<std::vector<KeptLogin>>> list() = 0;

    /// Adds or replaces one of Furtka's own. no_space `disk_full`, unavailable.
    virtual Task<Result<void>> save(std::string registry, RegistryLogin login) = 0;

    /// Forgets one of Furtka's own. not_found `registry_login_unknown`.
    virtual Task<Result<void>> remove(std::string registry) = 0;
};

} // namespace furtka
