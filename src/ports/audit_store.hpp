// ports/audit_store.hpp — the audit log on disk: entries are added and, when they are old, left out; none is changed.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/audit.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace furtka {

struct AuditQuery {
    std::size_t most = 100;
    std::optional<std::int64_t> before; ///< only entries with a smaller id
};

/// Errors of every call: those of the database.
class AuditStore {
public:
    virtual ~AuditStore() = default;

    /// In this order, under the next ids; keeps `most_known_entries` and `most_strange_entries`.
    virtual Task<Result<void>> add(std::vector<AuditEntry> entries) = 0;
    /// The newest first.
    virtual Task<Result<std::vector<AuditEntry>>> list(AuditQuery query) = 0;
};

} // namespace furtka
