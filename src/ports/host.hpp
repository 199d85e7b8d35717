// ports/host.hpp — the machine: paths, ports, disk, clock and chance.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/settings.hpp"
#include "domain/subnets.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// Who listens on a port.
struct PortHolder {
    std::uint16_t port = 0;
    std::string protocol; ///< `tcp`, `udp`
    std::string process; ///< name, or empty when it cannot be told
    int pid = 0;
};

class Host {
public:
    virtual ~Host() = default;

    /// What the disk says about a path setting. Never fails: a path that cannot be looked at does not exist.
    virtual PathFacts path_facts(const std::string& path) = 0;

    /// Each path after all symbolic links and `..`, as far as it exists; what cannot be told is left as it is written.
    virtual Task<std::map<std::string, std::string>> real_paths(std::vector<std::string> paths) = 0;

    /// The process that listens on the port, if any. Source: /proc/net/{tcp,tcp6,udp,udp6} and /proc/<pid>/fd.
    virtual Task<Result<std::optional<PortHolder>>> port_holder(std::uint16_t port, std::string protocol) = 0;

    /// Networks this machine has routes to; app subnets keep clear of them. Source: /proc/net/route.
    virtual std::vector<Subnet> routed_networks() = 0;

    /// Free bytes on the disk of a folder.
    virtual Result<std::uint64_t> free_bytes(const std::filesystem::path& folder) = 0;

    /// Size of that disk, in bytes.
    virtual Result<std::uint64_t> total_bytes(const std::filesystem::path& folder) = 0;

    virtual std::chrono::sys_time<std::chrono::milliseconds> now() = 0;

    /// `count` random bytes fit for secrets.
    virtual std::string random_bytes(std::size_t count) = 0;
};

} // namespace furtka
