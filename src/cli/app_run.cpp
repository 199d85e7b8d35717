#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

std::string_view action_of(Command command)
{
    if (command == Command::app_start) return "/start";
    return command == Command::app_stop ? "/stop" : "/restart";
}

// `--delete-data` is taken back by nothing: a habit of typing y must not be enough.
Result<void> confirm(Console& console, const std::string& name, bool delete_data)
{
    const auto question = delete_data
        ? fmt::format("This deletes {} and all its data. Nothing brings it back.\nType the name of the app to go on: ", name)
        : fmt::format("Remove {}? Its data is kept. [y/N] ", name);
    const auto answer = console.ask(
        printable(question.substr(0, question.find('\n'))) + (delete_data ? question.substr(question.find('\n')) : ""),
        Echo::yes);
    const bool agreed = answer && (delete_data ? *answer == name : *answer == "y" || *answer == "Y" || *answer == "yes");
    if (agreed) return {};
    return fail({.kind = ErrorKind::cancelled, .key = "not_confirmed", .message = "nothing was removed", .hint = ""});
}

} // namespace

Outcome app_run(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto& name = invocation.arguments.front();
    TRY(const auto accepted, session.daemon.post(app_target(name, action_of(invocation.command->command)), "{}"));
    TRY(const auto job, follow_answer(session.daemon, console, accepted, progress_of(invocation)));
    if (invocation.has(json_switch)) {
        console.out(job.result + "\n");
        return 0;
    }
    TRY(const auto result, parse_object(job.result));
    console.out(fmt::format("{} is {}.\n", printable(name), printable(text_of(result, "state"))));
    return 0;
}

Outcome app_remove(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto& name = invocation.arguments.front();
    const bool delete_data = invocation.has("--delete-data");
    if (!invocation.has("--yes") && can_ask(console)) CHECK(confirm(console, name, delete_data));

    const auto request = object_text({{"name", name}, {"data", delete_data ? "delete" : "keep"}});
    TRY(const auto accepted, session.daemon.post("/api/apps/remove", request));
    TRY(const auto job, follow_answer(session.daemon, console, accepted, progress_of(invocation)));
    if (invocation.has(json_switch)) {
        console.out(job.result + "\n");
        return 0;
    }
    TRY(const auto result, parse_object(job.result));
    std::string text = fmt::format("{} is removed.\n", printable(name));
    if (const auto volumes = texts_of(result, "volumes_deleted"); !volumes.empty()) {
        text += printable(fmt::format("Deleted: {}.", list_text(volumes))) + "\n";
    }
    if (const auto volumes = texts_of(result, "volumes_kept"); !volumes.empty()) {
        text += printable(fmt::format("Its data is kept: {}.", list_text(volumes))) + "\n";
    }
    console.out(text);
    return 0;
}

} // namespace furtka::cli
