// ports/history.hpp — what became of updates, and which images were taken back. All of it may be lost without losing an app.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/history.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// Errors of every call: no_space `disk_full` | unavailable `database_unusable` | cancelled.
class History {
public:
    virtual ~History() = default;

    /// Adds an entry under the next id. Of each app the newest 200 are kept.
    virtual Task<Result<void>> add(HistoryEntry entry) = 0;
    /// Of one app or of all, the newest first.
    virtual Task<Result<std::vector<HistoryEntry>>> list(std::optional<std::string> app, std::size_t most) = 0;

    /// Remembers that an image was taken back; of each app the newest 50 are kept.
    virtual Task<Result<void>> refuse(RefusedImage image) = 0;
    /// It was proven after all.
    virtual Task<Result<void>> accept(std::string app, ImageId image) = 0;
    /// All that were taken back, the newest first.
    virtual Task<Result<std::vector<RefusedImage>>> refused() = 0;
};

} // namespace furtka
