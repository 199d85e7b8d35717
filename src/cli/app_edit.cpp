#include "domain/app_edit.hpp"

#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/permissions_text.hpp"
#include "cli/read_file.hpp"
#include "cli/run_editor.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

/// What an override that is not there begins with.
constexpr std::string_view new_override = "# What is different from the app's own compose file, which stays as it is.\n"
                                          "# Compose reads this after it; a list under !override replaces the app's.\n"
                                          "services:\n";

struct FileNow {
    std::string name;
    std::string text;
    std::string hash;
    bool there = false;
};

Result<FileNow> file_now(Session& session, const std::string& app, EditedFile which)
{
    TRY(const auto body, session.daemon.get(app_target(app, "/files")));
    TRY(const auto answer, parse_object(body));
    for (const auto& file : list_of(answer, "files")) {
        if (text_of(file, "file") != to_text(which)) continue;
        return FileNow{.name = text_of(file, "name"),
            .text = text_of(file, "text"),
            .hash = text_of(file, "hash"),
            .there = flag_of(file, "there")};
    }
    return fail({.kind = ErrorKind::upstream, .key = "daemon_answer", .message = "the daemon tells no such file"});
}

Result<EditedFile> file_option(const Invocation& invocation)
{
    const auto word = invocation.value("--file");
    if (!word) return EditedFile::override_file;
    const auto file = edited_file(*word);
    if (!file) return usage(fmt::format("--file {} is not known", printable(*word)), "override or compose");
    return *file;
}

struct NewText {
    std::string text;
    std::filesystem::path kept; ///< where it is, for who edited it here; empty: it was given
};

Result<NewText> new_text(Session& session, const Invocation& invocation, const FileNow& now)
{
    const auto from = invocation.value("--from");
    if (from && *from == "-") {
        TRY(auto text, session.console.read_input(largest_edit));
        return NewText{.text = std::move(text), .kept = {}};
    }
    if (from) {
        TRY(auto text, read_file((session.folder / std::string(*from)).string(), largest_edit));
        return NewText{.text = std::move(text), .kept = {}};
    }
    if (!can_ask(session.console) || session.editor.empty()) {
        return usage("there is no terminal for an editor, or EDITOR is not set",
            "give the new text with --from FILE, or --from - for standard input");
    }
    TRY(const auto file, text_for_editor(now.there ? std::string_view(now.text) : new_override));
    CHECK(run_editor(session.editor, file));
    TRY(auto text, read_file(file.string(), largest_edit));
    return NewText{.text = std::move(text), .kept = file};
}

/// What was edited here and is needed no more.
void discard(const NewText& given)
{
    std::error_code ignored;
    if (!given.kept.empty()) std::filesystem::remove(given.kept, ignored);
}

Error with_line(Error error, const std::filesystem::path& kept)
{
    for (const auto& [name, value] : error.details) {
        if (name == "line") error.message = fmt::format("line {}: {}", value, error.message);
    }
    if (!kept.empty()) error.hint += fmt::format("; your text is in {}", kept.string());
    return error;
}

std::string edited_text(const std::string& app, const json::value& result)
{
    const auto file = printable(text_of(result, "file"));
    return flag_of(result, "applied")
        ? fmt::format("{} of {} is changed, and the app runs with it.\n", file, printable(app))
        : fmt::format("{} of {} is changed; the app is stopped: it counts from its next start.\n", file, printable(app));
}

Outcome followed(Session& session, const Invocation& invocation, const Result<std::string>& accepted, const NewText& given)
{
    const auto& app = invocation.arguments.front();
    if (!accepted) return fail(with_line(with_accept_hint(accepted.error()), given.kept));
    const auto job = follow_answer(session.daemon, session.console, *accepted, progress_of(invocation));
    if (!job) return fail(with_line(job.error(), given.kept));
    discard(given);
    TRY(const auto result, parse_object(job->result));
    session.console.out(invocation.has(json_switch) ? job->result + "\n" : edited_text(app, result));
    return 0;
}

json::array accepted_list(const Invocation& invocation)
{
    json::array list;
    for (const auto& id : invocation.values("--accept")) list.emplace_back(id);
    return list;
}

Outcome undo(Session& session, const Invocation& invocation)
{
    json::object request;
    if (auto ids = accepted_list(invocation); !ids.empty()) request["accept"] = std::move(ids);
    const auto accepted =
        session.daemon.post(app_target(invocation.arguments.front(), "/files/undo"), json::serialize(request));
    return followed(session, invocation, accepted, {});
}

} // namespace

Outcome app_edit(Session& session, const Invocation& invocation)
{
    auto& console = session.console;
    const auto& app = invocation.arguments.front();
    if (invocation.has("--undo")) return undo(session, invocation);
    TRY(const auto which, file_option(invocation));
    TRY(const auto now, file_now(session, app, which));
    if (invocation.has("--show")) {
        console.out(invocation.has(json_switch) ? object_text({{"name", now.name}, {"text", now.text}}) + "\n" : now.text);
        return 0;
    }
    TRY(const auto given, new_text(session, invocation, now));
    if (given.text == now.text) {
        discard(given);
        console.out(invocation.has(json_switch) ? "{}\n" : "Nothing changed.\n");
        return 0;
    }
    if (invocation.has("--check")) {
        const auto request = object_text({{"file", std::string(to_text(which))}, {"text", given.text}});
        const auto body = session.daemon.post(app_target(app, "/files/check"), request);
        if (!body) return fail(with_line(body.error(), given.kept));
        discard(given);
        TRY(const auto answer, parse_object(*body));
        std::string text = "Compose takes it. Nothing has been changed.\n";
        for (const auto& warning : texts_of(answer, "warnings"))
            text += fmt::format("Compose warns: {}\n", printable(warning));
        for (const auto& line : permission_lines(list_of(answer, "permissions"))) text += fmt::format("New: {}\n", line);
        console.out(invocation.has(json_switch) ? *body + "\n" : text);
        return 0;
    }
    json::object request{{"text", given.text}};
    if (auto ids = accepted_list(invocation); !ids.empty()) request["accept"] = std::move(ids);
    const auto accepted =
        session.daemon.put(app_target(app, fmt::format("/files/{}", to_text(which))), json::serialize(request), now.hash);
    return followed(session, invocation, accepted, given);
}

} // namespace furtka::cli
