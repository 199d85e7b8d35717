// adapters/disk/disk_credentials.hpp — the port Credentials made real: Furtka's own file, the docker client's, its helpers.
#pragma once

#include "ports/credentials.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace furtka {

struct CredentialFiles {
    std::filesystem::path docker_config; ///< the docker client's config.json, read at each question; may be absent
    std::filesystem::path own; ///< Furtka's own logins, mode 0600; may be absent
    std::chrono::milliseconds helper_limit{10'000};
};

/// A helper `x` is the program `docker-credential-x` of PATH, asked as the docker client does: `get`, the server on its
/// standard input. It inherits this process's environment, where its own settings are.
class DiskCredentials final : public Credentials {
public:
    explicit DiskCredentials(CredentialFiles files) : files_(std::move(files)) { }

    Task<Result<std::optional<RegistryLogin>>> find(std::string registry) override;
    Task<Result<std::vector<KeptLogin>>> list() override;
    Task<Result<void>> save(std::string registry, RegistryLogin login) override;
    Task<Result<void>> remove(std::string registry) override;

private:
    Task<Result<std::optional<RegistryLogin>>> ask_helper(std::string name, std::string registry);
    Result<void> write_own(const RegistryLogins& logins) const;

    CredentialFiles files_;
};

} // namespace furtka
