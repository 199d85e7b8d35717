// adapters/sqlite/schema.hpp — the tables of `furtka.db` and how an older file becomes the current one.
#pragma once

namespace SQLite {
class Database;
}

namespace furtka {

/// The version this program writes; kept in the file as `user_version`.
int newest_schema();

/// Brings an older or empty file to the newest version, in one transaction. False: the file is newer than this program,
/// and nothing was changed. Throws SQLite::Exception.
bool migrate(SQLite::Database& database);

} // namespace furtka
