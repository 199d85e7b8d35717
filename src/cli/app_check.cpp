#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

std::string words_of(const json::value& check)
{
    const auto state = text_of(check, "state");
    if (state == "available") return "update available";
    if (state == "up_to_date") return "up to date";
    if (state == "held_back") return "held back";
    return state.empty() ? "not checked" : state;
}

std::string note_of(const json::value& check)
{
    const auto reason = text_of(check, "reason");
    const auto version = text_of(check, "newer_version");
    const auto tag = text_of(check, "newer_tag");
    std::string note = reason;
    if (!version.empty()) note += fmt::format("{}version {} is in the catalog", note.empty() ? "" : "; ", version);
    if (!tag.empty()) note += fmt::format("{}tag {} is newer", note.empty() ? "" : "; ", tag);
    return printable(note);
}

Table apps_table(const json::value& answer)
{
    Table table{.header = {"NAME", "UPDATE", "NOTE", "CHECKED"}};
    for (const auto& app : list_of(answer, "apps")) {
        const auto& check = member(app, "update");
        table.rows.push_back(
            {printable(text_of(app, "name")), words_of(check), note_of(check), printable(text_of(check, "checked_at"))});
    }
    return table;
}

Table services_table(const json::value& answer, const std::string& name)
{
    Table table{.header = {"SERVICE", "IMAGE", "UPDATE", "NOTE", "CHECKED"}};
    for (const auto& app : list_of(answer, "apps")) {
        if (text_of(app, "name") != name) continue;
        for (const auto& service : list_of(member(app, "update"), "services")) {
            table.rows.push_back({printable(text_of(service, "service")), printable(text_of(service, "image")),
                words_of(service), note_of(service), printable(text_of(service, "checked_at"))});
        }
    }
    return table;
}

} // namespace

Outcome app_check(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const bool one = !invocation.arguments.empty();
    const auto name = one ? invocation.arguments.front() : std::string();
    const auto request = one ? object_text({{"name", name}}) : std::string("{}");
    TRY(const auto body, session.daemon.post("/api/updates/check", request));
    if (invocation.has(json_switch)) {
        console.out(body + "\n");
        return 0;
    }
    TRY(const auto answer, parse_object(body));
    const auto table = one ? services_table(answer, name) : apps_table(answer);
    console.out(table.rows.empty() ? "Nothing was checked.\n" : table_text(table, console.looks().table_width()));
    return 0;
}

} // namespace furtka::cli
