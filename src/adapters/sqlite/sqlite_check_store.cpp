#include "adapters/sqlite/sqlite_check_store.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace furtka {
namespace {

constexpr int most_pairs = 1000;

std::int64_t ms(WallTime time) { return time.time_since_epoch().count(); }
WallTime time_of(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

ServiceCheck service_of(SQLite::Statement& row)
{
    return {.service = row.getColumn("service").getString(),
        .image = row.getColumn("image").getString(),
        .state = update_state(row.getColumn("state").getString()).value_or(UpdateState::unknown),
        .why = {.key = row.getColumn("why_key").getString(), .text = row.getColumn("why_text").getString()},
        .local = {row.getColumn("local").getString()},
        .offered = {row.getColumn("offered").getString()},
        .first_seen = time_of(row.getColumn("first_seen_ms").getInt64()),
        .checked_at = time_of(row.getColumn("checked_ms").getInt64()),
        .newer_tag = row.getColumn("newer_tag").getString()};
}

KnownChecks read_all(SQLite::Database& database)
{
    KnownChecks known;
    std::map<std::string, std::vector<ServiceCheck>> services;
    SQLite::Statement rows(database, "SELECT * FROM service_checks ORDER BY app, position");
    while (rows.executeStep()) services[rows.getColumn("app").getString()].push_back(service_of(rows));
    SQLite::Statement apps(database, "SELECT app, newer_version FROM app_checks");
    while (apps.executeStep()) {
        const auto app = apps.getColumn(0).getString();
        known.apps.emplace(app, summed_up(std::move(services[app]), apps.getColumn(1).getString()));
    }
    SQLite::Statement pairs(database, "SELECT here, there FROM same_content ORDER BY number");
    while (pairs.executeStep()) known.same.push_back({{pairs.getColumn(0).getString()}, {pairs.getColumn(1).getString()}});
    return known;
}

void erase_app(SQLite::Database& database, const std::string& app)
{
    for (const auto* text : {"DELETE FROM service_checks WHERE app = ?", "DELETE FROM app_checks WHERE app = ?"}) {
        SQLite::Statement erase(database, text);
        erase.bind(1, app);
        erase.exec();
    }
}

void write_app(SQLite::Database& database, const std::string& app, const AppCheck& check)
{
    erase_app(database, app);
    SQLite::Statement head(database, "INSERT INTO app_checks(app, newer_version) VALUES(?, ?)");
    head.bind(1, app);
    head.bind(2, check.newer_version);
    head.exec();
    SQLite::Statement write(database, R"(
INSERT INTO service_checks(
    app, position, service, image, state, why_key, why_text, local, offered, first_seen_ms, checked_ms, newer_tag)
VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))");
    int position = 0;
    for (const auto& service : check.services) {
        write.reset();
        write.bind(1, app);
        write.bind(2, position++);
        write.bind(3, service.service);
        write.bind(4, service.image);
        write.bind(5, std::string(to_text(service.state)));
        write.bind(6, service.why.key);
        write.bind(7, service.why.text);
        write.bind(8, service.local.text);
        write.bind(9, service.offered.text);
        write.bind(10, ms(service.first_seen));
        write.bind(11, ms(service.checked_at));
        write.bind(12, service.newer_tag);
        write.exec();
    }
}

void write_pairs(SQLite::Database& database, const std::vector<SameContent>& same)
{
    if (same.empty()) return;
    SQLite::Statement write(database, "INSERT OR IGNORE INTO same_content(here, there) VALUES(?, ?)");
    for (const auto& pair : same) {
        write.reset();
        write.bind(1, pair.here.text);
        write.bind(2, pair.there.text);
        write.exec();
    }
    SQLite::Statement trim(database,
        "DELETE FROM same_content WHERE number NOT IN (SELECT number FROM same_content ORDER BY number DESC LIMIT ?)");
    trim.bind(1, most_pairs);
    trim.exec();
}

} // namespace

Task<Result<KnownChecks>> SqliteCheckStore::load()
{
    return database_->in_turn<KnownChecks>(
        [](Database& database) { return database.use<KnownChecks>(Durable::later, read_all); });
}

Task<Result<void>> SqliteCheckStore::save(std::map<std::string, AppCheck> apps, std::vector<SameContent> same)
{
    return database_->in_turn<void>([apps = std::move(apps), same = std::move(same)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) {
            for (const auto& [app, check] : apps) write_app(db, app, check);
            write_pairs(db, same);
        });
    });
}

Task<Result<void>> SqliteCheckStore::forget(std::string app)
{
    return database_->in_turn<void>([app = std::move(app)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) { erase_app(db, app); });
    });
}

} // namespace furtka
