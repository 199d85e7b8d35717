#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/permissions_text.hpp"
#include "cli/session.hpp"
#include "cli/settings_input.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

namespace json = boost::json;
using Members = std::vector<std::pair<std::string, std::string>>;

// The daemon's working folder is not the person's: a path is made absolute here.
Members source_members(const Session& session, const std::string& word)
{
    std::error_code ignored;
    const bool is_folder = std::filesystem::is_regular_file(session.folder / word / "manifest.json", ignored);
    if (word.find('/') == std::string::npos && !is_folder) return {{"name", word}};
    auto path = (session.folder / word).lexically_normal();
    if (!path.has_filename()) path = path.parent_path(); // `folder/`
    return {{"source", path.string()}};
}

std::string steps_text(const json::value& plan)
{
    const auto name = text_of(plan, "name");
    std::vector<std::string> first;
    for (const auto& step : list_of(plan, "steps")) {
        const auto app = printable(text_of(step, "app"));
        if (app != name && !flag_of(step, "already_installed")) first.push_back(app);
    }
    if (first.empty()) return "";
    return fmt::format(
        "{} needs {}, which {} installed first.\n", printable(name), list_text(first), first.size() == 1 ? "is" : "are");
}

std::string value_of(const Setting& setting, const json::value& plan, const SettingValues& given)
{
    const auto secrets = texts_of(plan, "secrets_set");
    const bool kept_secret = std::ranges::find(secrets, setting.name) != secrets.end();
    if (const auto found = given.find(setting.name); found != given.end()) {
        return setting.secret() ? "(given)" : printable(found->second);
    }
    if (kept_secret) return "(kept)";
    if (const auto kept = text_of(member(plan, "values"), setting.name); !kept.empty()) return printable(kept);
    if (!setting.default_value.empty()) return setting.secret() ? "(default)" : printable(setting.default_value);
    if (!setting.generate.empty()) return "(generated)";
    return setting.required ? "(missing: give it with --set)" : "(empty)";
}

std::string planned_port(const json::value& port)
{
    const auto ip = text_of(port, "host_ip");
    return printable(fmt::format("{}{}{} → {}/{}", ip, ip.empty() ? "" : ":", text_of(port, "published"),
        text_of(port, "target"), text_of(port, "protocol")));
}

std::vector<std::string> moved_lines(const json::value& plan)
{
    std::vector<std::string> lines;
    for (const auto& moved : list_of(plan, "ports_moved")) {
        lines.push_back(fmt::format("{} is {} instead of {}{}", text_of(moved, "setting"), number_of(moved, "to"),
            number_of(moved, "from"),
            text_of(moved, "app") == text_of(plan, "name") ? "" : " for " + text_of(moved, "app")));
    }
    return lines;
}

