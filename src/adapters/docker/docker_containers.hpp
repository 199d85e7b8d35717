// adapters/docker/docker_containers.hpp — the Containers port on a Docker Engine.
#pragma once

#include "adapters/docker/connection.hpp"
#include "ports/containers.hpp"

namespace furtka::docker {

class DockerContainers final : public Containers {
public:
    explicit DockerContainers(Connection& connection) : connection_(connection) { }

    Task<Result<std::vector<Container>>> list(std::optional<std::string> project) override;
    Task<Result<Container>> inspect(ContainerId id) override;
    Task<Result<std::vector<Container>>> publishers(std::uint16_t port, std::string protocol) override;
    Task<Result<void>> logs(ContainerId id, LogRequest request, LogLineSink sink) override;
    Task<Result<void>> remove(ContainerId id) override;

private:
    Task<Result<std::string>> look_at(ContainerId id);

    Connection& connection_;
};

} // namespace furtka::docker
