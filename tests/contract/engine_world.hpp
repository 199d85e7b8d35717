// contract/engine_world.hpp — an engine, fake or real, and the hands a test needs to arrange things on it.
#pragma once

#include "ports/containers.hpp"
#include "ports/engine.hpp"
#include "ports/engine_copies.hpp"
#include "ports/exec.hpp"
#include "ports/foreign_containers.hpp"
#include "ports/images.hpp"
#include "ports/inspection.hpp"
#include "ports/volumes.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>

namespace furtka::contract {

class EngineWorld {
public:
    virtual ~EngineWorld() = default;

    virtual Containers& containers() = 0;
    virtual Images& images() = 0;
    virtual Volumes& volumes() = 0;
    virtual Engine& engine() = 0;
    virtual Exec& exec() = 0;
    virtual EngineCopies& copies() = 0;
    virtual ForeignContainers& foreign() = 0;

    /// An image that the registry has under the tags `1` and `same`, and not under `none`.
    virtual ImageRef image(const std::string& tag) = 0;
    /// A running container of a compose service that wrote `one` to stdout and `two` to stderr. The image `1` is there.
    virtual ContainerId runs(const std::string& project, const std::string& service, const std::string& volume) = 0;
    virtual void ends(const ContainerId& id, int exit_code) = 0;
    virtual void makes_network(const std::string& project, const Subnet& subnet) = 0;
    virtual void joins(const ContainerId& id, const std::string& project) = 0; ///< the project's network
    /// Without Furtka's labels; with Compose's for the project, where one is given.
    virtual void makes_foreign_volume(const std::string& name, const std::string& project = {}) = 0;
    /// Takes away what this world's hands made for the project, and volumes by name.
    virtual void clears(const std::string& project, const std::vector<std::string>& volumes) = 0;
};

std::unique_ptr<EngineWorld> fake_world(boost::asio::io_context& io);

/// The engine at FURTKA_TEST_DOCKER_HOST with the registry FURTKA_TEST_REGISTRY, which holds `contract/app`; none and `why`
/// when there are none.
std::unique_ptr<EngineWorld> real_world(boost::asio::io_context& io, std::string& why);

} // namespace furtka::contract
