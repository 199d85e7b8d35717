#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <charconv>

namespace furtka::cli {
namespace {

namespace json = boost::json;

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + printable(word);
    return text;
}

std::string mode_text(std::string_view mode)
{
    if (mode == "auto") return "auto: updates are taken by themselves";
    if (mode == "tell") return "tell: updates are told, and taken by you";
    return "hand: updates show in the list, and are taken by you";
}

std::string policy_text(const json::value& policy)
{
    std::string text;
    const auto fact = [&](std::string_view name, const std::string& value) {
        text += fmt::format("{} {}\n", padded(name, 11), value);
    };
    const auto windows = texts_of(policy, "windows");
    const auto zone = text_of(policy, "time_zone");
    fact("Mode:", mode_text(text_of(policy, "mode")));
    fact("Windows:", windows.empty() ? "always" : joined(windows));
    fact("Time zone:", zone.empty() ? "the server's" : printable(zone));
    fact("Cooling:", fmt::format("{} hours after an image was first seen", number_of(policy, "cooling_hours")));
    return text;
}

std::string app_text(const json::value& answer)
{
    const auto& own = member(answer, "own");
    auto text = policy_text(member(answer, "effective"));
    if (flag_of(own, "hold")) text += "It is held back: no update until furtka policy NAME --release.\n";
    if (!texts_of(own, "skipped").empty()) text += fmt::format("Skipped: {}\n", joined(texts_of(own, "skipped")));
    return text;
}

Result<void> put_common(json::object& request, const Invocation& invocation)
{
    if (const auto mode = invocation.value("--mode")) request["mode"] = *mode;
    if (const auto zone = invocation.value("--zone")) request["time_zone"] = *zone;
    if (const auto windows = invocation.values("--window"); !windows.empty()) {
        json::array list;
        for (const auto& window : windows) {
            if (window != "always") list.emplace_back(window);
        }
        request["windows"] = std::move(list);
    }
    if (const auto cooling = invocation.value("--cooling")) {
        int hours = 0;
        const auto [end, problem] = std::from_chars(cooling->data(), cooling->data() + cooling->size(), hours);
        if (problem != std::errc{} || end != cooling->data() + cooling->size())
            return usage(fmt::format("--cooling is \"{}\", wanted is a number of hours", printable(*cooling)), "");
        request["cooling_hours"] = hours;
    }
    return {};
}

/// Digests that the app's services are offered.
Result<json::array> offered(Session& session, const std::string& app)
{
    TRY(const auto body, session.daemon.get(app_target(app, "")));
    TRY(const auto answer, parse_object(body));
    json::array digests;
    for (const auto& service : list_of(member(answer, "update"), "services")) {
        const auto state = text_of(service, "state");
        const auto digest = text_of(service, "offered");
        if (!digest.empty() && (state == "available" || state == "held_back")) digests.emplace_back(digest);
    }
    if (!digests.empty()) return digests;
    return fail({.kind = ErrorKind::conflict,
        .key = "nothing_to_skip",
        .message = fmt::format("no update of {} is offered", printable(app)),
        .hint = "see what is there with: furtka app check"});
}

Result<void> put_own(json::object& request, Session& session, const Invocation& invocation)
{
    if (invocation.has("--inherit")) {
        for (const auto* name : {"mode", "windows", "time_zone", "cooling_hours"}) {
            if (!request.contains(name)) request[name] = nullptr;
        }
    }
    if (invocation.has("--release")) {
        request["hold"] = false;
        request["skipped"] = json::array();
    }
    if (invocation.has("--hold")) request["hold"] = true;
    if (invocation.has("--skip")) {
        TRY(auto digests, offered(session, invocation.arguments.front()));
        request["skipped"] = std::move(digests);
    }
    return {};
}

bool wants_own(const Invocation& invocation)
{
    return invocation.has("--inherit") || invocation.has("--release") || invocation.has("--hold")
        || invocation.has("--skip");
}

} // namespace

Outcome policy(Session& session, const Invocation& invocation)
{
    const bool of_app = !invocation.arguments.empty();
    if (!of_app && wants_own(invocation))
        return usage("--hold, --release, --skip and --inherit are of one app", "furtka policy NAME --hold");
    json::object request;
    CHECK(put_common(request, invocation));
    if (of_app) CHECK(put_own(request, session, invocation));
    const auto target = of_app ? app_target(invocation.arguments.front(), "/policy") : std::string("/api/policy");
    TRY(const auto body,
        request.empty() ? session.daemon.get(target) : session.daemon.post(target, json::serialize(request)));
    TRY(const auto answer, parse_object(body));
    session.console.out(invocation.has(json_switch) ? body + "\n" : of_app ? app_text(answer) : policy_text(answer));
    return 0;
}

} // namespace furtka::cli
