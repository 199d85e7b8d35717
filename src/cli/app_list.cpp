#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"
#include "http/message.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

// A page that nothing answers on is no link to offer.
std::string link_of(const Session& session, const json::value& app)
{
    const auto state = text_of(app, "state");
    const bool answers = state == "running" || state == "starting" || state == "unhealthy" || state == "busy";
    return answers ? open_link(session, app) : "";
}

std::string reason_of(const json::value& app)
{
    if (const auto reason = text_of(app, "reason"); !reason.empty()) return printable(reason);
    if (const auto error = text_of(member(app, "error"), "detail"); !error.empty()) return printable(error);
    const auto job = text_of(app, "job");
    return job.empty() ? "" : fmt::format("job {}", job);
}

// What is not checked, or up to date, is nothing to tell in a list.
std::string update_of(const json::value& app)
{
    const auto& update = member(app, "update");
    const auto state = text_of(update, "state");
    if (state == "available") return "available";
    return text_of(update, "newer_version").empty() ? "" : "in catalog";
}

void tell_engine(Console& console, const json::value& engine)
{
    if (engine.is_null() || flag_of(engine, "reachable")) return;
    const auto problem = printable(text_of(engine, "problem"));
    console.err(fmt::format("The engine (Docker) does not answer{}{}. What is told is the last that was known.\n",
        problem.empty() ? "" : ": ", problem));
}

} // namespace

Outcome app_list(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(const auto body, session.daemon.get("/api/apps"));
    TRY(const auto answer, parse_object(body));
    if (invocation.has(json_switch)) {
        console.out(body + "\n");
        return 0;
    }
    Table table{.header = {"NAME", "STATE", "VERSION", "UPDATE", "OPEN", "NOTE"}};
    const bool colours = console.looks().colours;
    for (const auto& app : list_of(answer, "apps")) {
        table.rows.push_back({printable(text_of(app, "name")), painted(printable(text_of(app, "state")), colours),
            printable(text_of(app, "version")), update_of(app), link_of(session, app), reason_of(app)});
    }
    tell_engine(console, member(answer, "engine"));
    console.out(table.rows.empty() ? "No app is installed. See what there is with: furtka app available\n"
                                   : table_text(table, console.looks().table_width()));
    return 0;
}

Outcome app_available(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    std::string words;
    for (const auto& word : invocation.arguments) words += (words.empty() ? "" : " ") + word;
    const auto query = words.empty() ? std::string() : "?q=" + http::percent_encode(words);
    TRY(const auto body, session.daemon.get("/api/apps/available" + query));
    TRY(const auto answer, parse_object(body));
    if (invocation.has(json_switch)) {
        console.out(body + "\n");
        return 0;
    }
    Table table{.header = {"NAME", "VERSION", "INSTALLED", "WHAT IT IS"}};
    for (const auto& app : list_of(answer, "apps")) {
        const auto error = text_of(member(app, "error"), "detail");
        const auto tagline = text_of(app, "tagline");
        const auto what = tagline.empty() ? text_of(app, "description") : tagline;
        table.rows.push_back({printable(text_of(app, "name")), printable(text_of(app, "version")),
            flag_of(app, "installed") ? "yes" : "", printable(error.empty() ? what : "cannot be installed: " + error)});
    }
    if (table.rows.empty() && !words.empty()) {
        console.out("No app of the catalogs is found by that.\n");
        return 0;
    }
    console.out(table.rows.empty() ? "The catalogs hold no apps. A folder of your own: furtka app install ./FOLDER\n"
                                   : table_text(table, console.looks().table_width()));
    return 0;
}

} // namespace furtka::cli
