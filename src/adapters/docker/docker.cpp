#include "adapters/docker/docker.hpp"

#include "adapters/docker/docker_containers.hpp"
#include "adapters/docker/docker_engine.hpp"
#include "adapters/docker/docker_images.hpp"
#include "adapters/docker/docker_stats.hpp"
#include "adapters/docker/docker_volumes.hpp"

#include <cstdlib>
#include <utility>

namespace furtka::docker {

struct Docker::Parts {
    Parts(boost::asio::any_io_executor executor, http::Endpoint endpoint, Options options)
        : connection(std::move(executor), std::move(endpoint)), images(connection, std::move(options.config_file))
    {
    }

    Connection connection;
    DockerContainers containers{connection};
    DockerImages images;
    DockerVolumes volumes{connection};
    DockerEngine engine{connection};
    DockerStats stats{connection};
};

std::filesystem::path default_config_file()
{
    if (const char* folder = std::getenv("DOCKER_CONFIG"); folder != nullptr && *folder != '\0') {
        return std::filesystem::path(folder) / "config.json";
    }
    const char* home = std::getenv("HOME");
    return home == nullptr ? std::filesystem::path() : std::filesystem::path(home) / ".docker" / "config.json";
}

Result<std::unique_ptr<Docker>> Docker::open(boost::asio::any_io_executor executor, Options options)
{
    TRY(http::Endpoint endpoint, http::Endpoint::parse(options.host));
    auto parts = std::make_unique<Parts>(std::move(executor), std::move(endpoint), std::move(options));
    return std::unique_ptr<Docker>(new Docker(std::move(parts)));
}

Docker::Docker(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) { }

Docker::~Docker() = default;

Containers& Docker::containers() { return parts_->containers; }
Images& Docker::images() { return parts_->images; }
Volumes& Docker::volumes() { return parts_->volumes; }
Engine& Docker::engine() { return parts_->engine; }
ContainerStats& Docker::stats() { return parts_->stats; }

} // namespace furtka::docker
