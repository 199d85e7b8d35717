// adapters/docker/docker_images.hpp — the Images port on a Docker Engine.
#pragma once

#include "adapters/docker/connection.hpp"
#include "ports/credentials.hpp"
#include "ports/images.hpp"

namespace furtka::docker {

class DockerImages final : public Images {
public:
    DockerImages(Connection& connection, Credentials& credentials) : connection_(connection), credentials_(credentials) { }

    Task<Result<std::optional<Image>>> find(ImageRef ref) override;
    Task<Result<std::optional<Image>>> find_id(ImageId id) override;
    Task<Result<void>> tag(ImageId id, ImageRef ref) override;
    Task<Result<void>> untag(ImageRef ref) override;
    Task<Result<void>> drop_untagged(ImageId id) override;
    Task<Result<std::vector<ImageRef>>> own_tags(std::string app) override;
    Task<Result<void>> pull(ImageRef ref, PullLimits limits, PullLineSink sink) override;

private:
    Task<Result<std::optional<Image>>> look_at(std::string target);
    Task<Result<void>> pull_without_end(ImageRef ref, PullLimits limits, PullLineSink sink);

    Connection& connection_;
    Credentials& credentials_;
};

/// The value of X-Registry-Auth: base64url of the JSON the engine wants. It holds the password.
std::string registry_auth(const std::string& registry, const RegistryLogin& login);

/// `/images/create?fromImage=docker.io%2Flibrary%2Fnginx&tag=1`; a digest takes the place of the tag.
std::string pull_target(const ImageRef& ref);

} // namespace furtka::docker
