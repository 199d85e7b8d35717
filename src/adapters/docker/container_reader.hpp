// adapters/docker/container_reader.hpp — containers as `GET /containers/json` and `GET /containers/{id}/json` tell them.
#pragma once

#include "base/result.hpp"
#include "domain/container.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace furtka::docker {

enum class Which { of_projects, all };

/// Containers without a compose project label are left out unless all are wanted. upstream `engine_error`: not a JSON array.
Result<std::vector<Container>> read_container_list(std::string_view json, Which which = Which::of_projects);

struct InspectedContainer {
    Container container;
    bool tty = false; ///< its log is raw text, not frames
};

/// upstream `engine_error`: not a JSON object.
Result<InspectedContainer> read_container(std::string_view json);

/// What the `Status` text of a list tells beside the state. Source: moby `container/state.go` `State.String`, 20.10 to 28.5:
/// `Up 2 minutes (healthy)`, `Up 2 seconds (health: starting)`, `Exited (137) 3 hours ago`, `Restarting (1) 2 seconds ago`.
struct StatusText {
    Health health = Health::none;
    std::optional<int> exit_code;
    bool operator==(const StatusText&) const = default;
};
StatusText read_status(std::string_view status);

/// `2024-05-01T10:20:30.123456789Z`, or with an offset; the epoch when it is not such a time.
std::chrono::sys_seconds read_time(std::string_view rfc3339);

} // namespace furtka::docker
