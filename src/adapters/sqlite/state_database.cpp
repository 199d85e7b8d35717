#include "adapters/sqlite/state_database.hpp"

namespace furtka {

Result<std::shared_ptr<StateDatabase>> StateDatabase::open(const std::filesystem::path& state, WorkerPool& pool)
{
    TRY(StateLock lock, StateLock::take(state));
    return std::shared_ptr<StateDatabase>(new StateDatabase(std::move(lock), state, pool));
}

StateDatabase::StateDatabase(StateLock lock, const std::filesystem::path& state, WorkerPool& pool)
    : pool_(pool), held_(new Held{.lock = std::move(lock), .database = Database(state / "furtka.db")})
{
}

} // namespace furtka
