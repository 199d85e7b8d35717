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

Result<std::vector<std::string>> installed_names(Session& session)
{
    TRY(const auto body, session.daemon.get("/api/apps"));
    TRY(const auto answer, parse_object(body));
    std::vector<std::string> names;
    for (const auto& app : list_of(answer, "apps")) names.push_back(text_of(app, "name"));
    return names;
}

json::value result_value(const JobView& job)
{
    auto value = parse_object(job.result);
    return value ? *std::move(value) : json::value();
}

// One app's failure is no reason to leave the others old; a person who cancels wants the rest to wait, and a daemon
// that is away answers for none.
bool ends_all(const Error& error) { return error.kind == ErrorKind::cancelled || error.key == daemon_away; }

Outcome update_all(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const bool as_json = invocation.has(json_switch);
    TRY(const auto names, installed_names(session));
    json::array told;
    std::vector<std::string> failed;
    for (const auto& name : names) {
        if (!as_json) console.err(fmt::format("{}:\n", printable(name)));
        const auto job = update_one(session, name, progress_of(invocation));
        if (job) {
            const auto result = result_value(*job);
            if (!as_json) console.out(outcome_text(name, result));
            told.push_back(json::object{{"name", name}, {"result", result}, {"error", nullptr}});
            continue;
        }
        if (ends_all(job.error())) return fail(job.error());
        const auto& error = job.error();
        if (!as_json) console.err(printable(fmt::format("{} was not updated: {}", name, error.message)) + "\n");
        if (!as_json && !error.hint.empty()) console.err(printable(fmt::format("hint: {}", error.hint)) + "\n");
        told.push_back(json::object{{"name", name}, {"result", nullptr},
            {"error", json::object{{"key", error.key}, {"detail", error.message}, {"hint", error.hint}}}});
        failed.push_back(name);
    }
    if (as_json) console.out(json::serialize(json::object{{"apps", std::move(told)}}) + "\n");
    if (!as_json && names.empty()) console.out("No app is installed.\n");
    if (failed.empty()) return exit_done;
    return fail({.kind = ErrorKind::upstream,
        .key = "update_failed",
        .message = fmt::format("{} of {} apps could not be updated: {}", failed.size(), names.size(), list_text(failed)),
        .hint = ""});
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

    const auto& name = invocation.arguments.front();
    TRY(const auto job, update_one(session, name, progress_of(invocation)));
    session.console.out(invocation.has(json_switch) ? job.result + "\n" : outcome_text(name, result_value(job)));
    return exit_done;
}

} // namespace furtka::cli
