// adapters/docker/docker.hpp — one Docker Engine behind the ports Containers, Images, Volumes and Engine.
#pragma once

#include "ports/container_stats.hpp"
#include "ports/containers.hpp"
#include "ports/engine.hpp"
#include "ports/images.hpp"
#include "ports/volumes.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace furtka::docker {

struct Options {
    std::string host = "unix:///var/run/docker.sock"; ///< as in DOCKER_HOST: `unix://…` or `tcp://host:port`
    std::filesystem::path config_file; ///< the docker client's config.json, for logins to registries; may be absent
};

/// `$DOCKER_CONFIG/config.json`, or `~/.docker/config.json`.
std::filesystem::path default_config_file();

class Docker {
public:
    /// Connects to nothing yet. invalid `endpoint`: `host` is not one.
    static Result<std::unique_ptr<Docker>> open(boost::asio::any_io_executor executor, Options options);
    ~Docker();
    Docker(const Docker&) = delete;
    Docker& operator=(const Docker&) = delete;

    Containers& containers();
    Images& images();
    Volumes& volumes();
    Engine& engine();
    ContainerStats& stats();

private:
    struct Parts;
    explicit Docker(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

} // namespace furtka::docker
