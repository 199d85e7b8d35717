#include "adapters/sqlite/sqlite_outbox.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace furtka {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t most_waiting = 200;
constexpr std::int64_t most_told = 1000;

std::int64_t number_of(NoticeTime time) { return time.time_since_epoch().count(); }
NoticeTime notice_time(std::int64_t number) { return NoticeTime(milliseconds(number)); }

std::vector<OutboxEntry> read_outbox(SQLite::Database& database)
{
    SQLite::Statement query(
        database, "SELECT id, target, event, app, title, text, at_ms, attempts, due_ms FROM outbox ORDER BY id");
    std::vector<OutboxEntry> entries;
    while (query.executeStep()) {
        const auto event = notification_event(query.getColumn(2).getString());
        if (!event) continue; // of a newer program
        entries.push_back({.id = query.getColumn(0).getInt64(),
            .target = query.getColumn(1).getString(),
            .notification = {.event = *event,
                .app = query.getColumn(3).getString(),
                .title = query.getColumn(4).getString(),
                .text = query.getColumn(5).getString(),
                .at = notice_time(query.getColumn(6).getInt64())},
            .attempts = query.getColumn(7).getInt(),
            .due = notice_time(query.getColumn(8).getInt64())});
    }
    return entries;
}

void add(SQLite::Database& database, const OutboxEntry& entry)
{
    SQLite::Statement write(database,
        "INSERT INTO outbox(target, event, app, title, text, at_ms, attempts, due_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    const auto& told = entry.notification;
    write.bind(1, entry.target);
    write.bind(2, std::string(to_text(told.event)));
    write.bind(3, told.app);
    write.bind(4, told.title);
    write.bind(5, told.text);
    write.bind(6, number_of(told.at));
    write.bind(7, entry.attempts);
    write.bind(8, number_of(entry.due));
    write.exec();
}

void trim(SQLite::Database& database)
{
    SQLite::Statement remove(
        database, "DELETE FROM outbox WHERE id NOT IN (SELECT id FROM outbox ORDER BY id DESC LIMIT ?)");
    remove.bind(1, most_waiting);
    remove.exec();
}

bool tell(SQLite::Database& database, const std::string& key, NoticeTime at, std::chrono::hours quiet)
{
    SQLite::Statement query(database, "SELECT at_ms FROM told WHERE key = ?");
    query.bind(1, key);
    if (quiet.count() > 0 && query.executeStep()) {
        const auto apart = at - notice_time(query.getColumn(0).getInt64());
        if (apart < quiet && -apart < quiet) return false;
    }
    SQLite::Statement write(database, "INSERT OR REPLACE INTO told(key, at_ms) VALUES(?, ?)");
    write.bind(1, key);
    write.bind(2, number_of(at));
    write.exec();
    SQLite::Statement remove(
        database, "DELETE FROM told WHERE key NOT IN (SELECT key FROM told ORDER BY at_ms DESC LIMIT ?)");
    remove.bind(1, most_told);
    remove.exec();
    return true;
}

} // namespace

Task<Result<std::vector<OutboxEntry>>> SqliteOutbox::waiting()
{
    return database_->in_turn<std::vector<OutboxEntry>>(
        [](Database& database) { return database.use<std::vector<OutboxEntry>>(Durable::later, read_outbox); });
}

Task<Result<void>> SqliteOutbox::put(std::vector<OutboxEntry> entries)
{
    return database_->in_turn<void>([entries = std::move(entries)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) {
            for (const auto& entry : entries) add(db, entry);
            trim(db);
        });
    });
}

Task<Result<void>> SqliteOutbox::postpone(OutboxEntry entry)
{
    return database_->in_turn<void>([entry = std::move(entry)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) {
            SQLite::Statement write(db, "UPDATE outbox SET attempts = ?, due_ms = ? WHERE id = ?");
            write.bind(1, entry.attempts);
            write.bind(2, number_of(entry.due));
            write.bind(3, entry.id);
            write.exec();
        });
    });
}

Task<Result<void>> SqliteOutbox::remove(std::int64_t id)
{
    return database_->in_turn<void>([id](Database& database) {
        return database.use(Durable::later, [id](SQLite::Database& db) {
            SQLite::Statement remove(db, "DELETE FROM outbox WHERE id = ?");
            remove.bind(1, id);
            remove.exec();
        });
    });
}

Task<Result<void>> SqliteOutbox::remove_of(std::string target)
{
    return database_->in_turn<void>([target = std::move(target)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) {
            SQLite::Statement remove(db, "DELETE FROM outbox WHERE target = ?");
            remove.bind(1, target);
            remove.exec();
        });
    });
}

Task<Result<bool>> SqliteOutbox::tell_once(std::string key, NoticeTime at, std::chrono::hours quiet)
{
    return database_->in_turn<bool>([key = std::move(key), at, quiet](Database& database) {
        return database.use<bool>(Durable::later, [&](SQLite::Database& db) { return tell(db, key, at, quiet); });
    });
}

} // namespace furtka
