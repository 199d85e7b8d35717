#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

namespace furtka::cli {
namespace {

namespace json = boost::json;

/// The version an image names, or the start of its id.
std::string image_words(const json::value& service, std::string_view version, std::string_view id)
{
    constexpr std::string_view prefix = "sha256:";
    if (const auto named = text_of(service, version); !named.empty()) return printable(named);
    auto text = text_of(service, id);
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
    return printable(text.substr(0, 12));
}

std::string services_words(const json::value& entry)
{
    std::vector<std::string> words;
    for (const auto& service : list_of(entry, "services")) {
        words.push_back(fmt::format("{} {} → {}", printable(text_of(service, "service")),
            image_words(service, "from_version", "from"), image_words(service, "to_version", "to")));
    }
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string outcome_words(const json::value& entry)
{
    const auto outcome = text_of(entry, "outcome");
    if (outcome == "taken_back") return "taken back";
    return printable(outcome);
}

std::string points_text(const json::value& answer, const std::string& name)
{
    Table table{.header = {"POINT", "MADE (UTC)", "FOR", "RAN"}};
    for (const auto& point : list_of(answer, "recovery_points")) {
        std::vector<std::string> ran;
        for (const auto& service : list_of(point, "services")) {
            ran.push_back(
                fmt::format("{} {}", printable(text_of(service, "service")), image_words(service, "version", "image")));
        }
        table.rows.push_back({text_of(point, "number"), time_words(text_of(point, "made_at")),
            printable(text_of(point, "made_for")), fmt::format("{}", fmt::join(ran, ", "))});
    }
    if (table.rows.empty()) return fmt::format("{} has nothing to go back to.\n", printable(name));
    return fmt::format("To go back to (furtka app rollback {} --to POINT):\n", printable(name)) + table_text(table, 0);
}

std::string history_text(const json::value& answer, const std::string& name, const Looks& looks)
{
    Table table{.header = {"WHEN (UTC)", "WHAT", "BY", "OUTCOME", "SERVICES", "DOWN", "REASON"}};
    for (const auto& entry : list_of(answer, "history")) {
        const auto down = text_of(entry, "downtime_seconds");
        table.rows.push_back({time_words(text_of(entry, "at")), printable(text_of(entry, "kind")),
            printable(text_of(entry, "by")), outcome_words(entry), services_words(entry),
            down.empty() ? "" : fmt::format("{} s", printable(down)), printable(text_of(entry, "reason"))});
    }
    if (table.rows.empty()) return fmt::format("{} was never updated.\n", printable(name));
    return table_text(table, looks.table_width());
}

Result<std::string> rollback_request(const Invocation& invocation)
{
    const auto to = invocation.value("--to");
    if (!to) return std::string("{}");
    int number = 0;
    const auto [end, problem] = std::from_chars(to->data(), to->data() + to->size(), number);
    if (problem != std::errc{} || end != to->data() + to->size() || number < 1)
        return usage(fmt::format("\"{}\" is no recovery point: it is a number", printable(*to)),
            "furtka app history NAME shows them");
    return fmt::format(R"({{"to": {}}})", number);
}

} // namespace

Outcome app_history(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto& name = invocation.arguments.front();
    TRY(const auto body, session.daemon.get(app_target(name, "/history")));
    if (invocation.has(json_switch)) {
        console.out(body + "\n");
        return 0;
    }
    TRY(const auto history, parse_object(body));
    console.out(history_text(history, name, console.looks()));
    const auto points = session.daemon.get(app_target(name, "/recovery-points"));
    if (!points) return 0; // it is not installed any more: there is only a past
    TRY(const auto answer, parse_object(*points));
    console.out("\n" + points_text(answer, name));
    return 0;
}

Outcome app_rollback(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto& name = invocation.arguments.front();
    TRY(const auto request, rollback_request(invocation));
    TRY(const auto accepted, session.daemon.post(app_target(name, "/rollback"), request));
    TRY(const auto job, follow_answer(session.daemon, console, accepted, progress_of(invocation)));
    if (invocation.has(json_switch)) {
        console.out(job.result + "\n");
        return 0;
    }
    TRY(const auto result, parse_object(job.result));
    std::string text = fmt::format("{} is back at recovery point {}.\n", printable(name), text_of(result, "to"));
    for (const auto& line : texts_of(result, "proof")) text += fmt::format("  {}\n", printable(line));
    text += fmt::format(
        "To go forward again: furtka app rollback {} --to {}\n", printable(name), text_of(result, "recovery_point"));
    console.out(text);
    return 0;
}

} // namespace furtka::cli
