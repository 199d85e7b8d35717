#include "adapters/docker/docker.hpp"

#include "adapters/docker/docker_containers.hpp"
#include "adapters/docker/docker_copies.hpp"
#include "adapters/docker/docker_engine.hpp"
#include "adapters/docker/docker_exec.hpp"
#include "adapters/docker/docker_foreign_containers.hpp"
#include "adapters/docker/docker_images.hpp"
#include "adapters/docker/docker_inspection.hpp"
#include "adapters/docker/docker_stats.hpp"
#include "adapters/docker/docker_volumes.hpp"

#include <utility>

namespace furtka::docker {

struct Docker::Parts {
    Parts(boost::asio::any_io_executor executor, http::Endpoint endpoint, Credentials& credentials)
        : connection(std::move(executor), std::move(endpoint)), images(connection, credentials)
    {
    }

    Connection connection;
    DockerContainers containers{connection};
    DockerImages images;
    DockerVolumes volumes{connection};
    DockerEngine engine{connection};
    DockerStats stats{connection};
    DockerInspection inspection{connection};
    DockerExec exec{connection};
    DockerForeignContainers foreign{connection};
    DockerCopies copies{connection};
};

Result<std::unique_ptr<Docker>> Docker::open(
    boost::asio::any_io_executor executor, Credentials& credentials, Options options)
{
    TRY(http::Endpoint endpoint, http::Endpoint::parse(options.host));
    auto parts = std::make_unique<Parts>(std::move(executor), std::move(endpoint), credentials);
    return std::unique_ptr<Docker>(new Docker(std::move(parts)));
}

Docker::Docker(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) { }

Docker::~Docker() = default;

Containers& Docker::containers() { return parts_->containers; }
Images& Docker::images() { return parts_->images; }
Volumes& Docker::volumes() { return parts_->volumes; }
Engine& Docker::engine() { return parts_->engine; }
ContainerStats& Docker::stats() { return parts_->stats; }
Inspection& Docker::inspection() { return parts_->inspection; }
Exec& Docker::exec() { return parts_->exec; }
ForeignContainers& Docker::foreign() { return parts_->foreign; }
EngineCopies& Docker::copies() { return parts_->copies; }

} // namespace furtka::docker
