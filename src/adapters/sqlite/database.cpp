#include "adapters/sqlite/database.hpp"

#include "adapters/sqlite/schema.hpp"
#include "base/log.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace furtka {
namespace {

constexpr int busy_wait_ms = 2000;

// WAL: a reader never waits for a writer. The cache is small because an idle daemon is meant to be.
constexpr auto settings = R"(
PRAGMA cache_size = -256;
PRAGMA mmap_size = 0;
PRAGMA temp_store = MEMORY;
PRAGMA journal_mode = WAL;
PRAGMA wal_autocheckpoint = 256;
PRAGMA journal_size_limit = 1048576;
)";

struct Damaged {
    std::string reason;
};
struct Newer {
    int version;
};

bool is_damage(int code) { return code == SQLITE_CORRUPT || code == SQLITE_NOTADB; }

bool no_space_left(const std::filesystem::path& file)
{
    struct statvfs disk{};
    return ::statvfs(file.parent_path().c_str(), &disk) == 0 && disk.f_bavail == 0;
}

bool is_full(const SQLite::Exception& problem, SQLite::Database* connection, const std::filesystem::path& file)
{
    if (problem.getErrorCode() == SQLITE_FULL) return true;
    if (problem.getErrorCode() != SQLITE_IOERR && problem.getErrorCode() != SQLITE_CANTOPEN) return false;
    const int number = connection ? sqlite3_system_errno(connection->getHandle()) : 0;
    return number == ENOSPC || number == EDQUOT || no_space_left(file);
}

Error full_error(const std::filesystem::path& file)
{
    return {.kind = ErrorKind::no_space,
        .key = "disk_full",
        .message = fmt::format("wanted to write {}, found no space left on its disk", file.string()),
        .hint = "free some space and try again"};
}

Error unusable_error(const std::filesystem::path& file, const std::string& found)
{
    return {.kind = ErrorKind::unavailable,
        .key = "database_unusable",
        .message = fmt::format("wanted to use {}, found: {}", file.string(), found),
        .hint = "check the disk, the owner and the mode of the file; without it no job can be started"};
}

Error newer_error(const std::filesystem::path& file, int version)
{
    return {.kind = ErrorKind::conflict,
        .key = "database_newer",
        .message = fmt::format("wanted {} at version {} at most, found version {}", file.string(), newest_schema(), version),
        .hint = "run the furtka that wrote it, or move the file away: no app is lost with it"};
}

Error error_of(const SQLite::Exception& problem, SQLite::Database* connection, const std::filesystem::path& file)
{
    if (is_full(problem, connection, file)) return full_error(file);
    switch (problem.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return unusable_error(file, "another program holds it");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return unusable_error(file, problem.what());
    default:
        return {.kind = ErrorKind::internal,
            .key = "database",
            .message = fmt::format("wanted to use {}, found: {}", file.string(), problem.what())};
    }
}

/// The file exists, is a file and is for its owner alone, from its first byte on.
void prepare_file(const std::filesystem::path& file)
{
    std::error_code problem;
    const auto status = std::filesystem::status(file, problem);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) throw Damaged{"it is not a file"};

    const int opened = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (opened < 0) throw std::system_error(errno, std::generic_category());
    [[maybe_unused]] const int changed = ::fchmod(opened, 0600);
    ::close(opened);
}

std::filesystem::path with_suffix(std::filesystem::path path, std::string_view suffix)
{
    path += suffix;
    return path;
}

std::filesystem::path free_name(const std::filesystem::path& file)
{
    constexpr int most = 1000;
    for (int number = 1; number < most; ++number) {
        auto name = with_suffix(file, fmt::format(".damaged-{}", number));
        std::error_code problem;
        if (!std::filesystem::exists(std::filesystem::symlink_status(name, problem))) return name;
    }
    throw std::system_error(EEXIST, std::generic_category(), "too many damaged databases are kept");
}

} // namespace

Database::Database(std::filesystem::path file) : file_(std::move(file)) { }

Database::~Database() = default;

Result<void> Database::use(Durable durable, const std::function<void(SQLite::Database&)>& work)
{
    try {
        try {
            attempt(durable, work);
            return {};
        } catch (const Damaged& damage) {
            move_aside(damage.reason.c_str());
        } catch (const SQLite::Exception& problem) {
            if (!is_damage(problem.getErrorCode())) throw;
            move_aside(problem.what());
        }
        attempt(durable, work);
        return {};
    } catch (const SQLite::Exception& problem) {
        Error error = error_of(problem, connection_.get(), file_);
        if (error.kind != ErrorKind::no_space) connection_.reset();
        return fail(std::move(error));
    } catch (const Newer& newer) {
        return fail(newer_error(file_, newer.version));
    } catch (const Damaged& damage) {
        connection_.reset();
        return fail(unusable_error(file_, damage.reason));
    } catch (const std::system_error& problem) {
        if (problem.code() == std::errc::no_space_on_device) return fail(full_error(file_));
        return fail(unusable_error(file_, problem.code().message()));
    }
}

void Database::attempt(Durable durable, const std::function<void(SQLite::Database&)>& work)
{
    if (!connection_) open();
    // In WAL mode FULL syncs the log at every commit, and with it all that was committed before; NORMAL leaves that to
    // checkpoints.
    connection_->exec(durable == Durable::now ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    SQLite::Transaction transaction(*connection_);
    work(*connection_);
    transaction.commit();
}

void Database::open()
{
    prepare_file(file_);
    auto connection = std::make_unique<SQLite::Database>(file_.string(), SQLite::OPEN_READWRITE, busy_wait_ms);
    connection->exec(settings);
    const std::string health = connection->execAndGet("PRAGMA quick_check(1)").getString();
    if (health != "ok") throw Damaged{health};
    if (!migrate(*connection)) throw Newer{connection->execAndGet("PRAGMA user_version").getInt()};
    connection_ = std::move(connection);
}

void Database::move_aside(const char* reason)
{
    connection_.reset();
    const auto name = free_name(file_);
    std::filesystem::rename(file_, name);
    for (const char* companion : {"-wal", "-shm"}) {
        // Usually gone with the connection; a stale one would be taken for the fresh file's.
        std::error_code absent;
        std::filesystem::rename(with_suffix(file_, companion), with_suffix(name, companion), absent);
    }
    log::warning("damaged database moved aside", {{"file", file_.string()}, {"to", name.string()}, {"reason", reason}});
}

} // namespace furtka
