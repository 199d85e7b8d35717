// adapters/disk/linux_socket_users.hpp — the port SocketUsers from this machine's own files. The C library's lookup would
// load every name service the machine has.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/socket_users.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <utility>

namespace furtka {

class LinuxSocketUsers final : public SocketUsers {
public:
    explicit LinuxSocketUsers(WorkerPool& pool, std::filesystem::path etc = "/etc");

    Task<SocketUser> find(std::uint32_t uid, std::uint32_t gid) override;

private:
    struct Known {
        SocketUser user;
        std::chrono::steady_clock::time_point at;
    };

    WorkerPool& pool_;
    std::filesystem::path etc_;
    std::uint32_t own_uid_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Known> known_;
};

} // namespace furtka
