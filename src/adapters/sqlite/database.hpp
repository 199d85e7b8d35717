// adapters/sqlite/database.hpp — the one connection to `furtka.db`: opened when first used, mended when damaged.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace SQLite {
class Database;
}

namespace furtka {

/// Whether a change must be on the disk when the call returns. `later`: a power cut may lose it, a killed daemon does not.
enum class Durable { now, later };

/// Not guarded: one thread at a time. Every call may wait for the disk.
///
/// A file that is damaged, or no file at all, is moved aside as `furtka.db.damaged-<n>` with what belongs to it, and a
/// fresh one is made: everything in it may be lost without losing an app.
class Database {
public:
    /// `file` is opened by the first `use`, and again after an error that left it unusable.
    explicit Database(std::filesystem::path file);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Calls `work` in a transaction, which is taken back when `work` throws.
    /// no_space `disk_full` | unavailable `database_unusable` (cannot be read or written, or held by another program) |
    /// conflict `database_newer`: made by a newer furtka | internal `database`.
    Result<void> use(Durable durable, const std::function<void(SQLite::Database&)>& work);

    template <class T>
    Result<T> use(Durable durable, const std::function<T(SQLite::Database&)>& work)
    {
        std::optional<T> value;
        CHECK(use(durable, [&](SQLite::Database& database) { value.emplace(work(database)); }));
        return *std::move(value);
    }

private:
    void open();
    void attempt(Durable durable, const std::function<void(SQLite::Database&)>& work);
    void move_aside(const char* reason);

    std::filesystem::path file_;
    std::unique_ptr<SQLite::Database> connection_;
};

} // namespace furtka
