// adapters/docker/docker_volumes.hpp — the Volumes port on a Docker Engine.
#pragma once

#include "adapters/docker/connection.hpp"
#include "ports/volumes.hpp"

#include <map>
#include <optional>

namespace furtka::docker {

class DockerVolumes final : public Volumes {
public:
    explicit DockerVolumes(Connection& connection) : connection_(connection) { }

    Task<Result<bool>> exists(std::string name) override;
    Task<Result<Created>> ensure(AppName app, std::string short_name) override;
    Task<Result<std::vector<std::string>>> names() override;
    Task<Result<std::vector<std::string>>> of_app(AppName app) override;
    Task<Result<void>> remove(std::string name) override;
    Task<Result<void>> remove_of_project(AppName app, std::string name) override;

private:
    using Labels = std::map<std::string, std::string>;
    /// Nothing: there is no such volume.
    Task<Result<std::optional<Labels>>> labels_of(std::string name);
    Task<Result<void>> erase(std::string name);

    Connection& connection_;
};

} // namespace furtka::docker
