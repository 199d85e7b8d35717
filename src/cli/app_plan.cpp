#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

std::string size_text(const json::value& value, std::string_view name) { return bytes_text(size_of(value, name)); }

std::string version_words(const json::value& service)
{
    const auto from = text_of(service, "from_version");
    const auto to = text_of(service, "to_version");
    if (!flag_of(service, "changes")) return printable(from);
    return printable(fmt::format("{} → {}", from.empty() ? "?" : from, to.empty() ? "?" : to));
}

Table services_table(const json::value& plan)
{
    Table table{.header = {"SERVICE", "IMAGE", "VERSION", "DOWNLOAD", "NOTE"}};
    for (const auto& service : list_of(plan, "services")) {
        const bool changes = flag_of(service, "changes");
        table.rows.push_back({printable(text_of(service, "service")), printable(text_of(service, "image")),
            version_words(service), changes ? size_text(service, "download_bytes") : "",
            printable(text_of(service, changes ? "notes_url" : "reason"))});
    }
    return table;
}

std::string finding_text(const json::value& finding)
{
    const auto service = text_of(finding, "service");
    const auto* const mark = text_of(finding, "severity") == "serious" ? "!" : "-";
    return printable(fmt::format("{} {}{}{}", mark, service, service.empty() ? "" : ": ", text_of(finding, "message")))
        + "\n";
}

std::string plan_text(const json::value& plan)
{
    std::string text;
    if (flag_of(plan, "changes")) {
        text += fmt::format("\nTo download: {}. Disk: about {} needed", size_text(plan, "download_bytes"),
            size_text(plan, "disk_needed_bytes"));
        if (!member(plan, "disk_free_bytes").is_null()) text += fmt::format(", {} free", size_text(plan, "disk_free_bytes"));
        text += ".\n";
        if (const auto seconds = text_of(plan, "expected_downtime_seconds"); !seconds.empty()) {
            text += fmt::format("Expected downtime: {} s, as in earlier updates.\n", printable(seconds));
        }
    } else {
        text += "\nThere is nothing to update.\n";
    }
    for (const auto& follower : list_of(plan, "followers")) {
        text += printable(
                    fmt::format("{} may be restarted too: it {}", text_of(follower, "service"), text_of(follower, "reason")))
            + "\n";
    }
    if (!list_of(plan, "findings").empty()) text += "\nTo know before (! stops an update that nobody watches):\n";
    for (const auto& finding : list_of(plan, "findings")) text += finding_text(finding);
    return text;
}

} // namespace

Outcome app_plan(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(const auto body, session.daemon.get(app_target(invocation.arguments.front(), "/update/plan")));
    if (invocation.has(json_switch)) {
        console.out(body + "\n");
        return 0;
    }
    TRY(const auto plan, parse_object(body));
    console.out(table_text(services_table(plan), console.looks().table_width()) + plan_text(plan));
    return 0;
}

} // namespace furtka::cli
