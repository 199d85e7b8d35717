#include "cli/exit_code.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"
#include "http/message.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_password = 64 * 1024;

std::string left_of(const json::value& registry)
{
    const auto remaining = text_of(registry, "remaining");
    if (remaining.empty()) return "";
    const auto limit = text_of(registry, "limit");
    return printable(limit.empty() ? remaining : fmt::format("{} of {}", remaining, limit));
}

Outcome told(Session& session, const Invocation& invocation, const std::string& body, const std::string& words)
{
    session.console.out(invocation.has(json_switch) ? body + "\n" : words + "\n");
    return 0;
}

Result<std::string> asked_password(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    if (invocation.has("--password-stdin")) {
        TRY(auto text, console.read_input(longest_password));
        while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
        return text;
    }
    auto answer = can_ask(console) ? console.ask("Password or token: ", Echo::no) : std::nullopt;
    if (answer) return *std::move(answer);
    return usage("the password is missing", "give it on standard input with --password-stdin");
}

Result<std::string> asked_name(Session& session, const Invocation& invocation)
{
    if (const auto given = invocation.value("--username")) return std::string(*given);
    auto answer = can_ask(session.console) && !invocation.has("--password-stdin")
        ? session.console.ask("User name: ", Echo::yes)
        : std::nullopt;
    if (answer) return *std::move(answer);
    return usage("the user name is missing", "give it with --username");
}

} // namespace

Outcome registry_list(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(const auto body, session.daemon.get("/api/registries"));
    if (invocation.has(json_switch)) {
        console.out(body + "\n");
        return 0;
    }
    TRY(const auto answer, parse_object(body));
    Table table{.header = {"REGISTRY", "USER", "KEPT BY", "LEFT", "NOTE"}};
    for (const auto& registry : list_of(answer, "registries")) {
        table.rows.push_back({printable(text_of(registry, "registry")), printable(text_of(registry, "username")),
            printable(text_of(registry, "kept_by")), left_of(registry), printable(text_of(registry, "hint"))});
    }
    console.out(table.rows.empty() ? "No registry was asked yet, and no login is kept.\n"
                                   : table_text(table, console.looks().table_width()));
    return 0;
}

Outcome registry_login(Session& session, const Invocation& invocation)
{
    const auto& host = invocation.arguments.front();
    TRY(const auto username, asked_name(session, invocation));
    TRY(const auto password, asked_password(session, invocation));
    const auto request = object_text({{"registry", host}, {"username", username}, {"password", password}});
    TRY(const auto body, session.daemon.post("/api/registries", request));
    return told(session, invocation, body, printable(fmt::format("Logged in to {} as {}.", host, username)));
}

Outcome registry_logout(Session& session, const Invocation& invocation)
{
    const auto& host = invocation.arguments.front();
    TRY(const auto body, session.daemon.remove("/api/registries/" + http::percent_encode(host)));
    return told(session, invocation, body, printable(fmt::format("The login of {} is forgotten.", host)));
}

} // namespace furtka::cli
