#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/settings_input.hpp"
#include "cli/text.hpp"
#include "http/percent.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <charconv>

namespace furtka::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view targets = "/api/notifications/targets";

std::string target_of(const std::string& id, std::string_view rest)
{
    return fmt::format("{}/{}{}", targets, http::percent_encode(id), rest);
}

std::string targets_text(const json::value& answer, std::size_t width)
{
    const auto events = list_of(answer, "events").size();
    Table table{.header = {"ID", "KIND", "TO", "TOLD OF", "LAST PROBLEM"}};
    for (const auto& target : list_of(answer, "targets")) {
        const auto told = texts_of(target, "events");
        table.rows.push_back(
            {printable(text_of(target, "id")), printable(text_of(target, "kind")), printable(text_of(target, "name")),
                told.size() == events ? "everything" : joined(told), printable(text_of(member(target, "error"), "detail"))});
    }
    if (table.rows.empty()) return "Nobody is told. Add someone with: furtka notify add\n";
    return table_text(table, width);
}

Result<std::string> request_of(const Invocation& invocation, const SettingValues& given)
{
    json::object request{{"kind", invocation.arguments.front()}};
    for (const auto& [key, value] : given) {
        if (key != "port") {
            request[key] = value;
            continue;
        }
        int port = 0;
        const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), port);
        if (problem != std::errc{} || end != value.data() + value.size())
            return usage(fmt::format("port is \"{}\", wanted is a number", printable(value)), "");
        request["port"] = port;
    }
    json::array events;
    for (const auto& event : invocation.values("--event")) events.emplace_back(event);
    if (!events.empty()) request["events"] = std::move(events);
    return json::serialize(request);
}

} // namespace

Outcome notify_list(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(const auto body, session.daemon.get(std::string(targets)));
    TRY(const auto answer, parse_object(body));
    console.out(invocation.has(json_switch) ? body + "\n" : targets_text(answer, console.looks().table_width()));
    return 0;
}

Outcome notify_add(Session& session, const Invocation& invocation)
{
    TRY(const auto given, given_settings(session, invocation));
    TRY(const auto request, request_of(invocation, given));
    TRY(const auto body, session.daemon.post(std::string(targets), request));
    TRY(const auto answer, parse_object(body));
    const auto id = printable(text_of(answer, "id"));
    session.console.out(invocation.has(json_switch)
            ? body + "\n"
            : fmt::format(
                  "{} is told from now on. Try it with: furtka notify test {}\n", printable(text_of(answer, "name")), id));
    return 0;
}

Outcome notify_remove(Session& session, const Invocation& invocation)
{
    const auto& id = invocation.arguments.front();
    TRY(const auto body, session.daemon.remove(target_of(id, "")));
    session.console.out(invocation.has(json_switch) ? body + "\n" : fmt::format("{} is told no more.\n", printable(id)));
    return 0;
}

Outcome notify_test(Session& session, const Invocation& invocation)
{
    const auto& id = invocation.arguments.front();
    TRY(const auto body, session.daemon.post(target_of(id, "/test"), "{}"));
    session.console.out(invocation.has(json_switch) ? body + "\n" : "The test was sent and taken.\n");
    return 0;
}

} // namespace furtka::cli
