#include "adapters/sqlite/sqlite_access_store.hpp"

#include "base/base64.hpp"

#include <boost/json.hpp>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <charconv>
#include <utility>

namespace furtka {
namespace {

namespace json = boost::json;

using std::chrono::milliseconds;

std::int64_t since_epoch(WallTime time) { return time.time_since_epoch().count(); }
WallTime moment_of(std::int64_t ms_since_epoch) { return WallTime(milliseconds(ms_since_epoch)); }

std::string with_commas(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
    return text;
}

std::vector<std::string> between_commas(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        words.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return words;
}

std::string from_hex(std::string_view text)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        unsigned byte = 0;
        const auto pair = text.substr(i, 2);
        std::from_chars(pair.data(), pair.data() + pair.size(), byte, 16);
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

std::string second_text(const SecondFactor& second)
{
    json::array recovery;
    for (const auto& hash : second.recovery) recovery.emplace_back(hash);
    return json::serialize(json::object{
        {"secret", hex_encode(second.secret)}, {"last_step", second.last_step}, {"recovery", std::move(recovery)}});
}

/// Throws what boost::json throws for a row that is not of Furtka's making.
SecondFactor second_of(const std::string& text)
{
    const auto object = json::parse(text).as_object();
    SecondFactor second{.secret = from_hex(object.at("secret").as_string()), .last_step = object.at("last_step").as_int64()};
    for (const auto& hash : object.at("recovery").as_array()) second.recovery.emplace_back(hash.as_string());
    return second;
}

/// Nothing: an odd row, which lets nobody in.
std::optional<User> user_in(SQLite::Statement& row)
{
    const auto role = parse_role(row.getColumn(1).getString());
    if (!role) return std::nullopt;
    User user{.name = row.getColumn(0).getString(),
        .role = *role,
        .password = row.getColumn(2).getString(),
        .created_at = moment_of(row.getColumn(4).getInt64())};
    try {
        if (!row.getColumn(3).isNull()) user.second = second_of(row.getColumn(3).getString());
    } catch (const std::exception&) {
        return std::nullopt;
    }
    return user;
}

std::optional<ApiToken> token_in(SQLite::Statement& row)
{
    const auto scopes = parse_scopes(row.getColumn(3).getString());
    if (!scopes) return std::nullopt;
    ApiToken token{.id = row.getColumn(0).getString(),
        .name = row.getColumn(1).getString(),
        .hash = row.getColumn(2).getString(),
        .scopes = *scopes,
        .apps = between_commas(row.getColumn(4).getString()),
        .made_by = row.getColumn(5).getString(),
        .created_at = moment_of(row.getColumn(6).getInt64())};
    if (!row.getColumn(7).isNull()) token.expires_at = moment_of(row.getColumn(7).getInt64());
    if (!row.getColumn(8).isNull()) token.used_at = moment_of(row.getColumn(8).getInt64());
    return token;
}

AccessRecords read_records(SQLite::Database& database)
{
    AccessRecords records;
    SQLite::Statement users(database, "SELECT name, role, password, second, created_ms FROM users ORDER BY name");
    while (users.executeStep()) {
        if (auto user = user_in(users)) records.users.push_back(*std::move(user));
    }
    SQLite::Statement sessions(
        database, "SELECT hash, user, created_ms, seen_ms, address, agent FROM sessions ORDER BY seen_ms DESC LIMIT ?");
    sessions.bind(1, static_cast<std::int64_t>(most_sessions));
    while (sessions.executeStep()) {
        records.sessions.push_back({.hash = sessions.getColumn(0).getString(),
            .user = sessions.getColumn(1).getString(),
            .created_at = moment_of(sessions.getColumn(2).getInt64()),
            .seen_at = moment_of(sessions.getColumn(3).getInt64()),
            .address = sessions.getColumn(4).getString(),
            .agent = sessions.getColumn(5).getString()});
    }
    SQLite::Statement tokens(database,
        "SELECT id, name, hash, scopes, apps, made_by, created_ms, expires_ms, used_ms FROM tokens ORDER BY created_ms, id");
    while (tokens.executeStep()) {
        if (auto token = token_in(tokens)) records.tokens.push_back(*std::move(token));
    }
    return records;
}

void write_user(SQLite::Database& database, const User& user)
{
    SQLite::Statement write(
        database, "INSERT OR REPLACE INTO users(name, role, password, second, created_ms) VALUES(?, ?, ?, ?, ?)");
    write.bind(1, user.name);
    write.bind(2, std::string(to_text(user.role)));
    write.bind(3, user.password);
    if (user.second) write.bind(4, second_text(*user.second));
    write.bind(5, since_epoch(user.created_at));
    write.exec();
}

void write_session(SQLite::Database& database, const LoginSession& session)
{
    SQLite::Statement write(database,
        "INSERT OR REPLACE INTO sessions(hash, user, created_ms, seen_ms, address, agent) VALUES(?, ?, ?, ?, ?, ?)");
    write.bind(1, session.hash);
    write.bind(2, session.user);
    write.bind(3, since_epoch(session.created_at));
    write.bind(4, since_epoch(session.seen_at));
    write.bind(5, session.address);
    write.bind(6, session.agent);
    write.exec();
}

void write_token(SQLite::Database& database, const ApiToken& token)
{
    SQLite::Statement write(database, R"(
INSERT OR REPLACE INTO tokens(id, name, hash, scopes, apps, made_by, created_ms, expires_ms, used_ms)
VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?))");
    write.bind(1, token.id);
    write.bind(2, token.name);
    write.bind(3, token.hash);
    write.bind(4, to_text(token.scopes));
    write.bind(5, with_commas(token.apps));
    write.bind(6, token.made_by);
    write.bind(7, since_epoch(token.created_at));
    if (token.expires_at) write.bind(8, since_epoch(*token.expires_at));
    if (token.used_at) write.bind(9, since_epoch(*token.used_at));
    write.exec();
}

void erase(SQLite::Database& database, const char* text, const std::string& key)
{
    SQLite::Statement statement(database, text);
    statement.bind(1, key);
    statement.exec();
}

} // namespace

