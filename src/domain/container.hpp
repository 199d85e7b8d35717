// domain/container.hpp — a container of a compose project as the engine tells it.
#pragma once

#include "domain/names.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

enum class RunState { created, running, paused, restarting, removing, exited, dead };
enum class Health { none, starting, healthy, unhealthy };

struct PublishedPort {
    std::string host_ip; ///< `0.0.0.0`, `::`, `127.0.0.1`
    std::uint16_t host_port = 0;
    std::uint16_t container_port = 0;
    std::string protocol; ///< `tcp`, `udp`, `sctp`
    auto operator<=>(const PublishedPort&) const = default;
};

/// Identified by Compose's labels, never by its name: an interrupted recreate leaves `<12 hex>_name`.
struct Container {
    ContainerId id;
    std::string name; ///< without the leading slash
    std::string project; ///< label com.docker.compose.project
    std::string service; ///< label com.docker.compose.service
    int number = 1; ///< label com.docker.compose.container-number; replicas count from 1
    bool one_off = false; ///< label com.docker.compose.oneoff: made by `compose run`
    ImageId image; ///< what it was created from
    std::string image_ref; ///< what it was asked for, as the engine shows it
    std::string working_dir; ///< label com.docker.compose.project.working_dir: the folder `up` was run for
    std::string config_hash; ///< label com.docker.compose.config-hash
    std::string compose_version; ///< label com.docker.compose.version: who made the config hash
    RunState state = RunState::created;
    Health health = Health::none;
    std::optional<int> exit_code; ///< of the last end, where known
    bool oom_killed = false; ///< known from an inspect only
    int restart_count = 0; ///< by the restart policy; known from an inspect only
    std::uint64_t memory_limit = 0; ///< bytes; 0: none; known from an inspect only
    std::string start_error; ///< the engine's words when it could not start it; known from an inspect only
    std::string health_output; ///< of the last probe, at most 2,000 bytes; known from an inspect only
    std::chrono::sys_seconds created_at{};
    std::vector<PublishedPort> ports;
    std::vector<std::uint16_t> inner_ports; ///< TCP ports that are exposed and not published; known from an inspect only
    std::vector<std::string> addresses; ///< in its networks, or 127.0.0.1 in the machine's; known from an inspect only
    std::string shares_network_of; ///< id of the container whose network namespace it uses, or empty
    std::chrono::milliseconds health_limit{0}; ///< what its health check is given until it must have been good: start period
                                               ///< and retries; 0: it has none, or it comes from a list

    bool runs() const { return state == RunState::running || state == RunState::paused || state == RunState::restarting; }
    bool operator==(const Container&) const = default;
};

} // namespace furtka
