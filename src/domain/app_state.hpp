// domain/app_state.hpp — the word for how an app is, from facts.
#pragma once

#include "domain/app_folder.hpp"
#include "domain/compose_model.hpp"
#include "domain/container.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class AppState {
    unknown, ///< the engine does not answer
    running,
    starting, ///< a container was started and its health is not known yet
    unhealthy,
    stopped, ///< by the owner, or it has no container, or all its services have finished
    failed, ///< a service that should run ended; see AppCondition::exit_code
    busy, ///< a job works on it
    broken, ///< its folder cannot be read
};

enum class ServiceState { running, starting, unhealthy, stopped, failed, finished, paused, restarting, absent };

struct ServiceCondition {
    std::string name;
    std::string image; ///< tag of the compose file, or of the container when there is no model
    ServiceState state = ServiceState::absent;
    std::optional<int> exit_code;
    bool oom_killed = false;
    int running = 0; ///< replicas
    int replicas = 1; ///< wanted
    std::vector<PublishedPort> ports;
    std::string container; ///< id of the first replica, or empty
    std::optional<ImageId> image_id; ///< of the first running replica
    bool operator==(const ServiceCondition&) const = default;
};

struct AppCondition {
    AppState state = AppState::unknown;
    std::string reason; ///< one sentence for people when not running: `web ended with exit code 1`
    std::vector<ServiceCondition> services;
    bool operator==(const AppCondition&) const = default;
};

std::string_view to_text(AppState state);
std::string_view to_text(ServiceState state);

/// How an app is. `model` is absent when Compose could not read the file (then services come from the containers).
/// A one-shot service (restart `no`, ended with 0) is `finished` and no failure. `busy` is laid over this by the caller.
AppCondition app_condition(Intent intent, const ComposeModel* model, const std::vector<Container>& containers);

/// `running container's image id` of the contract: of the service's first (lowest-numbered) running replica, or none.
std::optional<ImageId> running_image(const std::vector<Container>& containers, std::string_view service);

/// Containers left by an interrupted recreate: named `<12 hex>_<name>` while a container of the same service and number
/// exists or not; told by their labels and name together.
std::vector<Container> interrupted_recreates(const std::vector<Container>& containers);

/// Those of them that are only in the way: they do not run, and the container they should have replaced is still there. One
/// that stands alone is the service's container by now, and only it still holds the service's anonymous volumes.
std::vector<Container> removable_leftovers(const std::vector<Container>& containers);

} // namespace furtka
