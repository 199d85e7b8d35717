#include "api/edit_bodies.hpp"
#include "api/handlers.hpp"
#include "api/job_reply.hpp"
#include "api/messages_edit.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/views.hpp"
#include "services/edit_app.hpp"

#include <fmt/format.h>

namespace furtka::api {
namespace {

Task<Result<std::string>> edit_body(EditApp& edit, AppName app, EditRequest request, JobContext& job)
{
    CO_TRY(const auto outcome, co_await edit.run(std::move(app), std::move(request), job));
    co_return to_json(outcome);
}

/// Two owners may edit at once: who writes over a text must have seen it.
Result<void> check_seen(const http::Request& request, const AppText& file)
{
    const auto seen = request.headers.find("If-Match");
    if (!seen) {
        return fail({.kind = ErrorKind::invalid,
            .key = "if_match_missing",
            .message = "which version of the file this is an edit of is not told",
            .hint = "send the file's hash as If-Match"});
    }
    if (*seen == edit_hash(file)) return {};
    return fail({.kind = ErrorKind::conflict,
        .key = "file_changed",
        .message = fmt::format("{} was changed meanwhile", file.name),
        .hint = "read it again, and make your change there"});
}

Task<http::Response> start_edit(Call call, AppName app, EditRequest request)
{
    auto& services = call.api.services;
    const auto free = services.jobs.check_free(app.text());
    if (!free) co_return problem(free.error());
    const auto checked = co_await services.edit.check_all(app, request);
    if (!checked) co_return problem(checked.error());
    JobBody body = [&edit = services.edit, app, request = std::move(request)](
                       JobContext& job) { return edit_body(edit, app, request, job); };
    const auto started = services.jobs.start(JobKind::edit, app.text(), {}, std::move(body), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::yes);
    co_return response;
}

Task<http::Response> edit_file(Call call, EditedFile which)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    auto body = parse_edit_body(call.request.body);
    if (!body) co_return problem(body.error());
    const auto files = co_await services.edit.files(*app);
    if (!files) co_return problem(files.error());
    const auto seen =
        check_seen(call.request, which == EditedFile::compose ? files->texts.compose : files->texts.override_file);
    if (!seen) co_return problem(seen.error());
    EditRequest request{.file = which, .text = std::move(body->text), .accept = std::move(body->accept)};
    auto response = co_await start_edit(call, *app, std::move(request));
    co_return response;
}

} // namespace

Task<http::Response> show_files(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto files = co_await services.edit.files(*app);
    if (!files) co_return problem(files.error());
    co_return json_reply(200, edited_files_json(*files));
}

Task<http::Response> check_file(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    auto body = parse_edit_check_body(call.request.body);
    if (!body) co_return problem(body.error());
    const auto checked =
        co_await services.edit.check(*app, {.file = body->file, .text = std::move(body->text), .accept = {}});
    if (!checked) co_return problem(checked.error());
    co_return json_reply(200, edit_check_json(*checked));
}

Task<http::Response> write_override(Call call) { return edit_file(call, EditedFile::override_file); }

Task<http::Response> write_compose(Call call) { return edit_file(call, EditedFile::compose); }

Task<http::Response> undo_edit(Call call)
{
    auto& services = call.api.services;
    const auto app = app_of_path(services.picture, call.part);
    if (!app) co_return problem(app.error());
    auto accept = parse_edit_undo_body(call.request.body);
    if (!accept) co_return problem(accept.error());
    auto request = co_await services.edit.undoing(*app);
    if (!request) co_return problem(request.error());
    request->accept = std::move(*accept);
    auto response = co_await start_edit(call, *app, *std::move(request));
    co_return response;
}

} // namespace furtka::api
