// adapters/disk/disk_recovery_points.hpp — the port RecoveryPoints made real: `<state>/points/<app>/<number>/`.
//
//   point.json  what ran    env  the app's `.env` (0600)    files/  its other files
// A point is made beside its place under a name that starts with a dot, and renamed when it is whole.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/recovery_points.hpp"

namespace furtka {

class DiskRecoveryPoints final : public RecoveryPoints {
public:
    /// The folder is made (mode 0700) at the first write.
    DiskRecoveryPoints(std::filesystem::path folder, WorkerPool& workers) : folder_(std::move(folder)), workers_(workers) { }

    Task<Result<std::vector<RecoveryPoint>>> list(AppName app) override;
    Task<Result<void>> write(RecoveryPoint point, std::filesystem::path folder, std::vector<std::string> data) override;
    Task<Result<StoredPoint>> read(AppName app, int number) override;
    Task<Result<void>> remove(AppName app, int number) override;
    Task<Result<void>> remove_all(AppName app) override;

private:
    std::filesystem::path folder_;
    WorkerPool& workers_;
};

} // namespace furtka
