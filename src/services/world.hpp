// services/world.hpp — the ports and shared services every use case works with.
#pragma once

#include "ports/app_revisions.hpp"
#include "ports/app_sources.hpp"
#include "ports/compose.hpp"
#include "ports/containers.hpp"
#include "ports/drafts.hpp"
#include "ports/engine.hpp"
#include "ports/engine_copies.hpp"
#include "ports/history.hpp"
#include "ports/host.hpp"
#include "ports/images.hpp"
#include "ports/installed_apps.hpp"
#include "ports/probe.hpp"
#include "ports/recovery_points.hpp"
#include "ports/registry.hpp"
#include "ports/volumes.hpp"
#include "services/app_networks.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace furtka {

/// References only: everything in it outlives every job.
struct World {
    InstalledApps& folders;
    AppSources& sources;
    AppRevisions& revisions;
    Drafts& drafts;
    Containers& containers;
    Images& images;
    Volumes& volumes;
    Engine& engine;
    EngineCopies& copies;
    Compose& compose;
    Registry& registry;
    Host& host;
    AppNetworks& networks;
    Probe& probe;
    RecoveryPoints& points;
    History& history;
};

struct Policies {
    Subnet app_subnets =
        *Subnet::parse("10.201.0.0/16"); ///< where app networks get their subnet from when the engine has none left
    bool engine_is_local = true; ///< the engine publishes ports on this machine's own addresses
    std::vector<std::string> own_folders; ///< no path setting may point into these
    std::vector<std::string> sockets; ///< of the engine and of the daemon: who may open one controls the server
    PullLimits pull;
    std::chrono::milliseconds hook_limit{30'000};
    std::chrono::milliseconds start_limit{
        20'000}; ///< how long a started service may take until it runs (health not included)
    std::chrono::seconds check_interval{std::chrono::hours(6)}; ///< between two checks for updates; 0: only on demand
    GateRules gate; ///< for updates, where neither the app nor its owner says otherwise
    std::string app_host; ///< where published ports are, or empty: on the addresses they are published on
    std::size_t recovery_points = 3; ///< kept of each app
    std::uint64_t disk_reserve = 100'000'000; ///< bytes that must be free before a download
    std::chrono::milliseconds engine_patience{30 * 60'000}; ///< how long a started exchange waits for an engine that is away
    std::chrono::milliseconds settle{1'500}; ///< how long it must then stay up to count as started
};

} // namespace furtka
