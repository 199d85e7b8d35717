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
    R"(
CREATE TABLE app_checks(
    app TEXT PRIMARY KEY,
    newer_version TEXT NOT NULL -- in the catalog, or empty
) STRICT;
CREATE TABLE service_checks(
    app TEXT NOT NULL,
    position INTEGER NOT NULL,
    service TEXT NOT NULL,
    image TEXT NOT NULL,
    state TEXT NOT NULL,
    why_key TEXT NOT NULL,
    why_text TEXT NOT NULL,
    local TEXT NOT NULL, -- image id, or empty
    offered TEXT NOT NULL, -- digest, or empty
    first_seen_ms INTEGER NOT NULL, -- since the epoch
    checked_ms INTEGER NOT NULL,
    newer_tag TEXT NOT NULL,
    PRIMARY KEY(app, position)
) STRICT;
CREATE TABLE same_content(
    number INTEGER PRIMARY KEY, -- the order of writing
    here TEXT NOT NULL,
    there TEXT NOT NULL,
    UNIQUE(here, there)
) STRICT;
)",
    R"(
CREATE TABLE history(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    app TEXT NOT NULL,
    at_ms INTEGER NOT NULL, -- since the epoch
    entry TEXT NOT NULL -- JSON: domain/history.hpp
) STRICT;
CREATE INDEX history_of_app ON history(app, id);
CREATE TABLE refused(
    app TEXT NOT NULL,
    image TEXT NOT NULL, -- id on the engine
    tag TEXT NOT NULL,
    digest TEXT NOT NULL, -- in the registry, or empty
    reason TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY(app, image)
) STRICT;
)",
    R"(
CREATE TABLE outbox(
    id INTEGER PRIMARY KEY,
    target TEXT NOT NULL,
    event TEXT NOT NULL,
    app TEXT NOT NULL, -- empty: of the server
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    at_ms INTEGER NOT NULL, -- since the epoch
    attempts INTEGER NOT NULL, -- that failed
    due_ms INTEGER NOT NULL -- of the next one
) STRICT;
CREATE TABLE told(
    key TEXT PRIMARY KEY, -- event, app, subject
    at_ms INTEGER NOT NULL
) STRICT;
)",
    R"(
CREATE TABLE users(
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    password TEXT NOT NULL, -- Argon2id
    second TEXT, -- JSON: {secret, last_step, recovery}; the secret in hexadecimal
    created_ms INTEGER NOT NULL -- since the epoch
) STRICT;
CREATE TABLE sessions(
    hash TEXT PRIMARY KEY, -- of what the browser has
    user TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
) STRICT;
CREATE TABLE tokens(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL, -- of the token
    scopes TEXT NOT NULL, -- words with commas between
    apps TEXT NOT NULL, -- names with commas between; empty: all
    made_by TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER,
    used_ms INTEGER
) STRICT;
CREATE TABLE audit(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    known INTEGER NOT NULL,
    who TEXT NOT NULL,
    origin TEXT NOT NULL,
    what TEXT NOT NULL,
    app TEXT NOT NULL,
    job INTEGER,
    result TEXT NOT NULL,
    times INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_kind ON audit(known, id);
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
