// adapters/disk/disk_foreign_folders.hpp — the ForeignFolders port on this disk.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/foreign_folders.hpp"

namespace furtka {

class DiskForeignFolders final : public ForeignFolders {
public:
    /// `side`: a folder of Furtka's own for what is made to the side; emptied here of what an earlier run left.
    DiskForeignFolders(std::vector<ProgramRoot> roots, std::filesystem::path side, WorkerPool& workers);

    Task<std::vector<ProgramRoot>> roots() override;
    Task<std::vector<std::string>> compose_files(std::vector<ProgramRoot> roots) override;
    Task<ForeignFiles> read(std::vector<std::string> files) override;
    Task<Result<std::filesystem::path>> stage(AppName app, std::map<std::string, std::string> files) override;
    Task<void> drop(AppName app) override;

private:
    std::vector<ProgramRoot> roots_;
    std::filesystem::path side_;
    WorkerPool& workers_;
};

} // namespace furtka
