#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"
#include "http/percent.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

namespace furtka::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_input = 64 * 1024;

Outcome say(Session& session, const Invocation& invocation, const std::string& body, const std::string& words)
{
    session.console.out(invocation.has(json_switch) ? body + "\n" : printable(words) + "\n");
    return 0;
}

Outcome say_rows(
    Session& session, const Invocation& invocation, const std::string& body, const Table& rows, const char* none)
{
    auto& console = session.console;
    const auto looks = console.looks();
    if (invocation.has(json_switch)) {
        console.out(body + "\n");
    } else {
        console.out(rows.rows.empty() ? std::string(none) + "\n" : table_text(rows, looks.table_width()));
    }
    return 0;
}

/// Never from the command line, which every user of the server can see. Twice: nobody sees what is typed.
Result<std::string> new_password(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    if (invocation.has("--password-stdin")) {
        TRY(auto text, console.read_input(longest_input));
        while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
        return text;
    }
    const auto missing = [] { return usage("the password is missing", "give it on standard input with --password-stdin"); };
    if (!can_ask(console)) return missing();
    const auto first = console.ask("Password (at least 10 characters): ", Echo::no);
    const auto second = first ? console.ask("The same again: ", Echo::no) : std::nullopt;
    if (!second) return missing();
    if (*first != *second) return usage("the two passwords are not the same", "try again");
    return *first;
}

std::string target(std::string_view list, const std::string& item)
{
    return fmt::format("{}/{}", list, http::percent_encode(item));
}

std::string joined_words(const json::value& value, std::string_view name)
{
    return printable(fmt::format("{}", fmt::join(texts_of(value, name), ", ")));
}

Outcome change_user(Session& session, const Invocation& invocation, const std::string& request, const std::string& words)
{
    TRY(const auto body, session.daemon.post(target("/api/users", invocation.arguments.front()), request));
    return say(session, invocation, body, words);
}

} // namespace

Outcome setup(Session& session, const Invocation& invocation)
{
    auto name = invocation.value("--username");
    if (!name && can_ask(session.console) && !invocation.has("--password-stdin"))
        name = session.console.ask("User name of the owner: ", Echo::yes);
    if (!name) return usage("the user name is missing", "give it with --username");
    TRY(const auto code_body, session.daemon.post("/api/setup/code", "{}"));
    TRY(const auto code, parse_object(code_body));
    TRY(const auto password, new_password(session, invocation));
    const auto request = object_text({{"code", text_of(code, "code")}, {"username", *name}, {"password", password}});
    TRY(const auto body, session.daemon.post("/api/setup", request));
    return say(session, invocation, body,
        fmt::format("{} is the owner of this server. The page asks for the login from now on.", *name));
}

Outcome setup_code(Session& session, const Invocation& invocation)
{
    TRY(const auto body, session.daemon.post("/api/setup/code", "{}"));
    TRY(const auto answer, parse_object(body));
    return say(session, invocation, body,
        fmt::format("{} (for one use, until {} UTC)", text_of(answer, "code"), short_time(text_of(answer, "expires_at"))));
}

Outcome user_list(Session& session, const Invocation& invocation)
{
    TRY(const auto body, session.daemon.get("/api/users"));
    TRY(const auto answer, parse_object(body));
    Table rows{.header = {"NAME", "ROLE", "SECOND FACTOR", "SESSIONS"}};
    for (const auto& user : list_of(answer, "users")) {
        rows.rows.push_back({printable(text_of(user, "username")), printable(text_of(user, "role")),
            flag_of(user, "second_factor") ? "on" : "off", text_of(user, "sessions")});
    }
    return say_rows(session, invocation, body, rows, "There is no owner yet. Set one with: furtka setup");
}

Outcome user_add(Session& session, const Invocation& invocation)
{
    const auto& name = invocation.arguments.front();
    TRY(const auto password, new_password(session, invocation));
    const auto role = invocation.value("--role").value_or("viewer");
    const auto request = object_text({{"username", name}, {"role", role}, {"password", password}});
    TRY(const auto body, session.daemon.post("/api/users", request));
    return say(session, invocation, body, fmt::format("{} may log in as {}.", name, role));
}

Outcome user_remove(Session& session, const Invocation& invocation)
{
    const auto& name = invocation.arguments.front();
    TRY(const auto body, session.daemon.remove(target("/api/users", name)));
    return say(session, invocation, body, fmt::format("{} may log in no more.", name));
}

Outcome user_password(Session& session, const Invocation& invocation)
{
    TRY(const auto password, new_password(session, invocation));
    return change_user(session, invocation, object_text({{"password", password}}),
        fmt::format("The password of {} is set; their sessions have ended.", invocation.arguments.front()));
}