Task<Result<AccessRecords>> SqliteAccessStore::load()
{
    return database_->in_turn<AccessRecords>(
        [](Database& database) { return database.use<AccessRecords>(Durable::later, read_records); });
}

Task<Result<void>> SqliteAccessStore::save_user(User user)
{
    return database_->in_turn<void>([user = std::move(user)](Database& database) {
        return database.use(Durable::now, [&](SQLite::Database& db) { write_user(db, user); });
    });
}

Task<Result<void>> SqliteAccessStore::remove_user(std::string name)
{
    return database_->in_turn<void>([name = std::move(name)](Database& database) {
        return database.use(Durable::now, [&](SQLite::Database& db) {
            erase(db, "DELETE FROM sessions WHERE user = ?", name);
            erase(db, "DELETE FROM users WHERE name = ?", name);
        });
    });
}

Task<Result<void>> SqliteAccessStore::save_sessions(std::vector<LoginSession> sessions)
{
    return database_->in_turn<void>([sessions = std::move(sessions)](Database& database) {
        return database.use(Durable::later, [&](SQLite::Database& db) {
            for (const auto& session : sessions) write_session(db, session);
        });
    });
}

Task<Result<void>> SqliteAccessStore::remove_sessions(std::vector<std::string> hashes)
{
    return database_->in_turn<void>([hashes = std::move(hashes)](Database& database) {
        return database.use(Durable::now, [&](SQLite::Database& db) {
            for (const auto& hash : hashes) erase(db, "DELETE FROM sessions WHERE hash = ?", hash);
        });
    });
}

Task<Result<void>> SqliteAccessStore::save_tokens(std::vector<ApiToken> tokens)
{
    return database_->in_turn<void>([tokens = std::move(tokens)](Database& database) {
        return database.use(Durable::now, [&](SQLite::Database& db) {
            for (const auto& token : tokens) write_token(db, token);
        });
    });
}

Task<Result<void>> SqliteAccessStore::remove_token(std::string id)
{
    return database_->in_turn<void>([id = std::move(id)](Database& database) {
        return database.use(Durable::now, [&](SQLite::Database& db) { erase(db, "DELETE FROM tokens WHERE id = ?", id); });
    });
}

} // namespace furtka
