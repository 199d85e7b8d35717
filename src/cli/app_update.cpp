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

std::string short_id(std::string id)
{
    constexpr std::string_view prefix = "sha256:";
    if (id.starts_with(prefix)) id.erase(0, prefix.size());
    return id.empty() ? "none" : printable(id.substr(0, 12));
}

std::string outcome_text(const std::string& name, const json::value& result)
{
    std::string text;
    if (flag_of(result, "updated")) {
        const auto bytes = number_of(result, "bytes_pulled");
        const auto loaded = bytes > 0 ? fmt::format(" ({} downloaded)", bytes_text(static_cast<std::uint64_t>(bytes))) : "";
        text = fmt::format("{} is updated{}:\n", printable(name), loaded);
        Table table{.header = {"  SERVICE", "IMAGE", "FROM → TO"}};
        for (const auto& service : list_of(result, "services")) {
            table.rows.push_back({"  " + printable(text_of(service, "service")), printable(text_of(service, "tag")),
                fmt::format("{} → {}", short_id(text_of(service, "from")), short_id(text_of(service, "to")))});
        }
        text += table_text(table, 0);
        for (const auto& line : texts_of(result, "proof")) text += fmt::format("  {}\n", printable(line));
        if (const auto down = text_of(result, "downtime_seconds"); !down.empty()) {
            text += fmt::format("It was away for {} s. To undo: furtka app rollback {}\n", printable(down), printable(name));
        }
    } else {
        text = fmt::format("{} is up to date; nothing was restarted.\n", printable(name));
    }
    if (const auto idle = texts_of(result, "not_running"); !idle.empty()) {
        text += printable(fmt::format("Not running, so left alone: {}.", list_text(idle))) + "\n";
    }
    return text;
}

Result<JobView> update_one(Session& session, const std::string& name, Shown shown)
{
    TRY(const auto accepted, session.daemon.post(app_target(name, "/update"), "{}"));
    return follow_answer(session.daemon, session.console, accepted, shown);
}

json::value result_value(const JobView& job)
{
    auto value = parse_object(job.result);
    return value ? *std::move(value) : json::value();
}

void tell_one(Console& console, const json::value& app)
{
    const auto name = text_of(app, "name");
    const auto& error = member(app, "error");
    if (!flag_of(app, "tried")) {
        console.out(printable(fmt::format("{} was not tried.", name)) + "\n");
    } else if (error.is_object()) {
        console.err(printable(fmt::format("{} was not updated: {}", name, text_of(error, "detail"))) + "\n");
        const auto hint = text_of(error, "hint");
        if (!hint.empty()) console.err(printable(fmt::format("hint: {}", hint)) + "\n");
    } else {
        console.out(outcome_text(name, member(app, "result")));
    }
}

Outcome update_all(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto request = object_text({{"on_failure", invocation.has("--continue") ? "continue" : "stop"}});
    TRY(const auto accepted, session.daemon.post("/api/update-all", request));
    TRY(const auto job, follow_answer(session.daemon, console, accepted, progress_of(invocation)));
    const auto result = result_value(job);
    const bool as_json = invocation.has(json_switch);
    if (as_json) console.out(job.result + "\n");
    std::vector<std::string> failed;
    const auto& apps = list_of(result, "apps");
    for (const auto& app : apps) {
        if (!as_json) tell_one(console, app);
        if (member(app, "error").is_object()) failed.push_back(text_of(app, "name"));
    }
    if (!as_json && apps.empty()) console.out("No app is installed.\n");
    if (failed.empty()) return exit_done;
    const auto stopped = text_of(result, "stopped_at");
    return fail({.kind = ErrorKind::upstream,
        .key = "update_failed",
        .message = fmt::format("{} of {} apps could not be updated: {}", failed.size(), apps.size(), list_text(failed)),
        .hint = stopped.empty()
            ? ""
            : fmt::format("{} did not do well, so the rest was left as it is; --continue goes on", stopped)});
}

} // namespace

Outcome app_update(Session& session, const Invocation& invocation)
{
    const bool all = invocation.has("--all");
    const bool plan = invocation.has("--plan");
    if (plan && all) return usage("--plan tells of one app, --all updates every one", "give a name");
    if (all != invocation.arguments.empty()) {
        return usage(all ? "furtka app update takes a name or --all, not both" : "furtka app update needs NAME or --all",
            "furtka app list shows the names");
    }
    if (plan) return app_plan(session, invocation);
    if (all) return update_all(session, invocation);
    if (invocation.has("--continue")) return usage("--continue is of --all", "furtka app update --all --continue");

    const auto& name = invocation.arguments.front();
    TRY(const auto job, update_one(session, name, progress_of(invocation)));
    session.console.out(invocation.has(json_switch) ? job.result + "\n" : outcome_text(name, result_value(job)));
    return exit_done;
}

} // namespace furtka::cli
