// adapters/disk/linux_host.hpp — the port Host made real on Linux.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/host.hpp"

#include <filesystem>
#include <string>

namespace furtka {

class LinuxHost : public Host {
public:
    /// `proc` is where the kernel's tables are.
    explicit LinuxHost(WorkerPool& workers, std::filesystem::path proc = "/proc");

    PathFacts path_facts(const std::string& path) override;
    Task<std::map<std::string, std::string>> real_paths(std::vector<std::string> paths) override;
    Task<Result<std::optional<PortHolder>>> port_holder(std::uint16_t port, std::string protocol) override;
    std::vector<Subnet> routed_networks() override;
    Result<std::uint64_t> free_bytes(const std::filesystem::path& folder) override;
    Result<std::uint64_t> total_bytes(const std::filesystem::path& folder) override;
    std::chrono::sys_time<std::chrono::milliseconds> now() override;
    std::string random_bytes(std::size_t count) override;

private:
    WorkerPool& workers_;
    std::filesystem::path proc_;
};

} // namespace furtka
