// adapters/sqlite/sqlite_outbox.hpp — the Outbox on SQLite.
#pragma once

#include "adapters/sqlite/state_database.hpp"
#include "ports/notify.hpp"

#include <memory>

namespace furtka {

class SqliteOutbox final : public Outbox {
public:
    explicit SqliteOutbox(std::shared_ptr<StateDatabase> database) : database_(std::move(database)) { }

    Task<Result<std::vector<OutboxEntry>>> waiting() override;
    Task<Result<void>> put(std::vector<OutboxEntry> entries) override;
    Task<Result<void>> postpone(OutboxEntry entry) override;
    Task<Result<void>> remove(std::int64_t id) override;
    Task<Result<void>> remove_of(std::string target) override;
    Task<Result<bool>> tell_once(std::string key, NoticeTime at, std::chrono::hours quiet) override;

private:
    std::shared_ptr<StateDatabase> database_;
};

} // namespace furtka
