#include "adapters/sqlite/job_rows.hpp"

#include "adapters/sqlite/job_json.hpp"
#include "base/log.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <algorithm>
#include <limits>
#include <optional>

namespace furtka {
namespace {

using std::chrono::milliseconds;
using Moment = std::chrono::sys_time<milliseconds>;

std::int64_t count(std::size_t number)
{
    return static_cast<std::int64_t>(std::min<std::uint64_t>(number, std::numeric_limits<std::int64_t>::max()));
}

std::string bytes(std::string_view text) { return std::string(text); }

// The columns in the order of `jobs`.
std::optional<Job> job_of(SQLite::Statement& row)
{
    const auto kind = job_kind(row.getColumn("kind").getString());
    const auto state = job_state(row.getColumn("state").getString());
    const JobId id = row.getColumn("id").getInt64();
    if (!kind || !state) {
        log::warning("job left out: its kind or state is unknown", {{"job", id}});
        return std::nullopt;
    }
    Job job{.id = id,
        .kind = *kind,
        .app = row.getColumn("app").getString(),
        .state = *state,
        .stages = stages_from_json(row.getColumn("stages").getString()),
        .progress = {.bytes_done = static_cast<std::uint64_t>(row.getColumn("bytes_done").getInt64()),
            .bytes_total = static_cast<std::uint64_t>(row.getColumn("bytes_total").getInt64())},
        .log = lines_from_json(row.getColumn("log").getString()),
        .result = row.getColumn("result").getString(),
        .created_at = Moment(milliseconds(row.getColumn("created_ms").getInt64()))};
    const auto finished = row.getColumn("finished_ms");
    if (!finished.isNull()) job.finished_at = Moment(milliseconds(finished.getInt64()));
    const auto error = row.getColumn("error");
    if (!error.isNull()) job.error = error_from_json(error.getString());
    return job;
}

std::vector<JournalStep> steps_of(SQLite::Database& database, JobId job)
{
    SQLite::Statement query(database, "SELECT step, data, taken FROM steps WHERE job = ? ORDER BY number");
    query.bind(1, job);
    std::vector<JournalStep> steps;
    while (query.executeStep()) {
        steps.push_back({.job = job,
            .step = query.getColumn(0).getString(),
            .data = query.getColumn(1).getString(),
            .taken = query.getColumn(2).getInt() != 0});
    }
    return steps;
}

} // namespace

void write_job(SQLite::Database& database, const Job& job)
{
    SQLite::Statement write(database, R"(
INSERT OR REPLACE INTO jobs(
    id, kind, app, state, ended, created_ms, finished_ms, bytes_done, bytes_total, stages, log, error, result)
VALUES(
    :id, :kind, :app, :state, :ended, :created_ms, :finished_ms, :bytes_done, :bytes_total, :stages, :log, :error, :result))");
    write.bind(":id", job.id);
    write.bind(":kind", bytes(to_text(job.kind)));
    write.bind(":app", job.app);
    write.bind(":state", bytes(to_text(job.state)));
    write.bind(":ended", job.ended() ? 1 : 0);
    write.bind(":created_ms", std::int64_t{job.created_at.time_since_epoch().count()});
    if (job.finished_at) write.bind(":finished_ms", std::int64_t{job.finished_at->time_since_epoch().count()});
    write.bind(":bytes_done", static_cast<std::int64_t>(job.progress.bytes_done));
    write.bind(":bytes_total", static_cast<std::int64_t>(job.progress.bytes_total));
    write.bind(":stages", stages_to_json(job.stages));
    write.bind(":log", lines_to_json(job.log));
    if (job.error) write.bind(":error", error_to_json(*job.error));
    write.bind(":result", job.result);
    write.exec();
}

std::vector<Job> newest_jobs(SQLite::Database& database, std::size_t most)
{
    SQLite::Statement query(database, "SELECT * FROM jobs ORDER BY id DESC LIMIT ?");
    query.bind(1, count(most));
    std::vector<Job> jobs;
    while (query.executeStep()) {
        if (auto job = job_of(query)) jobs.push_back(*std::move(job));
    }
    return jobs;
}

std::vector<UnfinishedJob> unfinished_jobs(SQLite::Database& database)
{
    SQLite::Statement query(database, "SELECT * FROM jobs WHERE ended = 0 ORDER BY id");
    std::vector<UnfinishedJob> jobs;
    while (query.executeStep()) {
        auto job = job_of(query);
        if (!job) continue;
        auto steps = steps_of(database, job->id);
        jobs.push_back({.job = *std::move(job), .steps = std::move(steps)});
    }
    return jobs;
}

void write_step(SQLite::Database& database, const JournalStep& step)
{
    SQLite::Statement write(database, "INSERT INTO steps(job, step, data, taken) VALUES(?, ?, ?, 0)");
    write.bind(1, step.job);
    write.bind(2, step.step);
    write.bind(3, step.data);
    write.exec();
}

void mark_step(SQLite::Database& database, JobId job, const std::string& step, const std::string& data)
{
    SQLite::Statement mark(database, R"(
UPDATE steps SET taken = 1, data = :data
WHERE number = (SELECT max(number) FROM steps WHERE job = :job AND step = :step AND taken = 0))");
    mark.bind(":data", data);
    mark.bind(":job", job);
    mark.bind(":step", step);
    if (mark.exec() > 0) return;

    SQLite::Statement write(database, "INSERT INTO steps(job, step, data, taken) VALUES(?, ?, ?, 1)");
    write.bind(1, job);
    write.bind(2, step);
    write.bind(3, data);
    write.exec();
}

void trim_jobs(SQLite::Database& database, std::size_t keep)
{
    SQLite::Statement trim(database, R"(
DELETE FROM jobs WHERE ended = 1 AND id NOT IN (SELECT id FROM jobs WHERE ended = 1 ORDER BY id DESC LIMIT ?))");
    trim.bind(1, count(keep));
    trim.exec();
    database.exec("DELETE FROM steps WHERE job NOT IN (SELECT id FROM jobs)");
}

} // namespace furtka
