// adapters/disk/disk_own_apps.hpp — the port OwnShelf made real.
//
//   <state>/own/<name>/              the app folder, as one of a catalog
//   <state>/own/.sources/<name>.json what it was made of: a pasted text may hold secrets, so this is 0600 and all of it 0700
//   <state>/own/.look-4f1c…/<name>/  to the side
#pragma once

#include "async/worker_pool.hpp"
#include "ports/own_apps.hpp"

#include <filesystem>

namespace furtka {

class DiskOwnApps final : public OwnShelf {
public:
    /// Deletes what an earlier daemon left to the side.
    DiskOwnApps(std::filesystem::path root, WorkerPool& workers);

    std::filesystem::path folder() const override { return root_; }
    Task<Result<std::vector<std::string>>> names() override;
    Task<Result<OwnSource>> source(AppName app) override;
    Task<Result<void>> put(AppName app, imports::Files files, OwnSource source) override;
    Task<Result<void>> remove(AppName app) override;
    Task<Result<std::filesystem::path>> stage(AppName app, imports::Files files) override;
    Task<void> drop(std::filesystem::path staged) override;

private:
    std::filesystem::path root_;
    WorkerPool& workers_;
};

} // namespace furtka
