#include "base/version.hpp"
#include "cli/exit_code.hpp"
#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

std::string reconcile_text(const json::value& result)
{
    std::string text;
    for (const auto& line : list_of(result, "plan")) text += printable(text_of(line, "text")) + "\n";
    return text.empty() ? "Every app is as it should be; there is nothing to do.\n" : text;
}

// The plan is a result; what failed goes where errors go.
int tell_failures(Console& console, const json::value& result)
{
    const auto& failures = list_of(result, "failures");
    for (const auto& failure : failures) {
        console.err(printable(fmt::format("{}: {}", text_of(failure, "app"), text_of(failure, "detail"))) + "\n");
        if (const auto hint = text_of(failure, "hint"); !hint.empty())
            console.err(fmt::format("hint: {}\n", printable(hint)));
    }
    return failures.empty() ? exit_done : exit_failed;
}

std::string version_text(std::string_view number, std::string_view commit_id)
{
    return commit_id.empty() ? std::string(number) : fmt::format("{} (commit {})", number, commit_id);
}

} // namespace

Outcome reconcile(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    std::string body;
    if (invocation.has("--dry-run")) {
        TRY(body, session.daemon.post("/api/reconcile?dry_run=1", "{}"));
    } else {
        TRY(const auto accepted, session.daemon.post("/api/reconcile", "{}"));
        TRY(const auto job, follow_answer(session.daemon, console, accepted, progress_of(invocation)));
        body = job.result;
    }
    TRY(const auto result, parse_object(body));
    console.out(invocation.has(json_switch) ? body + "\n" : reconcile_text(result));
    return tell_failures(console, result);
}

Outcome version(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto body = session.daemon.get("/api/version");
    const auto answer = body ? parse_object(*body) : Result<json::value>(fail(body.error()));
    if (invocation.has(json_switch)) {
        const json::object own{
            {"version", furtka::version()}, {"commit", commit().empty() ? json::value() : json::value(commit())}};
        json::object told = own;
        told["daemon"] = answer ? *answer : json::value();
        console.out(json::serialize(told) + "\n");
        return exit_done;
    }
    std::string text = fmt::format("furtka {}\n", version_text(furtka::version(), commit()));
    if (answer) {
        text += fmt::format("daemon {}\n", printable(version_text(text_of(*answer, "version"), text_of(*answer, "commit"))));
    } else {
        text += fmt::format("daemon: {}\n", answer.error().message);
    }
    console.out(text);
    return exit_done;
}

} // namespace furtka::cli
