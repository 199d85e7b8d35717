#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <charconv>

namespace furtka::cli {
namespace {

namespace json = boost::json;

Result<std::int64_t> parse_id(const std::string& text)
{
    std::int64_t id = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (problem == std::errc{} && end == text.data() + text.size() && id > 0) return id;
    return usage(fmt::format("\"{}\" is no job: its ID is a number", printable(text)), "furtka jobs shows them");
}

std::string list_of_jobs(const json::value& answer, const Looks& looks)
{
    Table table{.header = {"ID", "KIND", "APP", "STATE", "BEGUN (UTC)", "REASON"}};
    for (const auto& value : list_of(answer, "jobs")) {
        const auto job = read_job(value);
        table.rows.push_back({std::to_string(job.id), job.kind, job.app, painted(job.state, looks.colours),
            time_words(job.created_at), job.error ? printable(job.error->message) : ""});
    }
    if (table.rows.empty()) return "Nothing is being done, and nothing was.\n";
    return table_text(table, looks.table_width());
}

std::string job_text(const JobView& job, const Looks& looks)
{
    std::string text = fmt::format("Job {}: {}, {}\n", job.id, job_title(job), painted(job.state, looks.colours));
    text += fmt::format("Begun {} UTC", time_words(job.created_at));
    text += job.finished_at.empty() ? "\n" : fmt::format(", ended {} UTC\n", time_words(job.finished_at));
    for (const auto& stage : job.stages) {
        text += fmt::format("  {} {}\n", padded(painted(stage.state, looks.colours), 9), stage.text);
    }
    if (job.error) {
        text += fmt::format("Reason: {}\n", printable(job.error->message));
        if (!job.error->hint.empty()) text += fmt::format("Hint: {}\n", printable(job.error->hint));
    }
    if (!job.log.empty()) text += "Log:\n";
    for (const auto& line : job.log) text += fmt::format("  {}\n", line);
    return text;
}

Outcome list_jobs(Session& session, const Invocation& invocation)
{
    TRY(const auto body, session.daemon.get("/api/jobs"));
    TRY(const auto answer, parse_object(body));
    auto& console = session.console;
    console.out(invocation.has(json_switch) ? body + "\n" : list_of_jobs(answer, console.looks()));
    return 0;
}

Outcome cancel_job(Session& session, const Invocation& invocation, std::int64_t id)
{
    TRY(const auto body, session.daemon.remove(fmt::format("/api/jobs/{}", id)));
    session.console.out(
        invocation.has(json_switch) ? body + "\n" : fmt::format("Job {} is asked to stop. See: furtka jobs {}\n", id, id));
    return 0;
}

} // namespace

Outcome jobs(Session& session, const Invocation& invocation)
{
    const bool follow = invocation.has("--follow");
    const bool cancel = invocation.has("--cancel");
    if (follow && cancel) return usage("furtka jobs takes --follow or --cancel, not both", "cancel first, then follow");
    if (invocation.arguments.empty()) {
        if (follow || cancel) return usage("furtka jobs needs the ID of a job for this", "furtka jobs shows them");
        return list_jobs(session, invocation);
    }
    TRY(const auto id, parse_id(invocation.arguments.front()));
    if (cancel) return cancel_job(session, invocation, id);

    auto& console = session.console;
    const auto target = fmt::format("/api/jobs/{}", id);
    if (follow) {
        TRY(const auto job, follow_job(session.daemon, console, id, progress_of(invocation)));
        const auto words = fmt::format("The {} is done.\n", job_title(job));
        console.out(invocation.has(json_switch) ? job.result + "\n" : words);
        return 0;
    }
    TRY(const auto body, session.daemon.get(target));
    TRY(const auto value, parse_object(body));
    console.out(invocation.has(json_switch) ? body + "\n" : job_text(read_job(value), console.looks()));
    return 0;
}

} // namespace furtka::cli
