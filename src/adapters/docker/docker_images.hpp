// adapters/docker/docker_images.hpp — the Images port on a Docker Engine.
#pragma once

#include "adapters/docker/connection.hpp"
#include "domain/registry_login.hpp"
#include "ports/images.hpp"

#include <filesystem>

namespace furtka::docker {

class DockerImages final : public Images {
public:
    /// `config_file` is the docker client's config.json; it is read at each pull, and may be absent.
    DockerImages(Connection& connection, std::filesystem::path config_file);

    Task<Result<std::optional<Image>>> find(ImageRef ref) override;
    Task<Result<void>> pull(ImageRef ref, PullLimits limits, PullLineSink sink) override;

private:
    Task<Result<void>> pull_without_end(ImageRef ref, PullLimits limits, PullLineSink sink);
    RegistryLogins logins() const;

    Connection& connection_;
    std::filesystem::path config_file_;
};

/// The value of X-Registry-Auth: base64url of the JSON the engine wants. It holds the password.
std::string registry_auth(const std::string& registry, const RegistryLogin& login);

/// `/images/create?fromImage=docker.io%2Flibrary%2Fnginx&tag=1`; a digest takes the place of the tag.
std::string pull_target(const ImageRef& ref);

} // namespace furtka::docker
