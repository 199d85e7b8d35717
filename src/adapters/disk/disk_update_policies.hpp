// adapters/disk/disk_update_policies.hpp — policies in files, where they outlive the database.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/update_policies.hpp"

#include <filesystem>

namespace furtka {

class DiskUpdatePolicies final : public UpdatePolicies {
public:
    DiskUpdatePolicies(std::filesystem::path state, std::filesystem::path apps, WorkerPool& pool)
        : state_(std::move(state)), apps_(std::move(apps)), pool_(pool)
    {
    }

    Task<Result<UpdatePolicy>> read_global() override;
    Task<Result<void>> write_global(UpdatePolicy policy) override;
    Task<Result<AppPolicy>> read(AppName app) override;
    Task<Result<void>> write(AppName app, AppPolicy policy) override;

private:
    std::filesystem::path state_;
    std::filesystem::path apps_;
    WorkerPool& pool_;
};

} // namespace furtka
