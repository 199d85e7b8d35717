#include "adapters/sqlite/sqlite_history.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <utility>

namespace furtka {
namespace {

using std::chrono::milliseconds;
using Moment = std::chrono::sys_time<milliseconds>;

constexpr int most_refused = 1'000; // of all apps, so that reading them stays cheap

void write_entry(SQLite::Database& database, const HistoryEntry& entry)
{
    SQLite::Statement write(database, "INSERT INTO history(app, at_ms, entry) VALUES(?, ?, ?)");
    write.bind(1, entry.app);
    write.bind(2, std::int64_t{entry.at.time_since_epoch().count()});
    write.bind(3, to_json(entry));
    write.exec();
    SQLite::Statement trim(database, R"(
DELETE FROM history WHERE app = :app AND id NOT IN (SELECT id FROM history WHERE app = :app ORDER BY id DESC LIMIT 200))");
    trim.bind(":app", entry.app);
    trim.exec();
}

std::vector<HistoryEntry> read_entries(SQLite::Database& database, const std::optional<std::string>& app, std::size_t most)
{
    SQLite::Statement query(database,
        app ? "SELECT id, app, at_ms, entry FROM history WHERE app = :app ORDER BY id DESC LIMIT :most"
            : "SELECT id, app, at_ms, entry FROM history ORDER BY id DESC LIMIT :most");
    if (app) query.bind(":app", *app);
    query.bind(":most", static_cast<std::int64_t>(most));
    std::vector<HistoryEntry> entries;
    while (query.executeStep()) {
        auto entry = parse_history_entry(query.getColumn(3).getString());
        if (!entry) continue; // an odd row costs itself, not the history
        entry->id = query.getColumn(0).getInt64();
        entry->app = query.getColumn(1).getString();
        entry->at = Moment(milliseconds(query.getColumn(2).getInt64()));
        entries.push_back(*std::move(entry));
    }
    return entries;
}

void write_refused(SQLite::Database& database, const RefusedImage& image)
{
    SQLite::Statement write(
        database, "INSERT OR REPLACE INTO refused(app, image, tag, digest, reason, at_ms) VALUES(?, ?, ?, ?, ?, ?)");
    write.bind(1, image.app);
    write.bind(2, image.image.text);
    write.bind(3, image.tag);
    write.bind(4, image.digest);
    write.bind(5, image.reason);
    write.bind(6, std::int64_t{image.at.time_since_epoch().count()});
    write.exec();
    SQLite::Statement trim(database, R"(
DELETE FROM refused WHERE app = :app AND image NOT IN
    (SELECT image FROM refused WHERE app = :app ORDER BY at_ms DESC LIMIT 50))");
    trim.bind(":app", image.app);
    trim.exec();
}

std::vector<RefusedImage> read_refused(SQLite::Database& database)
{
    SQLite::Statement query(
        database, "SELECT app, tag, image, digest, reason, at_ms FROM refused ORDER BY at_ms DESC LIMIT ?");
    query.bind(1, most_refused);
    std::vector<RefusedImage> images;
    while (query.executeStep()) {
        images.push_back({.app = query.getColumn(0).getString(),
            .tag = query.getColumn(1).getString(),
            .image = {query.getColumn(2).getString()},
            .digest = query.getColumn(3).getString(),
            .reason = query.getColumn(4).getString(),
            .at = Moment(milliseconds(query.getColumn(5).getInt64()))});
    }
    return images;
}

} // namespace

Task<Result<void>> SqliteHistory::add(HistoryEntry entry)
{
    return database_->in_turn<void>([entry = std::move(entry)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) { write_entry(db, entry); });
    });
}

Task<Result<std::vector<HistoryEntry>>> SqliteHistory::list(std::optional<std::string> app, std::size_t most)
{
    return database_->in_turn<std::vector<HistoryEntry>>([app = std::move(app), most](Database& database) {
        return database.use<std::vector<HistoryEntry>>(
            Durable::later, [&](SQLite::Database& db) { return read_entries(db, app, most); });
    });
}

Task<Result<void>> SqliteHistory::refuse(RefusedImage image)
{
    return database_->in_turn<void>([image = std::move(image)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) { write_refused(db, image); });
    });
}

Task<Result<void>> SqliteHistory::accept(std::string app, ImageId image)
{
    return database_->in_turn<void>([app = std::move(app), image = std::move(image)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) {
            SQLite::Statement forget(db, "DELETE FROM refused WHERE app = ? AND image = ?");
            forget.bind(1, app);
            forget.bind(2, image.text);
            forget.exec();
        });
    });
}

Task<Result<std::vector<RefusedImage>>> SqliteHistory::refused()
{
    return database_->in_turn<std::vector<RefusedImage>>(
        [](Database& database) { return database.use<std::vector<RefusedImage>>(Durable::later, read_refused); });
}

} // namespace furtka
