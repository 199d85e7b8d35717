// adapters/disk/disk_owner_mark.hpp — the port OwnerMark as a file `owner-set` of the state folder.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/access_store.hpp"

#include <filesystem>

namespace furtka {

class DiskOwnerMark final : public OwnerMark {
public:
    /// Looks for the file at once. What cannot be looked at counts as set: closed rather than open.
    DiskOwnerMark(std::filesystem::path state, WorkerPool& pool);

    bool was_set() const override { return set_; }
    Task<Result<void>> set() override;

private:
    std::filesystem::path state_;
    WorkerPool& pool_;
    bool set_ = false;
};

} // namespace furtka
