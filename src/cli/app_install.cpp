#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/passphrase.hpp"
#include "cli/permissions_text.hpp"
#include "cli/plan_text.hpp"
#include "cli/session.hpp"
#include "cli/settings_input.hpp"
#include "cli/text.hpp"
#include "cli/upload.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

namespace json = boost::json;
using Members = std::vector<std::pair<std::string, std::string>>;

/// What is installed, and whom to ask for it.
struct Source {
    Members members;
    std::string plan = "/api/apps/install/plan";
    std::string install = "/api/apps/install";
    std::optional<Upload> upload = {}; ///< of a file
};

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

Outcome show_plan(Session& session, const Invocation& invocation, const Source& source, const std::string& request,
    const SettingValues& given)
{
    TRY(const auto body, session.daemon.post(source.plan, request));
    TRY(const auto plan, parse_object(body));
    session.console.out(invocation.has(json_switch) ? body + "\n" : plan_text(plan, given));
    return 0;
}

Result<json::value> plan_of(Session& session, const Source& source, const SettingValues& given, const PortWishes& ports)
{
    TRY(const auto body, session.daemon.post(source.plan, settings_request(source.members, given, {}, ports)));
    return parse_object(body);
}

/// Each port of the app that is taken, and another that is free: taken when the person presses Enter.
void offer_ports(Console& console, const json::value& plan, SettingValues& given, PortWishes& ports)
{
    for (const auto& taken : list_of(plan, "ports_taken")) {
        const auto free = printable(text_of(taken, "take"));
        const auto setting = text_of(taken, "setting");
        const auto key = setting.empty() ? text_of(taken, "place") : setting;
        auto& values = setting.empty() ? ports.chosen : given;
        if (free.empty() || text_of(taken, "app") != text_of(plan, "name") || values.contains(key)) continue;
        const auto answer =
            console.ask(fmt::format("{}. Take {} instead? [Y/n] ", printable(text_of(taken, "text")), free), Echo::yes);
        if (answer && (answer->empty() || *answer == "y" || *answer == "Y" || *answer == "yes")) values[key] = free;
    }
}

// On a terminal: what else will be installed is told, what is missing asked for.
Result<void> complete(Session& session, const Source& source, SettingValues& given, PortWishes& ports)
{
    TRY(const auto plan, plan_of(session, source, given, ports));
    session.console.err(steps_text(plan));
    offer_ports(session.console, plan, given, ports);
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
Result<std::vector<std::string>> accept(Session& session, const Invocation& invocation, const Source& source,
    const SettingValues& given, const PortWishes& ports)
{
    const bool asks = can_ask(session.console) && !invocation.has(json_switch);
    if (!asks && !invocation.has("--accept-all")) return invocation.values("--accept");
    TRY(const auto plan, plan_of(session, source, given, ports));
    return accepted_ids(session, invocation, plan);
}

constexpr int passphrase_tries = 3;

/// Opens the file at the daemon, which from then on needs no passphrase for it.
Result<void> unlock(Session& session, const Invocation& invocation, const Source& source)
{
    TRY(const auto body, session.daemon.get(source.upload->target("")));
    TRY(const auto head, parse_object(body));
    TRY(auto passphrase, passphrase_in_file(session, invocation));
    const bool asks = !passphrase && flag_of(head, "needs_passphrase") && can_ask(session.console);
    for (int tries = 1;; ++tries) {
        if (asks) {
            passphrase =
                session.console.ask(fmt::format("Passphrase of {}: ", printable(text_of(head, "display_name"))), Echo::no);
            if (!passphrase) {
                return fail({.kind = ErrorKind::cancelled,
                    .key = "not_answered",
                    .message = "the passphrase was not answered, and nothing was installed",
                    .hint = "answer it, or give it with --passphrase-file"});
            }
        }
        json::object request;
        if (passphrase) request["passphrase"] = *passphrase;
        const auto opened = session.daemon.post(source.plan, json::serialize(request));
        if (opened) return {};
        if (!asks || opened.error().key != "passphrase_wrong" || tries >= passphrase_tries) return fail(opened.error());
        session.console.err(printable(opened.error().message) + "\n");
    }
}

Result<Source> source_of(Session& session, const Invocation& invocation)
{
    const auto& word = invocation.arguments.front();
    if (!is_export(session.folder / word)) return Source{.members = source_members(session, word)};
    TRY(auto upload, Upload::send(session, session.folder / word, progress_of(invocation)));
    Source source{
        .members = {}, .plan = upload.target("/plan"), .install = upload.target("/install"), .upload = std::move(upload)};
    CHECK(unlock(session, invocation, source));
    return source;
}

Error with_setting_hint(Error error)
{
    if (error.key == "setting_required")
        error.hint += error.hint.empty() ? "give it with --set KEY=VALUE" : " (--set KEY=VALUE)";
    if (error.key == "port_in_use" && (error.hint.contains("which is free") || error.hint.contains("which are free")))
        error.hint += "; --free-ports takes what is free";
    return error;
}

} // namespace

Outcome app_install(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(auto given, given_settings(session, invocation));
    TRY(auto ports, port_wishes(invocation));
    TRY(auto source, source_of(session, invocation));
    if (invocation.has("--plan"))
        return show_plan(session, invocation, source, settings_request(source.members, given, {}, ports), given);

    if (can_ask(console) && !invocation.has(json_switch)) CHECK(complete(session, source, given, ports));
    TRY(const auto ids, accept(session, invocation, source, given, ports));
    const auto accepted = session.daemon.post(source.install, settings_request(source.members, given, ids, ports));
    if (!accepted) return fail(with_accept_hint(with_setting_hint(accepted.error())));
    const auto job_end = follow_answer(session.daemon, console, *accepted, progress_of(invocation));
    if (!job_end && job_end.error().key == "job_left" && source.upload) source.upload->leave();
    TRY(const auto job, job_end);
    console.out(invocation.has(json_switch) ? job.result + "\n" : result_text(session, job));
    return 0;
}

} // namespace furtka::cli
