// adapters/sqlite/sqlite_audit_store.hpp — the port AuditStore on the daemon's one database.
#pragma once

#include "adapters/sqlite/state_database.hpp"
#include "ports/audit_store.hpp"

#include <memory>

namespace furtka {

class SqliteAuditStore final : public AuditStore {
public:
    explicit SqliteAuditStore(std::shared_ptr<StateDatabase> database) : database_(std::move(database)) { }

    Task<Result<void>> add(std::vector<AuditEntry> entries) override;
    Task<Result<std::vector<AuditEntry>>> list(AuditQuery query) override;

private:
    std::shared_ptr<StateDatabase> database_;
};

} // namespace furtka
