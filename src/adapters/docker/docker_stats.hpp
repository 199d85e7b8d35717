// adapters/docker/docker_stats.hpp — the port ContainerStats made real.
#pragma once

#include "adapters/docker/connection.hpp"
#include "ports/container_stats.hpp"

namespace furtka::docker {

class DockerStats : public ContainerStats {
public:
    explicit DockerStats(Connection& connection) : connection_(connection) { }

    Task<Result<void>> follow(ContainerId id, StatsSink sink) override;

private:
    Connection& connection_;
};

/// One line of the engine's stream. Nothing: not a sample, as the line that a container's end leaves.
std::optional<StatsSample> read_stats(std::string_view line);

} // namespace furtka::docker
