// adapters/disk/disk_notify_targets.hpp — the targets of notifications in a file of the state folder, mode 0600.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/notify.hpp"

#include <filesystem>

namespace furtka {

class DiskNotifyTargets final : public NotifyTargets {
public:
    DiskNotifyTargets(std::filesystem::path state, WorkerPool& pool) : state_(std::move(state)), pool_(pool) { }

    Task<Result<std::vector<NotifyTarget>>> read() override;
    Task<Result<void>> write(std::vector<NotifyTarget> targets) override;

private:
    std::filesystem::path state_;
    WorkerPool& pool_;
};

/// `{"targets": […]}`, secrets included: for that file only. broken `notify_file`.
Result<std::vector<NotifyTarget>> parse_notify_file(std::string_view text);
std::string notify_file_text(const std::vector<NotifyTarget>& targets);

} // namespace furtka
