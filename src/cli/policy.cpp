#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace furtka::cli {
namespace {

namespace json = boost::json;

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

std::string gate_text(const json::value& gate)
{
    std::string text;
    const auto add = [&text](std::string words) { text += (text.empty() ? "After an update: " : ", ") + std::move(words); };
    const auto seconds = [&gate](std::string_view name) -> std::int64_t {
        return member(gate, name).is_int64() ? member(gate, name).get_int64() : -1;
    };
    const auto is_off = [&gate](std::string_view name) { return member(gate, name).is_bool() && !flag_of(gate, name); };
    if (seconds("settle_seconds") >= 0) add(fmt::format("well for {} s", seconds("settle_seconds")));
    if (seconds("timeout_seconds") >= 0) add(fmt::format("within {} s", seconds("timeout_seconds")));
    if (is_off("ports"))
        add("ports are not asked");
    else if (is_off("http"))
        add("any answer of a port will do");
    return text.empty() ? text : text + ".\n";
}

std::string app_text(const json::value& answer)
{
    const auto& own = member(answer, "own");
    auto text = policy_text(member(answer, "effective"));
    if (const auto& gate = member(own, "gate"); gate.is_object()) text += gate_text(gate);
    if (flag_of(own, "hold")) text += "It is held back: no update until furtka policy NAME --release.\n";
    if (!texts_of(own, "skipped").empty()) text += fmt::format("Skipped: {}\n", joined(texts_of(own, "skipped")));
    return text;
}

Result<int> whole_number(const Invocation& invocation, std::string_view option, std::string_view unit)
{
    const auto text = invocation.value(option).value_or("");
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc{} && end == text.data() + text.size()) return number;
    return usage(fmt::format("{} is \"{}\", wanted is a number of {}", option, printable(text), unit), "");
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
    if (invocation.value("--cooling")) {
        TRY(request["cooling_hours"], whole_number(invocation, "--cooling", "hours"));
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

constexpr std::array gate_options{"--settle", "--timeout", "--look"};

bool wants_gate(const Invocation& invocation)
{
    return std::ranges::any_of(gate_options, [&](const char* name) { return invocation.value(name).has_value(); });
}

/// What the app has of its own, with what was asked for.
Result<json::value> gate_of(Session& session, const Invocation& invocation)
{
    TRY(const auto body, session.daemon.get(app_target(invocation.arguments.front(), "/policy")));
    TRY(const auto answer, parse_object(body));
    json::object gate;
    if (const auto& own = member(member(answer, "own"), "gate"); own.is_object()) gate = own.get_object();
    if (invocation.value("--settle")) {
        TRY(gate["settle_seconds"], whole_number(invocation, "--settle", "seconds"));
    }
    if (invocation.value("--timeout")) {
        TRY(gate["timeout_seconds"], whole_number(invocation, "--timeout", "seconds"));
    }
    if (const auto look = invocation.value("--look")) {
        if (*look != "http" && *look != "ports" && *look != "none")
            return usage(fmt::format("--look is \"{}\", wanted is http, ports or none", printable(*look)), "");
        gate["ports"] = *look != "none";
        gate["http"] = *look == "http";
    }
    return gate;
}

Result<void> put_own(json::object& request, Session& session, const Invocation& invocation)
{
    if (wants_gate(invocation)) {
        TRY(request["gate"], gate_of(session, invocation));
    }
    if (invocation.has("--inherit")) {
        for (const auto* name : {"mode", "windows", "time_zone", "cooling_hours", "gate"}) {
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
    return invocation.has("--inherit") || invocation.has("--release") || invocation.has("--hold") || invocation.has("--skip")
        || wants_gate(invocation);
}

} // namespace

Outcome policy(Session& session, const Invocation& invocation)
{
    const bool of_app = !invocation.arguments.empty();
    if (!of_app && wants_own(invocation))
        return usage("--hold, --release, --skip, --settle, --timeout, --look and --inherit are of one app",
            "furtka policy NAME --hold");
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
