#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"
#include "http/message.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view catalogs_path = "/api/catalogs";

std::string catalog_target(const std::string& name, std::string_view rest)
{
    return fmt::format("{}/{}{}", catalogs_path, http::percent_encode(name), rest);
}

std::string state_of(const json::value& catalog)
{
    const auto error = text_of(member(catalog, "error"), "detail");
    if (!error.empty()) return "failed: " + error;
    return text_of(catalog, "revision").empty() ? "not fetched yet" : "ok";
}

std::string trust_of(const json::value& catalog)
{
    if (!text_of(catalog, "key").empty()) return "signed";
    return text_of(catalog, "sha256").empty() ? "" : "pinned";
}

std::string catalogs_text(const json::value& answer, std::size_t width)
{
    Table table{.header = {"NAME", "KIND", "APPS", "TRUST", "SYNCED (UTC)", "STATE", "LOCATION"}};
    for (const auto& catalog : list_of(answer, "catalogs")) {
        table.rows.push_back({printable(text_of(catalog, "name")), printable(text_of(catalog, "kind")),
            printable(text_of(catalog, "apps")), trust_of(catalog), time_words(printable(text_of(catalog, "synced_at"))),
            printable(state_of(catalog)), printable(text_of(catalog, "location"))});
    }
    // Before all others; as long as there are none, nobody needs to know.
    const auto& own = member(answer, "own");
    if (number_of(own, "apps") > 0) {
        table.rows.insert(table.rows.begin(),
            {"own", "own", printable(text_of(own, "apps")), "", "", "", printable(text_of(own, "location"))});
    }
    if (table.rows.empty()) return "Only the bundled apps are there. Add more with: furtka catalog add\n";
    return table_text(table, width);
}

/// A path is told in full: the daemon works elsewhere.
std::string full_location(const Session& session, const std::string& location)
{
    const bool address = location.find("://") != std::string::npos;
    return address ? location : (session.folder / location).lexically_normal().string();
}

void add_trust(const Session& session, const Invocation& invocation, json::object& request)
{
    for (const auto& [option, name] : {std::pair("--kind", "kind"), std::pair("--ref", "ref"), std::pair("--key", "key"),
             std::pair("--sha256", "sha256"), std::pair("--ca-file", "ca_file"), std::pair("--location", "location")}) {
        if (const auto value = invocation.value(option)) request[name] = std::string(*value);
    }
    if (const auto location = invocation.value("--location"))
        request["location"] = full_location(session, std::string(*location));
}

/// The job's end, told.
Outcome synced(Session& session, const Invocation& invocation, const std::string& name, const std::string& answer)
{
    auto& console = session.console;
    TRY(const auto job, follow_answer(session.daemon, console, answer, progress_of(invocation)));
    if (invocation.has(json_switch)) {
        console.out(job.result + "\n");
        return 0;
    }
    TRY(const auto result, parse_object(job.result));
    console.out(fmt::format("{}: {} apps{}\n", printable(name), printable(text_of(result, "apps")),
        flag_of(result, "changed") ? "" : ", as before"));
    return 0;
}

} // namespace

Outcome catalog_list(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(const auto body, session.daemon.get(std::string(catalogs_path)));
    TRY(const auto answer, parse_object(body));
    console.out(invocation.has(json_switch) ? body + "\n" : catalogs_text(answer, console.looks().table_width()));
    return 0;
}

Outcome catalog_add(Session& session, const Invocation& invocation)
{
    const auto& name = invocation.arguments[0];
    json::object request{{"name", name}, {"location", full_location(session, invocation.arguments[1])}};
    add_trust(session, invocation, request);
    if (invocation.has("--first")) request["position"] = 0;
    TRY(const auto answer, session.daemon.post(std::string(catalogs_path), json::serialize(request)));
    return synced(session, invocation, name, answer);
}

Outcome catalog_change(Session& session, const Invocation& invocation)
{
    const auto& name = invocation.arguments.front();
    json::object request;
    add_trust(session, invocation, request);
    if (request.empty()) return usage("nothing to change was given", "furtka catalog change --help");
    TRY(const auto answer, session.daemon.post(catalog_target(name, ""), json::serialize(request)));
    return synced(session, invocation, name, answer);
}

Outcome catalog_remove(Session& session, const Invocation& invocation)
{
    const auto& name = invocation.arguments.front();
    TRY(const auto body, session.daemon.remove(catalog_target(name, "")));
    session.console.out(invocation.has(json_switch)
            ? body + "\n"
            : fmt::format("{} is no catalog any more. Apps that were installed from it stay.\n", printable(name)));
    return 0;
}

Outcome catalog_order(Session& session, const Invocation& invocation)
{
    json::array names;
    for (const auto& name : invocation.arguments) names.emplace_back(name);
    const auto request = json::serialize(json::object{{"names", std::move(names)}});
    TRY(const auto body, session.daemon.post(std::string(catalogs_path) + "/order", request));
    session.console.out(invocation.has(json_switch)
            ? body + "\n"
            : fmt::format("Apps are looked for in {}, then among the bundled ones.\n", joined(invocation.arguments)));
    return 0;
}

Outcome catalog_sync(Session& session, const Invocation& invocation)
{
    std::vector<std::string> names = invocation.arguments;
    if (names.empty()) {
        TRY(const auto body, session.daemon.get(std::string(catalogs_path)));
        TRY(const auto answer, parse_object(body));
        for (const auto& catalog : list_of(answer, "catalogs")) names.push_back(text_of(catalog, "name"));
        if (names.empty()) session.console.out("There is no catalog to sync; the bundled apps come with Furtka.\n");
    }
    // One that fails does not keep the others from being synced.
    std::optional<Error> failed;
    for (const auto& name : names) {
        const auto answer = session.daemon.post(catalog_target(name, "/sync"), "{}");
        const auto done = answer ? synced(session, invocation, name, *answer) : Outcome(fail(answer.error()));
        if (done) continue;
        if (names.size() > 1)
            session.console.err(fmt::format("furtka: {}: {}\n", printable(name), printable(done.error().message)));
        if (!failed) failed = done.error();
    }
    if (failed) return fail(*failed);
    return 0;
}

} // namespace furtka::cli
