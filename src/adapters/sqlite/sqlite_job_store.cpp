#include "adapters/sqlite/sqlite_job_store.hpp"

#include "adapters/sqlite/job_rows.hpp"

#include <utility>

namespace furtka {

Result<std::unique_ptr<SqliteJobStore>> SqliteJobStore::open(const std::filesystem::path& state, WorkerPool& pool)
{
    TRY(auto database, StateDatabase::open(state, pool));
    return std::make_unique<SqliteJobStore>(std::move(database));
}

Task<Result<void>> SqliteJobStore::save(Job job)
{
    return database_->in_turn<void>([job = std::move(job)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) { write_job(db, job); });
    });
}

Task<Result<std::vector<Job>>> SqliteJobStore::recent(std::size_t most)
{
    return database_->in_turn<std::vector<Job>>([most](Database& database) {
        return database.use<std::vector<Job>>(
            Durable::later, [most](SQLite::Database& db) { return newest_jobs(db, most); });
    });
}

Task<Result<void>> SqliteJobStore::about_to(JournalStep step)
{
    return database_->in_turn<void>([step = std::move(step)](Database& database) {
        return database.use(Durable::now, [&](SQLite::Database& db) { write_step(db, step); });
    });
}

Task<Result<void>> SqliteJobStore::taken(JobId job, std::string step, std::string data)
{
    return database_->in_turn<void>([job, step = std::move(step), data = std::move(data)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) { mark_step(db, job, step, data); });
    });
}

Task<Result<std::vector<UnfinishedJob>>> SqliteJobStore::unfinished()
{
    return database_->in_turn<std::vector<UnfinishedJob>>(
        [](Database& database) { return database.use<std::vector<UnfinishedJob>>(Durable::later, unfinished_jobs); });
}

Task<Result<void>> SqliteJobStore::trim(std::size_t keep)
{
    return database_->in_turn<void>([keep](Database& database) {
        return database.use(Durable::later, [keep](SQLite::Database& db) { trim_jobs(db, keep); });
    });
}

} // namespace furtka
