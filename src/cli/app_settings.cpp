#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/permissions_text.hpp"
#include "cli/session.hpp"
#include "cli/settings_input.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

namespace json = boost::json;

/// Ports that no setting of the form moves.
std::string ports_text(const json::value& answer, std::size_t width)
{
    Table table{.header = {"PORT OF", "PUBLISHED AS", ""}};
    for (const auto& port : list_of(answer, "ports")) {
        const auto now = printable(text_of(port, "port"));
        const auto written = printable(text_of(port, "written"));
        table.rows.push_back(
            {printable(text_of(port, "place")), now, now == written ? "" : fmt::format("moved from {}", written)});
    }
    return table.rows.empty() ? "" : table_text(table, width);
}

std::string form_text(const std::string& name, const json::value& answer, std::size_t width)
{
    const auto secrets = texts_of(answer, "secrets_set");
    Table table{.header = {"SETTING", "VALUE", "WHAT IT IS"}};
    for (const auto& setting : read_form(list_of(answer, "form"))) {
        auto value = printable(text_of(member(answer, "values"), setting.name));
        if (setting.secret()) value = std::ranges::find(secrets, setting.name) == secrets.end() ? "(not set)" : "(set)";
        table.rows.push_back({printable(setting.name), value, printable(setting.label)});
    }
    const auto ports = ports_text(answer, width);
    if (table.rows.empty() && ports.empty()) return fmt::format("{} has no settings.\n", printable(name));
    if (table.rows.empty()) return ports;
    return table_text(table, width) + (ports.empty() ? "" : "\n" + ports);
}

std::string changed_text(const std::string& name, const json::value& result)
{
    const auto changed = texts_of(result, "changed");
    if (changed.empty()) return fmt::format("Nothing changed: {} has these settings already.\n", printable(name));
    return printable(fmt::format("Changed: {}. {}", list_text(changed),
               flag_of(result, "applied") ? fmt::format("{} runs with it.", name)
                                          : fmt::format("{} is stopped: it counts from its next start.", name)))
        + "\n";
}

} // namespace

Outcome app_settings(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto& name = invocation.arguments.front();
    const auto target = app_target(name, "/settings");
    TRY(const auto given, given_settings(session, invocation));
    TRY(const auto ports, port_wishes(invocation));
    if (given.empty() && ports.chosen.empty()) {
        TRY(const auto body, session.daemon.get(target));
        TRY(const auto answer, parse_object(body));
        console.out(invocation.has(json_switch) ? body + "\n" : form_text(name, answer, console.looks().table_width()));
        return 0;
    }
    const auto accepted = session.daemon.post(target, settings_request({}, given, invocation.values("--accept"), ports));
    if (!accepted) return fail(with_accept_hint(accepted.error()));
    TRY(const auto job, follow_answer(session.daemon, console, *accepted, progress_of(invocation)));
    TRY(const auto result, parse_object(job.result));
    console.out(invocation.has(json_switch) ? job.result + "\n" : changed_text(name, result));
    return 0;
}

} // namespace furtka::cli
