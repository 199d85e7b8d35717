// services/app_logs.hpp — the output of an app's services.
#pragma once

#include "ports/containers.hpp"
#include "services/live_picture.hpp"

#include <optional>
#include <string>

namespace furtka {

/// A line of a service's output.
struct ServiceLine {
    std::string service;
    std::string line;
};

class AppLogs {
public:
    AppLogs(Containers& containers, LivePicture& picture);

    /// Lines of all services, or of one; grouped by service when not following, as they come when following.
    /// not_found `app_not_installed`, `service_unknown` (which there are). `sink` returning false ends it.
    Task<Result<void>> read(
        AppName app, std::optional<std::string> service, LogRequest request, std::function<Task<bool>(ServiceLine)> sink);

private:
    Containers& containers_;
    LivePicture& picture_;
};

} // namespace furtka
