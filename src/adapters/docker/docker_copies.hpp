// adapters/docker/docker_copies.hpp — the EngineCopies port on a Docker Engine.
#pragma once

#include "adapters/docker/connection.hpp"
#include "ports/engine_copies.hpp"

namespace furtka::docker {

class DockerCopies final : public EngineCopies {
public:
    explicit DockerCopies(Connection& connection) : connection_(connection) { }

    Task<Result<void>> save_images(std::vector<ImageRef> images, CopySink sink) override;
    Task<Result<void>> load_images(CopySource source) override;
    Task<Result<void>> drop_image(ImageRef ref) override;
    Task<Result<void>> read_place(CopiedPlace place, CopySink sink) override;
    Task<Result<void>> write_place(CopiedPlace place, CopySource source) override;
    Task<Result<void>> remove_helpers(AppName app) override;
    Task<Result<void>> make_project_volume(AppName app, std::string key) override;
    Task<Result<void>> make_external_volume(AppName app, std::string name) override;
    Task<Result<std::map<std::string, std::uint64_t>>> volume_sizes() override;

private:
    Task<Result<std::string>> make_helper(CopiedPlace place);
    Task<Result<void>> remove_container(std::string id);
    Task<Result<void>> read_from(std::string id, CopySink sink);
    Task<Result<void>> write_to(std::string id, CopySource source);

    Connection& connection_;
};

} // namespace furtka::docker
