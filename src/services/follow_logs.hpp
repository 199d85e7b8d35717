// services/follow_logs.hpp — the output of several containers at once, as it comes, for one listener.
#pragma once

#include "ports/containers.hpp"
#include "services/app_logs.hpp"

#include <functional>
#include <string>
#include <vector>

namespace furtka {

struct LogSource {
    ContainerId id;
    std::string service;
};

/// Ends when the listener has gone (`sink` returns false), or when all containers have ended and every line was handed on. A
/// listener slower than the containers misses lines and is told how many. The first failure of a container's log is returned
/// at the end; cancelled.
Task<Result<void>> follow_logs(
    Containers& containers, std::vector<LogSource> sources, LogRequest request, std::function<Task<bool>(ServiceLine)> sink);

} // namespace furtka
