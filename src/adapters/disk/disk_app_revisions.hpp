// adapters/disk/disk_app_revisions.hpp — the port AppRevisions made real.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/app_revisions.hpp"

namespace furtka {

class DiskAppRevisions final : public AppRevisions {
public:
    /// `state` is where folders to the side are made; those of an earlier daemon are dropped.
    DiskAppRevisions(std::filesystem::path apps, const std::filesystem::path& state, WorkerPool& workers);

    Task<Result<std::optional<AuthorFiles>>> base(AppName app) override;
    Task<Result<AuthorFiles>> of_folder(std::filesystem::path folder) override;
    Task<Result<AuthorFiles>> installed(AppName app, std::vector<std::string> paths) override;
    Task<Result<std::filesystem::path>> stage(AppName app, std::filesystem::path source, StagedTexts texts) override;
    Task<void> drop(std::filesystem::path staged) override;

private:
    std::filesystem::path apps_;
    std::filesystem::path staging_;
    WorkerPool& workers_;
};

} // namespace furtka
