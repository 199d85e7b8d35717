// adapters/docker/docker_foreign_containers.hpp — the ForeignContainers port on a Docker Engine.
#pragma once

#include "adapters/docker/connection.hpp"
#include "ports/foreign_containers.hpp"

namespace furtka::docker {

class DockerForeignContainers final : public ForeignContainers {
public:
    explicit DockerForeignContainers(Connection& connection) : connection_(connection) { }

    Task<Result<std::vector<ForeignContainer>>> list(std::vector<std::string> left_out) override;
    Task<Result<ForeignContainer>> inspect(ContainerId id) override;
    Task<Result<void>> set_restart(ContainerId id, RestartPolicy policy) override;
    Task<Result<void>> stop(ContainerId id) override;
    Task<Result<void>> start(ContainerId id) override;
    Task<Result<void>> remove(ContainerId id) override;

private:
    Connection& connection_;
};

} // namespace furtka::docker
