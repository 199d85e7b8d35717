// ports/recovery_points.hpp — recovery points on disk: what an app ran, and its files and settings as they were.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/names.hpp"
#include "domain/recovery_point.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace furtka {

/// A point with its files.
struct StoredPoint {
    RecoveryPoint point;
    std::filesystem::path files; ///< a folder with the app's files, without `.env`
    std::string env; ///< text of its `.env`, or empty
    std::string base; ///< text of its `.furtka/base.json`, or empty
};

/// Below the state folder, readable by Furtka alone. no_space `disk_full`, unavailable `points_dir`.
class RecoveryPoints {
public:
    virtual ~RecoveryPoints() = default;

    /// Those that are whole, the newest first. What cannot be read is left out.
    virtual Task<Result<std::vector<RecoveryPoint>>> list(AppName app) = 0;

    /// Writes the point and copies the app's files: small ones (at most 1 MiB each, 500 files, 16 MiB), and no folder of
    /// `data` (paths inside the app's folder that its containers write to). It is there whole or not at all.
    virtual Task<Result<void>> write(RecoveryPoint point, std::filesystem::path folder, std::vector<std::string> data) = 0;

    /// not_found `no_recovery_point`.
    virtual Task<Result<StoredPoint>> read(AppName app, int number) = 0;

    /// An absent one is success.
    virtual Task<Result<void>> remove(AppName app, int number) = 0;
    virtual Task<Result<void>> remove_all(AppName app) = 0;
};

} // namespace furtka
