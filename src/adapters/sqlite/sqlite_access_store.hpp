// adapters/sqlite/sqlite_access_store.hpp — the port AccessStore on the daemon's one database.
#pragma once

#include "adapters/sqlite/state_database.hpp"
#include "ports/access_store.hpp"

#include <memory>

namespace furtka {

class SqliteAccessStore final : public AccessStore {
public:
    explicit SqliteAccessStore(std::shared_ptr<StateDatabase> database) : database_(std::move(database)) { }

    Task<Result<AccessRecords>> load() override;
    Task<Result<void>> save_user(User user) override;
    Task<Result<void>> remove_user(std::string name) override;
    Task<Result<void>> save_sessions(std::vector<LoginSession> sessions) override;
    Task<Result<void>> remove_sessions(std::vector<std::string> hashes) override;
    Task<Result<void>> save_tokens(std::vector<ApiToken> tokens) override;
    Task<Result<void>> remove_token(std::string id) override;

private:
    std::shared_ptr<StateDatabase> database_;
};

} // namespace furtka
