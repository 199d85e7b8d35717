#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/permissions_text.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"
#include "http/message.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view move_in_path = "/api/move-in";

std::string offer_target(const std::string& id, std::string_view rest)
{
    return fmt::format("{}/{}{}", move_in_path, http::percent_encode(id), rest);
}

std::string verdict_words(const json::value& offer)
{
    const auto verdict = text_of(offer, "verdict");
    if (verdict == "ready") return "can be taken over";
    return verdict == "refused" ? "cannot be taken over" : "needs a person";
}

std::string offers_text(const json::value& answer, std::size_t width)
{
    Table table{.header = {"ID", "PROGRAM", "STATE", "VERDICT"}};
    for (const auto& offer : list_of(answer, "offers")) {
        table.rows.push_back({printable(text_of(offer, "id")), printable(text_of(offer, "program_name")),
            flag_of(offer, "running") ? "running" : "stopped", verdict_words(offer)});
    }
    if (table.rows.empty()) return "Nothing of another program is here.\n";
    return table_text(table, width);
}

std::string plan_words(const json::value& plan)
{
    std::string text = fmt::format("{} ({} of {}): {}\n", printable(text_of(plan, "display_name")),
        printable(text_of(plan, "id")), printable(text_of(plan, "program_name")), verdict_words(plan));
    const auto section = [&](std::string_view title, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        text += fmt::format("\n{}:\n", title);
        for (const auto& line : lines) text += fmt::format("  {}\n", printable(line));
    };
    const auto texts_in = [&](std::string_view name) {
        std::vector<std::string> lines;
        for (const auto& note : list_of(plan, name)) lines.push_back(text_of(note, "text"));
        return lines;
    };
    std::vector<std::string> services;
    for (const auto& service : list_of(plan, "services"))
        services.push_back(fmt::format("{}  {}", text_of(service, "service"), text_of(service, "image")));
    section("Why not", texts_in("reasons"));
    section("Services, with the images that are there", services);
    section("Volumes that stay as they are", texts_of(plan, "volumes"));
    section("Folders and files that stay where they are", texts_of(plan, "folders"));
    section("Worth knowing", texts_in("notes"));
    section("Permissions", permission_lines(list_of(plan, "permissions")));
    if (text_of(plan, "verdict") == "ready") {
        text += fmt::format("\nIt would be the app {0}. Its old containers are stopped and kept until you say\n"
                            "furtka move-in confirm {0}; furtka move-in undo {0} puts everything back.\n",
            printable(text_of(plan, "name")));
    }
    return text;
}

std::string request_of(const Invocation& invocation, const std::vector<std::string>& accept)
{
    json::object request;
    if (const auto name = invocation.value("--name")) request["name"] = std::string(*name);
    if (!accept.empty()) request["accept"] = json::array(accept.begin(), accept.end());
    return json::serialize(request);
}

Outcome said(Session& session, const Invocation& invocation, std::string_view what, std::string_view words)
{
    const auto& name = invocation.arguments.front();
    TRY(const auto answer, session.daemon.post(app_target(name, fmt::format("/move-in/{}", what)), "{}"));
    TRY(const auto job, follow_answer(session.daemon, session.console, answer, progress_of(invocation)));
    session.console.out(invocation.has(json_switch) ? job.result + "\n" : fmt::format("{} {}\n", printable(name), words));
    return 0;
}

} // namespace

Outcome move_in_list(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(const auto body, session.daemon.get(std::string(move_in_path)));
    TRY(const auto answer, parse_object(body));
    console.out(invocation.has(json_switch) ? body + "\n" : offers_text(answer, console.looks().table_width()));
    return 0;
}

Outcome move_in_show(Session& session, const Invocation& invocation)
{
    TRY(const auto body,
        session.daemon.post(offer_target(invocation.arguments.front(), "/plan"), request_of(invocation, {})));
    TRY(const auto plan, parse_object(body));
    session.console.out(invocation.has(json_switch) ? body + "\n" : plan_words(plan));
    return 0;
}

Outcome move_in_take(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto& id = invocation.arguments.front();
    auto accept = invocation.values("--accept");
    const bool asks = can_ask(console) && !invocation.has(json_switch);
    if (asks || invocation.has("--accept-all")) {
        TRY(const auto body, session.daemon.post(offer_target(id, "/plan"), request_of(invocation, {})));
        TRY(const auto plan, parse_object(body));
        TRY(accept, accepted_ids(session, invocation, plan));
    }
    const auto answer = session.daemon.post(offer_target(id, ""), request_of(invocation, accept));
    if (!answer) return fail(with_accept_hint(answer.error()));
    TRY(const auto job, follow_answer(session.daemon, console, *answer, progress_of(invocation)));
    if (invocation.has(json_switch)) {
        console.out(job.result + "\n");
        return 0;
    }
    TRY(const auto result, parse_object(job.result));
    console.out(fmt::format("It is the app {0} now. See whether it works, then:\n"
                            "  furtka move-in confirm {0}   its old containers are removed\n"
                            "  furtka move-in undo {0}      everything as it was\n",
        printable(text_of(result, "app"))));
    return 0;
}

Outcome move_in_undo(Session& session, const Invocation& invocation)
{
    return said(session, invocation, "undo", "is gone; its project runs as it did.");
}

Outcome move_in_confirm(Session& session, const Invocation& invocation)
{
    return said(session, invocation, "confirm",
        "stays. Its old containers are removed; volumes, folders and the files of the other program are\nuntouched, and "
        "that "
        "program may still list it.");
}

} // namespace furtka::cli
