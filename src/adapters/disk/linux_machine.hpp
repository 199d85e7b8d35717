// adapters/disk/linux_machine.hpp — the port Machine made real on Linux.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/machine.hpp"

#include <string_view>

namespace furtka {

class LinuxMachine : public Machine {
public:
    /// `proc` is where the kernel's tables are.
    explicit LinuxMachine(WorkerPool& workers, std::filesystem::path proc = "/proc");

    MachineFigures figures() override;
    Result<DiskFigures> disk(const std::filesystem::path& folder) override;
    Task<Result<FolderNames>> folders(std::filesystem::path folder, std::size_t most) override;

private:
    WorkerPool& workers_;
    std::filesystem::path proc_;
};

} // namespace furtka
