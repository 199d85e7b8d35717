#include "adapters/sqlite/schema.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <array>
#include <string>

namespace furtka {
namespace {

// The script at index n leads from version n to n + 1. A script that has been released is never edited.
constexpr std::array migrations{
    R"(
CREATE TABLE jobs(
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    app TEXT NOT NULL,
    state TEXT NOT NULL,
    ended INTEGER NOT NULL,
    created_ms INTEGER NOT NULL, -- since the epoch
    finished_ms INTEGER,
    bytes_done INTEGER NOT NULL,
    bytes_total INTEGER NOT NULL,
    stages TEXT NOT NULL, -- JSON: [{name, text, state}]
    log TEXT NOT NULL, -- JSON: [line]
    error TEXT, -- JSON: {kind, key, message, hint, details}
    result TEXT NOT NULL -- JSON, or empty
) STRICT;
CREATE INDEX jobs_by_end ON jobs(ended, id);
CREATE TABLE steps(
    number INTEGER PRIMARY KEY, -- the order of writing
    job INTEGER NOT NULL,
    step TEXT NOT NULL,
    data TEXT NOT NULL,
    taken INTEGER NOT NULL
) STRICT;
CREATE INDEX steps_of_job ON steps(job, number);
)",
};

int version_of(SQLite::Database& database) { return database.execAndGet("PRAGMA user_version").getInt(); }

} // namespace

int newest_schema() { return static_cast<int>(migrations.size()); }

bool migrate(SQLite::Database& database)
{
    int version = version_of(database);
    if (version > newest_schema()) return false;
    if (version == newest_schema()) return true;
    SQLite::Transaction transaction(database);
    for (; version < newest_schema(); ++version) database.exec(migrations[static_cast<std::size_t>(version)]);
    database.exec("PRAGMA user_version = " + std::to_string(newest_schema()));
    transaction.commit();
    return true;
}

} // namespace furtka
