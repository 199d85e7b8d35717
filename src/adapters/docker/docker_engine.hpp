// adapters/docker/docker_engine.hpp — the Engine port on a Docker Engine.
#pragma once

#include "adapters/docker/connection.hpp"
#include "ports/engine.hpp"

namespace furtka::docker {

class DockerEngine final : public Engine {
public:
    explicit DockerEngine(Connection& connection) : connection_(connection) { }

    Task<Result<EngineInfo>> info() override;
    Task<Result<void>> follow(std::function<void()> opened, std::function<void(const EngineEvent&)> sink) override;
    Task<Result<std::vector<Subnet>>> subnets_in_use() override;
    Task<Result<std::vector<std::string>>> networks_of(std::string project) override;
    Task<Result<void>> remove_networks(std::string project) override;

private:
    Task<Result<void>> remove_network(std::string name, std::string project);
    Task<Result<std::vector<ContainerId>>> containers_of(std::string project);
    Connection& connection_;
};

} // namespace furtka::docker
