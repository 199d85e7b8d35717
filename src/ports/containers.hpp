// ports/containers.hpp — the containers of compose projects, read straight from the engine.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/container.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct LogRequest {
    int tail = 200; ///< lines from the end; at most 10,000
    bool follow = false;
    bool timestamps = false;
};

/// Takes one line of a container's output, without its line end, made valid UTF-8. False ends the following.
using LogLineSink = std::function<bool(std::string_view line)>;

/// Every call: unavailable `engine_unreachable` (the socket is not there or refuses), upstream `engine_error` (the engine's
/// own words; detail `status`), timeout, cancelled.
class Containers {
public:
    virtual ~Containers() = default;

    /// All containers with a compose project label, or those of one project; stopped ones too.
    /// `exit_code` and `health` come from the engine's status text; `oom_killed` is false in a list.
    /// Source: GET /containers/json, API 1.41 to 1.51.
    virtual Task<Result<std::vector<Container>>> list(std::optional<std::string> project) = 0;

    /// One container with `oom_killed`, `restart_count` and exact exit code. not_found `container_unknown`.
    virtual Task<Result<Container>> inspect(ContainerId id) = 0;

    /// Running containers that publish a port of this server, of a compose project or not (then `project` is empty).
    virtual Task<Result<std::vector<Container>>> publishers(std::uint16_t port, std::string protocol) = 0;

    /// Output of a container, stdout and stderr as they came. Ends at the end of the container when following.
    virtual Task<Result<void>> logs(ContainerId id, LogRequest request, LogLineSink sink) = 0;

    /// Removes a container that does not run; its volumes stay. not_found; conflict `container_running`.
    /// Only for leftovers of interrupted recreates of Furtka's own projects.
    virtual Task<Result<void>> remove(ContainerId id) = 0;
};

} // namespace furtka