std::vector<std::string> in_the_way(const json::value& plan)
{
    std::vector<std::string> lines;
    for (const auto& taken : list_of(plan, "names_taken")) lines.push_back(text_of(taken, "text"));
    for (const auto& taken : list_of(plan, "ports_taken")) {
        auto line = text_of(taken, "text");
        if (const auto free = number_of(taken, "free"); free > 0)
            line += fmt::format("; {} is free (--set {}={}, or --free-ports)", free, text_of(taken, "setting"), free);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string plan_text(const json::value& plan, const SettingValues& given)
{
    const auto name = printable(text_of(plan, "name"));
    std::string text =
        fmt::format("{} ({}) would be {}. Nothing has been changed.\n", printable(text_of(plan, "display_name")), name,
            flag_of(plan, "replaces") ? "installed again; its settings and data stay" : "installed");
    text += steps_text(plan);
    const auto section = [&](std::string_view title, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        text += fmt::format("\n{}:\n", title);
        for (const auto& line : lines) text += fmt::format("  {}\n", line);
    };
    std::vector<std::string> settings;
    const auto form = read_form(list_of(plan, "settings"));
    std::size_t widest = 0;
    for (const auto& setting : form) widest = std::max(widest, display_width(printable(setting.name)));
    for (const auto& setting : form) {
        settings.push_back(padded(printable(setting.name), widest) + "  " + value_of(setting, plan, given));
    }
    std::vector<std::string> ports;
    for (const auto& port : list_of(plan, "ports")) ports.push_back(planned_port(port));
    const auto clean = [](std::vector<std::string> lines) {
        for (auto& line : lines) line = printable(line);
        return lines;
    };
    section("Settings", settings);
    section("Ports", ports);
    section("Ports that were taken", clean(moved_lines(plan)));
    section("In the way", clean(in_the_way(plan)));
    section("Permissions", permission_lines(list_of(plan, "permissions")));
    section("To be accepted (--accept ID, or --accept-all)", clean(ids_to_accept(plan, {})));
    section("Images", clean(texts_of(plan, "images")));
    section("Notices", clean(texts_of(plan, "notices")));
    const auto free = number_of(plan, "disk_free");
    if (free > 0) text += fmt::format("\nFree disk space: {}\n", bytes_text(static_cast<std::uint64_t>(free)));
    return text;
}

Outcome show_plan(Session& session, const Invocation& invocation, const std::string& request, const SettingValues& given)
{
    TRY(const auto body, session.daemon.post("/api/apps/install/plan", request));
    TRY(const auto plan, parse_object(body));
    session.console.out(invocation.has(json_switch) ? body + "\n" : plan_text(plan, given));
    return 0;
}

FreePorts free_ports_of(const Invocation& invocation)
{
    return invocation.has("--free-ports") ? FreePorts::yes : FreePorts::no;
}

Result<json::value> plan_of(Session& session, const Members& source, const SettingValues& given, FreePorts ports)
{
    TRY(const auto body, session.daemon.post("/api/apps/install/plan", settings_request(source, given, {}, ports)));
    return parse_object(body);
}

/// Each port of the app that is taken, and another that is free: taken when the person presses Enter.
void offer_ports(Console& console, const json::value& plan, SettingValues& given)
{
    for (const auto& taken : list_of(plan, "ports_taken")) {
        const auto free = number_of(taken, "free");
        const auto setting = text_of(taken, "setting");
        if (free <= 0 || text_of(taken, "app") != text_of(plan, "name") || given.contains(setting)) continue;
        const auto answer =
            console.ask(fmt::format("{}. Take {} instead? [Y/n] ", printable(text_of(taken, "text")), free), Echo::yes);
        if (answer && (answer->empty() || *answer == "y" || *answer == "Y" || *answer == "yes"))
            given[setting] = fmt::format("{}", free);
    }
}

// On a terminal: what else will be installed is told, what is missing asked for.
Result<void> complete(Session& session, const Members& source, SettingValues& given, FreePorts ports)
{
    TRY(const auto plan, plan_of(session, source, given, ports));
    session.console.err(steps_text(plan));
    offer_ports(session.console, plan, given);
    SettingValues kept;
    if (const auto* values = member(plan, "values").if_object()) {
        for (const auto& [key, value] : *values) kept.emplace(key, "");
    }
    return ask_missing(session.console, read_form(list_of(plan, "settings")), kept, texts_of(plan, "secrets_set"), given);
}

std::string result_text(Session& session, const JobView& job)
{
    const auto result = parse_object(job.result);
    if (!result) return "";
    const auto name = printable(text_of(*result, "app"));
    std::string text = fmt::format("{} is {}.\n", name, flag_of(*result, "replaced") ? "installed again" : "installed");
    for (const auto& notice : texts_of(*result, "notices")) text += fmt::format("Notice: {}\n", printable(notice));
    // The app is installed whether or not its page can be told.
    const auto body = session.daemon.get(app_target(text_of(*result, "app"), ""));
    const auto app = body ? parse_object(*body) : Result<json::value>(fail(body.error()));
    const auto link = app ? open_link(session, *app) : "";
    if (!link.empty()) text += fmt::format("Open it at {}\n", link);
    return text;
}

/// What the app may do is asked about with the settings it will have.
Result<std::vector<std::string>> accept(
    Session& session, const Invocation& invocation, const Members& source, const SettingValues& given)
{
    const bool asks = can_ask(session.console) && !invocation.has(json_switch);
    if (!asks && !invocation.has("--accept-all")) return invocation.values("--accept");
    TRY(const auto plan, plan_of(session, source, given, free_ports_of(invocation)));
    return accepted_ids(session, invocation, plan);
}

Error with_setting_hint(Error error)
{
    if (error.key == "setting_required")
        error.hint += error.hint.empty() ? "give it with --set KEY=VALUE" : " (--set KEY=VALUE)";
    if (error.key == "port_in_use" && error.hint.contains("which is free"))
        error.hint += "; --free-ports takes what is free";
    return error;
}

} // namespace

Outcome app_install(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto source = source_members(session, invocation.arguments.front());
    TRY(auto given, given_settings(session, invocation));
    const auto ports = free_ports_of(invocation);
    if (invocation.has("--plan")) return show_plan(session, invocation, settings_request(source, given, {}, ports), given);

    if (can_ask(console) && !invocation.has(json_switch)) CHECK(complete(session, source, given, ports));
    TRY(const auto ids, accept(session, invocation, source, given));
    const auto accepted = session.daemon.post("/api/apps/install", settings_request(source, given, ids, ports));
    if (!accepted) return fail(with_accept_hint(with_setting_hint(accepted.error())));
    TRY(const auto job, follow_answer(session.daemon, console, *accepted, progress_of(invocation)));
    console.out(invocation.has(json_switch) ? job.result + "\n" : result_text(session, job));
    return 0;
}

} // namespace furtka::cli
