// support/fake_host.hpp — a machine whose paths, ports, disk, clock and chance are what the test says.
#pragma once

#include "ports/host.hpp"
#include "support/fake_calls.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace furtka::test {

class FakeHost : public Host, public FakeCalls {
public:
    std::map<std::string, PathFacts> paths; ///< others do not exist
    std::map<std::pair<std::uint16_t, std::string>, PortHolder> ports; ///< by port and protocol
    std::map<std::string, std::string> links; ///< where a path leads; others lead to themselves
    std::vector<Subnet> routes;
    std::uint64_t free = 100ULL << 30;
    std::uint64_t total = 500ULL << 30;
    std::chrono::sys_time<std::chrono::milliseconds> clock{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1}};

    /// A folder that is there and is no symbolic link.
    void has_folder(const std::string& path);
    /// A process that listens on a port.
    void has_listener(std::uint16_t port, std::string protocol, std::string process, int pid = 4242);

    PathFacts path_facts(const std::string& path) override;
    Task<std::map<std::string, std::string>> real_paths(std::vector<std::string> asked) override;
    Task<Result<std::optional<PortHolder>>> port_holder(std::uint16_t port, std::string protocol) override;
    std::vector<Subnet> routed_networks() override { return routes; }
    /// Can fail: `free_bytes`.
    Result<std::uint64_t> free_bytes(const std::filesystem::path& folder) override;
    Result<std::uint64_t> total_bytes(const std::filesystem::path& folder) override;
    std::chrono::sys_time<std::chrono::milliseconds> now() override { return clock; }
    /// 0, 1, 2, … over all calls.
    std::string random_bytes(std::size_t count) override;

private:
    unsigned char next_byte_ = 0;
};

} // namespace furtka::test
