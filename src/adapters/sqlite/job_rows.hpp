// adapters/sqlite/job_rows.hpp — jobs and journal steps as rows. Every function throws SQLite::Exception.
#pragma once

#include "ports/job_store.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace furtka {

void write_job(SQLite::Database& database, const Job& job);
/// The newest first. A row whose kind or state this program does not know is left out.
std::vector<Job> newest_jobs(SQLite::Database& database, std::size_t most);
/// The oldest first, with their steps in the order of writing.
std::vector<UnfinishedJob> unfinished_jobs(SQLite::Database& database);

void write_step(SQLite::Database& database, const JournalStep& step);
/// Marks the newest step of that name that is not marked yet; one that is missing is written.
void mark_step(SQLite::Database& database, JobId job, const std::string& step, const std::string& data);

/// Ended jobs but the newest `keep` go, with their steps.
void trim_jobs(SQLite::Database& database, std::size_t keep);

} // namespace furtka
