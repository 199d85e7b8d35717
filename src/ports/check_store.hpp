// ports/check_store.hpp — results of update checks on disk. All of it may be lost: the next check finds it again.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/update_check.hpp"

#include <map>
#include <string>
#include <vector>

namespace furtka {

struct KnownChecks {
    std::map<std::string, AppCheck> apps;
    std::vector<SameContent> same; ///< the oldest first
};

/// Errors of every call: those of the database.
class CheckStore {
public:
    virtual ~CheckStore() = default;

    virtual Task<Result<KnownChecks>> load() = 0;
    /// Writes these apps' results over the earlier ones, and adds pairs; the newest 1,000 pairs are kept. In one go.
    virtual Task<Result<void>> save(std::map<std::string, AppCheck> apps, std::vector<SameContent> same) = 0;
    /// An unknown one is success.
    virtual Task<Result<void>> forget(std::string app) = 0;
};

} // namespace furtka
