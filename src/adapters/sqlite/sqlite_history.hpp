// adapters/sqlite/sqlite_history.hpp — the port History on the daemon's one database.
#pragma once

#include "adapters/sqlite/state_database.hpp"
#include "ports/history.hpp"

#include <memory>

namespace furtka {

class SqliteHistory final : public History {
public:
    explicit SqliteHistory(std::shared_ptr<StateDatabase> database) : database_(std::move(database)) { }

    Task<Result<void>> add(HistoryEntry entry) override;
    Task<Result<std::vector<HistoryEntry>>> list(std::optional<std::string> app, std::size_t most) override;
    Task<Result<void>> refuse(RefusedImage image) override;
    Task<Result<void>> accept(std::string app, ImageId image) override;
    Task<Result<std::vector<RefusedImage>>> refused() override;

private:
    std::shared_ptr<StateDatabase> database_;
};

} // namespace furtka
