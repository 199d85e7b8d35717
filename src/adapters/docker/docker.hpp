// adapters/docker/docker.hpp — one Docker Engine behind the ports Containers, Images, Inspection, Volumes, Exec,
// ForeignContainers, EngineCopies and Engine.
#pragma once

#include "ports/container_stats.hpp"
#include "ports/containers.hpp"
#include "ports/credentials.hpp"
#include "ports/engine.hpp"
#include "ports/engine_copies.hpp"
#include "ports/exec.hpp"
#include "ports/foreign_containers.hpp"
#include "ports/images.hpp"
#include "ports/inspection.hpp"
#include "ports/volumes.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace furtka::docker {

struct Options {
    std::string host = "unix:///var/run/docker.sock"; ///< as in DOCKER_HOST: `unix://…` or `tcp://host:port`
};

class Docker {
public:
    /// Connects to nothing yet; `credentials` outlives it. invalid `endpoint`: `host` is not one.
    static Result<std::unique_ptr<Docker>> open(
        boost::asio::any_io_executor executor, Credentials& credentials, Options options);
    ~Docker();
    Docker(const Docker&) = delete;
    Docker& operator=(const Docker&) = delete;

    Containers& containers();
    Images& images();
    Volumes& volumes();
    Engine& engine();
    ContainerStats& stats();
    Inspection& inspection();
    Exec& exec();
    ForeignContainers& foreign();
    EngineCopies& copies();

private:
    struct Parts;
    explicit Docker(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

} // namespace furtka::docker
