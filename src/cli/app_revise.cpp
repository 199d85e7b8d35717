#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/settings_input.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

Result<std::string> revise_request(Session& session, const Invocation& invocation)
{
    json::object request;
    json::object take;
    for (const auto& text : invocation.values("--take")) {
        const auto equals = text.rfind('=');
        if (equals == std::string_view::npos)
            return usage(
                fmt::format("--take {} names no choice", printable(text)), "such as --take docker-compose.yaml=theirs");
        take[text.substr(0, equals)] = std::string(text.substr(equals + 1));
    }
    if (!take.empty()) request["take"] = std::move(take);
    TRY(const auto given, given_settings(session, invocation));
    json::object settings;
    for (const auto& [key, value] : given) settings[key] = value;
    if (!settings.empty()) request["settings"] = std::move(settings);
    TRY(const auto ports, port_wishes(invocation));
    json::object places;
    for (const auto& [place, port] : ports.chosen) places[place] = port;
    if (!places.empty()) request["ports"] = std::move(places);
    json::array accept;
    for (const auto& id : invocation.values("--accept")) accept.emplace_back(id);
    if (!accept.empty()) request["accept"] = std::move(accept);
    return json::serialize(request);
}

std::string fate_words(const json::value& item)
{
    const auto fate = text_of(item, "fate");
    if (fate == "conflict") return flag_of(item, "decided") ? "decided" : "CONFLICT: choose with --take";
    if (fate == "mine") return "yours, unchanged by the newer revision";
    if (fate == "theirs") return "the new one";
    if (fate == "merged") return "yours and the new one, together";
    return fate == "gone" ? "not there any more" : fate;
}

std::string revision_text(const json::value& plan)
{
    const auto from = printable(text_of(plan, "from"));
    const auto to = printable(text_of(plan, "to"));
    if (!flag_of(plan, "available"))
        return fmt::format("The catalog {} has nothing newer than {}.\n", printable(text_of(plan, "catalog")), from);
    std::string text = fmt::format("{} to {}, from the catalog {}\n", from, to, printable(text_of(plan, "catalog")));
    Table table{.header = {"FILE", "WHAT BECOMES OF IT"}};
    for (const auto& file : list_of(plan, "files"))
        table.rows.push_back({printable(text_of(file, "path")), fate_words(file)});
    for (const auto& key : list_of(plan, "keys"))
        table.rows.push_back({printable(".env:" + text_of(key, "key")), fate_words(key)});
    text += table_text(table, 0);
    for (const auto& mark : list_of(plan, "permissions"))
        text += fmt::format(
            "It asks for more: {} (--accept {})\n", printable(text_of(mark, "sentence")), printable(text_of(mark, "id")));
    if (const auto& problem = member(plan, "problem"); problem.is_object())
        text += fmt::format("It cannot be taken: {}\n", printable(text_of(problem, "detail")));
    for (const auto& file : list_of(plan, "files")) {
        const auto diff = text_of(file, "diff");
        // A difference names its file itself; both versions between marks do not.
        if (!diff.empty() && !flag_of(file, "decided")) text += fmt::format("{}:\n", printable(text_of(file, "path")));
        for (std::size_t at = 0; at < diff.size();) {
            const auto end = std::min(diff.find('\n', at), diff.size());
            text += printable(diff.substr(at, end - at)) + "\n";
            at = end + 1;
        }
    }
    return text;
}

} // namespace

Outcome app_revise(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto& name = invocation.arguments.front();
    TRY(const auto request, revise_request(session, invocation));
    if (invocation.has("--plan")) {
        TRY(const auto body, session.daemon.post(app_target(name, "/revision/plan"), request));
        TRY(const auto plan, parse_object(body));
        console.out(invocation.has(json_switch) ? body + "\n" : revision_text(plan));
        return 0;
    }
    TRY(const auto answer, session.daemon.post(app_target(name, "/revision"), request));
    TRY(const auto job, follow_answer(session.daemon, console, answer, progress_of(invocation)));
    console.out(invocation.has(json_switch) ? job.result + "\n"
                                            : fmt::format("{} is at the revision of its catalog.\n", printable(name)));
    return 0;
}

} // namespace furtka::cli
