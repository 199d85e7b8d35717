// ports/engine.hpp — the engine itself: who it is, what happens on it, which subnets it uses.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/subnets.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace furtka {

struct EngineInfo {
    std::string version; ///< `28.5.2`
    std::string api_version; ///< negotiated: the lower of the engine's and Furtka's own newest
    std::string architecture; ///< `amd64`, `arm64`, `arm`
    std::string image_store; ///< driver name: `overlay2`, `overlayfs` (containerd)
    std::string id; ///< changes when another engine answers on the socket
    std::vector<Subnet> insecure_networks; ///< registries in these are asked by plain HTTP too
    std::vector<std::string> insecure_registries; ///< hosts with port
    std::vector<std::string> mirrors; ///< of Docker Hub: base URLs
    std::string data_root; ///< folder, for disk figures
    bool operator==(const EngineInfo&) const = default;
};

/// Something happened to a container, as `GET /events` tells it; health probes' exec events are left out.
struct EngineEvent {
    std::string action; ///< `start`, `die`, `health_status: healthy`, `destroy`, …
    std::string container; ///< id
    std::string project; ///< compose project label, may be empty
    std::map<std::string, std::string> attributes; ///< `exitCode`, `name`, labels
    std::chrono::nanoseconds at{0}; ///< the engine's clock, since the epoch
};

class Engine {
public:
    virtual ~Engine() = default;

    /// Asks the engine; the negotiated API version is used by all later calls. unavailable `engine_unreachable`;
    /// upstream `engine_too_old` (API below 1.41), `engine_too_new` (serves nothing as old as Furtka's newest),
    /// `engine_error`.
    virtual Task<Result<EngineInfo>> info() = 0;

    /// Follows container events until the stream ends. `opened` is called once the engine has accepted the subscription:
    /// what happens after that is delivered. An end of any kind is an error (unavailable), so that the caller starts anew.
    virtual Task<Result<void>> follow(std::function<void()> opened, std::function<void(const EngineEvent&)> sink) = 0;

    /// Subnets of all the engine's networks. Source: GET /networks.
    virtual Task<Result<std::vector<Subnet>>> subnets_in_use() = 0;

    /// Names of the networks with the project's compose label.
    virtual Task<Result<std::vector<std::string>>> networks_of(std::string project) = 0;

    /// Removes the networks with the project's compose label, after its containers were detached; these stay, and must be
    /// made anew. A network that containers of another project use stays. With a network its engine gives up what a crash
    /// left on it: ports that it holds for containers that are gone ("port is already allocated", seen on 20.10 to 28.5),
    /// and interfaces of such containers with the addresses that their successors get (seen on 26.1).
    virtual Task<Result<void>> remove_networks(std::string project) = 0;
};

} // namespace furtka
