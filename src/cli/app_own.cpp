#include "cli/json_read.hpp"
#include "cli/plan_text.hpp"
#include "cli/read_file.hpp"
#include "cli/session.hpp"
#include "cli/settings_input.hpp"
#include "cli/text.hpp"
#include "domain/own_app.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view own_path = "/api/own-apps";
constexpr std::size_t largest_icon_file = 16 * 1024;

std::string own_target(const std::string& name) { return fmt::format("{}/{}", own_path, http::percent_encode(name)); }

OwnKind guessed_kind_of(const std::string& word)
{
    if (word.starts_with("https://") || word.starts_with("http://")) return OwnKind::url;
    return word.contains("docker run ") || word.contains("podman run ") || word.contains("docker create ")
        ? OwnKind::run
        : OwnKind::compose;
}

Result<OwnKind> kind_of(const Invocation& invocation)
{
    const auto word = invocation.value("--from");
    if (!word) return guessed_kind_of(invocation.arguments.front());
    const auto kind = own_kind(*word);
    if (!kind) return usage(fmt::format("--from {} is not known", printable(*word)), "one of compose, run, url");
    return *kind;
}

Result<std::string> text_of_source(Session& session, OwnKind kind, const std::string& word)
{
    if (word == "-") return session.console.read_input(largest_own_text);
    if (kind == OwnKind::run && word.contains(' ')) return word;
    return read_file((session.folder / word).string(), largest_own_text);
}

/// What was given, as the API wants it.
Result<json::object> request_of(Session& session, const Invocation& invocation)
{
    const auto& word = invocation.arguments.front();
    TRY(const auto kind, kind_of(invocation));
    json::object request{{"from", to_text(kind)}};
    if (kind == OwnKind::url) {
        request["url"] = word;
    } else {
        TRY(const auto text, text_of_source(session, kind, word));
        request["text"] = text;
    }
    if (const auto name = invocation.value("--name")) request["name"] = std::string(*name);
    if (const auto title = invocation.value("--title")) request["title"] = std::string(*title);
    if (const auto icon = invocation.value("--icon")) {
        TRY(const auto svg, read_file((session.folder / std::string(*icon)).string(), largest_icon_file));
        request["icon"] = svg;
    }
    TRY(const auto given, given_settings(session, invocation));
    json::object settings;
    for (const auto& [key, value] : given) settings[key] = value;
    if (!settings.empty()) request["settings"] = std::move(settings);
    return request;
}

std::string lines_under(std::string_view title, const std::vector<std::string>& lines)
{
    if (lines.empty()) return "";
    auto text = fmt::format("\n{}:\n", title);
    for (const auto& line : lines) text += fmt::format("  {}\n", printable(line));
    return text;
}

std::string understood_text(const json::value& preview, const SettingValues& given)
{
    const auto refused = text_of(preview, "result") == "refused";
    auto text = fmt::format("{} ({}) {}.\n", printable(text_of(preview, "title")), printable(text_of(preview, "name")),
        refused ? "cannot become an app" : "is understood; nothing has been kept yet");
    text += lines_under(refused ? "Why" : "To be looked at by you", texts_of(preview, "reasons"));
    text += lines_under("Different from the text", texts_of(preview, "repairs"));
    text += lines_under("Compose warns", texts_of(preview, "warnings"));
    text += lines_under("Volumes", texts_of(preview, "volumes"));
    if (member(preview, "plan").is_object()) text += plan_sections(member(preview, "plan"), given);
    return text;
}

Error refusal_of(const json::value& preview)
{
    return {.kind = ErrorKind::invalid,
        .key = "own_app_refused",
        .message = fmt::format("{} cannot become an app", printable(text_of(preview, "name"))),
        .hint = "change the text and try again"};
}

std::string own_table(const json::value& answer, std::size_t width)
{
    Table table{.header = {"NAME", "TITLE", "FROM", "INSTALLED", "ADDRESS"}};
    for (const auto& app : list_of(answer, "apps")) {
        table.rows.push_back({printable(text_of(app, "name")), printable(text_of(app, "title")),
            printable(text_of(app, "from")), flag_of(app, "installed") ? "yes" : "no", printable(text_of(app, "url"))});
    }
    if (table.rows.empty()) return "There are no apps of your own. Add one with: furtka app add\n";
    return table_text(table, width);
}

} // namespace

Outcome app_add(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(auto request, request_of(session, invocation));
    TRY(const auto given, given_settings(session, invocation));
    TRY(const auto body, session.daemon.post(std::string(own_path) + "/preview", json::serialize(request)));
    TRY(const auto preview, parse_object(body));
    const bool as_json = invocation.has(json_switch);
    const bool only_look = invocation.has("--plan");
    if (as_json && only_look) console.out(body + "\n");
    if (!as_json) (only_look ? console.out(understood_text(preview, given)) : console.err(understood_text(preview, given)));
    if (text_of(preview, "result") == "refused") return fail(refusal_of(preview));
    if (only_look) return 0;

    // What is kept is what was seen, also when the text at an address changes meanwhile.
    request["text"] = text_of(preview, "text");
    request["name"] = text_of(preview, "name");
    if (const auto url = text_of(preview, "url"); !url.empty()) request["url"] = url;
    TRY(const auto kept, session.daemon.post(std::string(own_path), json::serialize(request)));
    const auto name = printable(text_of(preview, "name"));
    console.out(as_json ? kept + "\n" : fmt::format("\n{} can be installed: furtka app install {}\n", name, name));
    return 0;
}

Outcome app_own(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    TRY(const auto body, session.daemon.get(std::string(own_path)));
    TRY(const auto answer, parse_object(body));
    console.out(invocation.has(json_switch) ? body + "\n" : own_table(answer, console.looks().table_width()));
    return 0;
}

Outcome app_forget(Session& session, const Invocation& invocation)
{
    const auto& name = invocation.arguments.front();
    TRY(const auto body, session.daemon.remove(own_target(name)));
    session.console.out(
        invocation.has(json_switch) ? body + "\n" : fmt::format("{} is no app of your own any more.\n", printable(name)));
    return 0;
}

} // namespace furtka::cli
