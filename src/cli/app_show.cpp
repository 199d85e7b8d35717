#include "cli/diagnosis_text.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

std::string port_text(const json::value& port)
{
    const auto ip = text_of(port, "host_ip");
    const bool everywhere = ip.empty() || ip == "0.0.0.0" || ip == "::";
    return printable(fmt::format("{}{}{} → {} {}/{}", everywhere ? "" : ip, everywhere ? "" : ":",
        text_of(port, "host_port"), text_of(port, "service"), text_of(port, "container_port"), text_of(port, "protocol")));
}

std::string ports_text(const json::value& app)
{
    std::string text;
    std::string before;
    for (const auto& port : list_of(app, "ports")) {
        const auto told = port_text(port); // published for IPv4 and IPv6 alike: told once
        if (told == before) continue;
        text += (text.empty() ? "" : ", ") + told;
        before = told;
    }
    return text;
}

std::string names_text(const json::array& list, std::string_view name)
{
    std::string text;
    for (const auto& item : list) text += (text.empty() ? "" : ", ") + printable(text_of(item, name));
    return text;
}

std::string facts_text(const Session& session, const json::value& app)
{
    std::string text;
    const auto fact = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) text += fmt::format("{} {}\n", padded(name, 15), value);
    };
    const auto& error = member(app, "error");
    fact("Reason:", printable(text_of(app, "reason")));
    fact("Error:", printable(text_of(error, "detail")));
    fact("Hint:", printable(text_of(error, "hint")));
    fact("Job:", text_of(app, "job"));
    fact("Open:", open_link(session, app));
    fact("Ports:", ports_text(app));
    fact("Volumes:", names_text(list_of(app, "volumes"), "name"));
    fact("Needs:", joined(texts_of(app, "requires")));
    fact("Needed by:", joined(texts_of(app, "required_by")));
    fact("Website:", printable(text_of(app, "website")));
    fact("Installed from:", printable(text_of(app, "installed_from")));
    if (flag_of(app, "has_settings")) fact("Settings:", "furtka app settings " + printable(text_of(app, "name")));
    for (const auto& notice : texts_of(app, "notices")) fact("Notice:", printable(notice));
    return text;
}

std::string state_of_service(const json::value& service, bool colours)
{
    auto state = painted(printable(text_of(service, "state")), colours);
    const auto code = text_of(service, "exit_code");
    if (text_of(service, "state") == "failed" && !code.empty()) state += fmt::format(" (exit code {})", code);
    if (flag_of(service, "oom_killed")) state += " (out of memory)";
    if (number_of(service, "replicas") > 1) {
        state += fmt::format(" {}/{}", number_of(service, "running"), number_of(service, "replicas"));
    }
    return state;
}

bool is_down(std::string_view state)
{
    return state == "failed" || state == "unhealthy" || state == "stopped" || state == "broken" || state == "unknown";
}

} // namespace

Outcome app_show(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(const auto body, session.daemon.get(app_target(invocation.arguments.front(), "")));
    TRY(const auto app, parse_object(body));
    if (invocation.has(json_switch)) {
        console.out(body + "\n");
        return 0;
    }
    const auto looks = console.looks();
    std::string text =
        fmt::format("{} ({}) {}: {}\n", printable(text_of(app, "display_name")), printable(text_of(app, "name")),
            printable(text_of(app, "version")), painted(printable(text_of(app, "state")), looks.colours));
    if (const auto what = printable(text_of(app, "description")); !what.empty()) text += what + "\n";
    text += "\n" + facts_text(session, app);
    if (is_down(text_of(app, "state"))) {
        if (const auto why = diagnosis_text(session, invocation.arguments.front()); !why.empty()) text += "\n" + why;
    }

    Table table{.header = {"SERVICE", "STATE", "IMAGE"}};
    for (const auto& service : list_of(app, "services")) {
        table.rows.push_back({printable(text_of(service, "service")), state_of_service(service, looks.colours),
            printable(text_of(service, "image"))});
    }
    if (!table.rows.empty()) text += "\n" + table_text(table, looks.table_width());
    if (const auto tail = texts_of(app, "log_tail"); !tail.empty()) {
        text += "\nThe last lines of what failed:\n";
        for (const auto& line : tail) text += fmt::format("  {}\n", printable(line));
    }
    console.out(text);
    return 0;
}

} // namespace furtka::cli