Outcome user_role(Session& session, const Invocation& invocation)
{
    const auto& role = invocation.arguments.back();
    return change_user(session, invocation, object_text({{"role", role}}),
        fmt::format("{} is {} now; their sessions have ended.", invocation.arguments.front(), role));
}

Outcome user_factor_off(Session& session, const Invocation& invocation)
{
    return change_user(session, invocation, object_text({{"second_factor", "off"}}),
        fmt::format("The second factor of {} is off; their sessions have ended.", invocation.arguments.front()));
}

Outcome session_list(Session& session, const Invocation& invocation)
{
    TRY(const auto body, session.daemon.get("/api/sessions"));
    TRY(const auto answer, parse_object(body));
    Table rows{.header = {"ID", "NAME", "FROM", "SINCE", "LAST SEEN", "BROWSER"}};
    for (const auto& one : list_of(answer, "sessions")) {
        rows.rows.push_back({printable(text_of(one, "id")), printable(text_of(one, "username")),
            printable(text_of(one, "address")), short_time(text_of(one, "created_at")), short_time(text_of(one, "seen_at")),
            printable(text_of(one, "agent"))});
    }
    return say_rows(session, invocation, body, rows, "Nobody is logged in.");
}

Outcome session_revoke(Session& session, const Invocation& invocation)
{
    const auto& id = invocation.arguments.front();
    TRY(const auto body, session.daemon.remove(target("/api/sessions", id)));
    return say(session, invocation, body, fmt::format("Session {} has ended.", id));
}

Outcome token_list(Session& session, const Invocation& invocation)
{
    TRY(const auto body, session.daemon.get("/api/tokens"));
    TRY(const auto answer, parse_object(body));
    Table rows{.header = {"ID", "NAME", "SCOPES", "APPS", "MADE BY", "EXPIRES", "LAST USED"}};
    for (const auto& token : list_of(answer, "tokens")) {
        const auto apps = joined_words(token, "apps");
        rows.rows.push_back({printable(text_of(token, "id")), printable(text_of(token, "name")),
            joined_words(token, "scopes"), apps.empty() ? "all" : apps, printable(text_of(token, "made_by")),
            short_time(text_of(token, "expires_at")), short_time(text_of(token, "used_at"))});
    }
    return say_rows(session, invocation, body, rows, "There are no tokens.");
}

Outcome token_create(Session& session, const Invocation& invocation)
{
    json::object request{{"name", invocation.arguments.front()}};
    json::array scopes;
    for (const auto& scope : invocation.values("--scope")) scopes.emplace_back(scope);
    if (scopes.empty()) scopes.emplace_back("read");
    request["scopes"] = std::move(scopes);
    json::array apps;
    for (const auto& app : invocation.values("--app")) apps.emplace_back(app);
    if (!apps.empty()) request["apps"] = std::move(apps);
    if (const auto days = invocation.value("--days")) {
        int number = 0;
        const auto [end, problem] = std::from_chars(days->data(), days->data() + days->size(), number);
        if (problem != std::errc{} || end != days->data() + days->size())
            return usage(fmt::format("--days is \"{}\", wanted is a number", printable(*days)), "");
        request["days"] = number;
    }
    TRY(const auto body, session.daemon.post("/api/tokens", json::serialize(request)));
    TRY(const auto answer, parse_object(body));
    // The token alone is the result, so that a script can take it.
    if (!invocation.has(json_switch)) session.console.err("This is shown once:\n");
    return say(session, invocation, body, text_of(answer, "token"));
}

Outcome token_revoke(Session& session, const Invocation& invocation)
{
    const auto& id = invocation.arguments.front();
    TRY(const auto body, session.daemon.remove(target("/api/tokens", id)));
    return say(session, invocation, body, fmt::format("Token {} is revoked.", id));
}

Outcome audit(Session& session, const Invocation& invocation)
{
    const auto limit = invocation.value("--limit").value_or("50");
    TRY(const auto body, session.daemon.get("/api/audit?limit=" + http::percent_encode(limit)));
    TRY(const auto answer, parse_object(body));
    Table rows{.header = {"WHEN (UTC)", "WHO", "FROM", "WHAT", "ABOUT", "RESULT"}};
    for (const auto& entry : list_of(answer, "entries")) {
        auto result = text_of(entry, "result");
        if (const auto job = text_of(entry, "job"); !job.empty()) result = fmt::format("job {} {}", job, result);
        if (const auto times = number_of(entry, "times"); times > 1) result += fmt::format(" ({} times)", times);
        rows.rows.push_back(
            {short_time(text_of(entry, "at")), printable(text_of(entry, "who")), printable(text_of(entry, "from")),
                printable(text_of(entry, "what")), printable(text_of(entry, "about")), printable(result)});
    }
    return say_rows(session, invocation, body, rows, "Nothing was done yet.");
}

} // namespace furtka::cli
