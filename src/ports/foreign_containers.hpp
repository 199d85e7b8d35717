// ports/foreign_containers.hpp — containers of compose projects that are not Furtka's: looked at, and of one that its owner
// wants taken over, stopped, started and removed.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/move_in/foreign_project.hpp"

#include <string>
#include <vector>

namespace furtka {

/// Every call: unavailable `engine_unreachable`, upstream `engine_error`, timeout, cancelled; those on one container
/// not_found `container_unknown`.
class ForeignContainers {
public:
    virtual ~ForeignContainers() = default;

    /// Of all compose projects, each inspected; at most 500, and never those of the projects left out.
    virtual Task<Result<std::vector<ForeignContainer>>> list(std::vector<std::string> left_out) = 0;
    virtual Task<Result<ForeignContainer>> inspect(ContainerId id) = 0;

    /// Source: POST /containers/{id}/update.
    virtual Task<Result<void>> set_restart(ContainerId id, RestartPolicy policy) = 0;
    /// Waits until it has ended, at most ten minutes: it is killed after the time that its program gave it. One that does
    /// not run is success.
    virtual Task<Result<void>> stop(ContainerId id) = 0;
    /// One that runs is success. conflict `port_in_use`.
    virtual Task<Result<void>> start(ContainerId id) = 0;
    /// Its volumes stay, also those without a name. An absent one is success; conflict `container_running`.
    virtual Task<Result<void>> remove(ContainerId id) = 0;
};

} // namespace furtka
