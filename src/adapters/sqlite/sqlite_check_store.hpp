// adapters/sqlite/sqlite_check_store.hpp — the CheckStore on SQLite.
#pragma once

#include "adapters/sqlite/state_database.hpp"
#include "ports/check_store.hpp"

#include <memory>

namespace furtka {

/// Nothing is fsynced: a power cut costs a check.
class SqliteCheckStore final : public CheckStore {
public:
    explicit SqliteCheckStore(std::shared_ptr<StateDatabase> database) : database_(std::move(database)) { }

    Task<Result<KnownChecks>> load() override;
    Task<Result<void>> save(std::map<std::string, AppCheck> apps, std::vector<SameContent> same) override;
    Task<Result<void>> forget(std::string app) override;

private:
    std::shared_ptr<StateDatabase> database_;
};

} // namespace furtka
