#include "adapters/sqlite/sqlite_audit_store.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <limits>
#include <utility>

namespace furtka {
namespace {

using std::chrono::milliseconds;

void drop_oldest(SQLite::Database& database, bool known, std::size_t most)
{
    SQLite::Statement statement(database, R"(
DELETE FROM audit WHERE known = :known AND id <=
    (SELECT id FROM audit WHERE known = :known ORDER BY id DESC LIMIT 1 OFFSET :most))");
    statement.bind(":known", known ? 1 : 0);
    statement.bind(":most", static_cast<std::int64_t>(most));
    statement.exec();
}

void write_all(SQLite::Database& database, const std::vector<AuditEntry>& entries)
{
    SQLite::Statement write(database,
        "INSERT INTO audit(at_ms, known, who, origin, what, app, job, result, times) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& entry : entries) {
        write.reset();
        write.clearBindings();
        write.bind(1, std::int64_t{entry.at.time_since_epoch().count()});
        write.bind(2, entry.known ? 1 : 0);
        write.bind(3, entry.who);
        write.bind(4, entry.from);
        write.bind(5, entry.what);
        write.bind(6, entry.app);
        if (entry.job) write.bind(7, static_cast<std::int64_t>(*entry.job));
        write.bind(8, entry.result);
        write.bind(9, entry.times);
        write.exec();
    }
    drop_oldest(database, true, most_known_entries);
    drop_oldest(database, false, most_strange_entries);
}

std::vector<AuditEntry> read_some(SQLite::Database& database, const AuditQuery& query)
{
    SQLite::Statement statement(database, R"(
SELECT id, at_ms, known, who, origin, what, app, job, result, times FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?)");
    statement.bind(1, query.before.value_or(std::numeric_limits<std::int64_t>::max()));
    statement.bind(2, static_cast<std::int64_t>(query.most));
    std::vector<AuditEntry> entries;
    while (statement.executeStep()) {
        AuditEntry entry{.id = statement.getColumn(0).getInt64(),
            .at = WallTime(milliseconds(statement.getColumn(1).getInt64())),
            .known = statement.getColumn(2).getInt() != 0,
            .who = statement.getColumn(3).getString(),
            .from = statement.getColumn(4).getString(),
            .what = statement.getColumn(5).getString(),
            .app = statement.getColumn(6).getString(),
            .result = statement.getColumn(8).getString(),
            .times = statement.getColumn(9).getInt()};
        if (!statement.getColumn(7).isNull()) entry.job = static_cast<std::uint64_t>(statement.getColumn(7).getInt64());
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace

Task<Result<void>> SqliteAuditStore::add(std::vector<AuditEntry> entries)
{
    return database_->in_turn<void>([entries = std::move(entries)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) { write_all(db, entries); });
    });
}

Task<Result<std::vector<AuditEntry>>> SqliteAuditStore::list(AuditQuery query)
{
    return database_->in_turn<std::vector<AuditEntry>>([query](Database& database) {
        return database.use<std::vector<AuditEntry>>(
            Durable::later, [&](SQLite::Database& db) { return read_some(db, query); });
    });
}

} // namespace furtka
