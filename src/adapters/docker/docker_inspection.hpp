// adapters/docker/docker_inspection.hpp — the Inspection port on a Docker Engine.
#pragma once

#include "adapters/docker/connection.hpp"
#include "ports/inspection.hpp"

namespace furtka::docker {

class DockerInspection final : public Inspection {
public:
    explicit DockerInspection(Connection& connection) : connection_(connection) { }

    Task<Result<std::vector<LocalImage>>> images() override;
    Task<Result<std::optional<InspectedImage>>> image(ImageId id) override;
    Task<Result<std::vector<LayerChange>>> changes(ContainerId id) override;
    Task<Result<ContainerFacts>> container(ContainerId id) override;
    Task<Result<std::optional<FileFacts>>> file(ContainerId id, std::string path) override;
    Task<Result<std::vector<NetworkGuest>>> network_guests() override;

private:
    Task<Result<std::string>> look_at(ContainerId id, std::string what);

    Connection& connection_;
};

} // namespace furtka::docker
