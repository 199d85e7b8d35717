// Apps that move: exported into a file that is fetched, or installed from a file that is brought in pieces.

#include "api/handlers.hpp"
#include "api/install_reply.hpp"
#include "api/job_reply.hpp"
#include "api/move_bodies.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "domain/outcomes.hpp"
#include "services/export_app.hpp"
#include "services/imports.hpp"

#include <fmt/format.h>

namespace furtka::api {
namespace {

constexpr std::size_t fetched_piece = std::size_t{256} * 1024;

// Values by value: they live in the coroutine, whatever becomes of the job's body.
Task<Result<std::string>> export_body(ExportApp& exports, AppName app, ExportRequest request, JobContext& job)
{
    CO_TRY(const auto outcome, co_await exports.run(std::move(app), std::move(request), job));
    co_return to_json(outcome);
}

Task<Result<std::string>> import_body(
    Services& services, std::string id, InstallRequest request, InstallPlan plan, JobContext& job)
{
    const auto outcome = co_await services.install.run(std::move(request), std::move(plan), job);
    CO_CHECK(outcome);
    co_await services.imports.installed(std::move(id));
    co_return to_json(*outcome);
}

Task<void> send_file(ExportFiles& files, std::string id, http::BodyWriter& writer)
{
    std::uint64_t at = 0;
    for (;;) {
        const auto piece = co_await files.read(id, at, fetched_piece);
        // An end before all of it was sent must not look like its end.
        if (!piece) {
            writer.cut();
            co_return;
        }
        if (piece->empty()) co_return;
        const auto sent = co_await writer.write(*piece);
        if (!sent) co_return;
        at += piece->size();
    }
}

InstallRequest request_of(ImportBody body)
{
    return {.settings = std::move(body.settings),
        .accept = std::move(body.accept),
        .free_ports = body.free_ports,
        .ports = std::move(body.ports)};
}

Task<Result<InstallRequest>> opened_import(Call call)
{
    CO_TRY(auto body, parse_import_body(call.request.body));
    auto passphrase = std::move(body.passphrase);
    auto request = request_of(std::move(body));
    co_return co_await call.api.services.imports.open(std::string(call.part), std::move(passphrase), std::move(request));
}

} // namespace

Task<http::Response> export_app(Call call)
{
    auto& services = call.api.services;
    const auto app = AppName::parse(call.part);
    if (!app) co_return problem(app.error());
    const auto request = parse_export_body(call.request.body);
    if (!request) co_return problem(request.error());
    const auto free = services.jobs.check_free(app->text());
    if (!free) co_return problem(free.error());
    const auto checked = co_await services.exports.check(*app, *request);
    if (!checked) co_return problem(checked.error());
    JobBody body = [&exports = services.exports, app = *app, request = *request](
                       JobContext& job) { return export_body(exports, app, request, job); };
    const auto started = services.jobs.start(JobKind::export_app, app->text(), {}, std::move(body), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::no);
    co_return response;
}

Task<http::Response> fetch_export(Call call)
{
    auto& files = call.api.services.export_files;
    std::string id(call.part);
    const auto kept = co_await files.find(id);
    if (!kept) co_return problem(kept.error());
    // Reading is not kept in the audit log, but who takes an app's secrets out is.
    call.note.about(kept->head.app);
    call.note.ended("done");
    http::Response response;
    response.headers.add("Content-Type", "application/octet-stream");
    response.headers.add("Content-Disposition", fmt::format("attachment; filename=\"{}\"", export_file_name(kept->head)));
    response.headers.add("Cache-Control", "no-store");
    response.body =
        http::StreamBody([&files, id = std::move(id)](http::BodyWriter& writer) { return send_file(files, id, writer); });
    co_return response;
}

Task<http::Response> drop_export(Call call)
{
    std::string id(call.part);
    const auto kept = co_await call.api.services.export_files.find(id);
    if (!kept) co_return problem(kept.error());
    call.note.about(kept->head.app);
    const auto removed = co_await call.api.services.export_files.remove(std::move(id));
    if (!removed) co_return problem(removed.error());
    co_return json_reply(200, "{}");
}

Task<http::Response> begin_import(Call call)
{
    const auto size = parse_import_size(call.request.body);
    if (!size) co_return problem(size.error());
    const auto id = co_await call.api.services.imports.begin(*size);
    if (!id) co_return problem(id.error());
    auto response = json_reply(201, upload_json(*id, {.size = *size, .received = 0}));
    response.headers.add("Location", fmt::format("/api/imports/{}", *id));
    co_return response;
}

Task<http::Response> append_import(Call call)
{
    const auto offset = parse_offset(call.request.query_value("offset"));
    if (!offset) co_return problem(offset.error());
    const auto upload = co_await call.api.services.imports.append(std::string(call.part), *offset, call.request.body);
    if (!upload) co_return problem(upload.error());
    co_return json_reply(200, upload_json(call.part, *upload));
}

Task<http::Response> show_import(Call call)
{
    const auto head = co_await call.api.services.imports.head(std::string(call.part));
    if (!head) co_return problem(head.error());
    co_return json_reply(200, import_json(call.part, *head));
}

Task<http::Response> plan_import(Call call)
{
    auto request = co_await opened_import(call);
    if (!request) co_return problem(request.error());
    const auto plan = co_await call.api.services.planner.plan(*std::move(request));
    if (!plan) co_return problem(plan.error());
    co_return install_plan_reply(*plan);
}

Task<http::Response> install_import(Call call)
{
    auto& services = call.api.services;
    const auto request = co_await opened_import(call);
    if (!request) co_return problem(request.error());
    const auto app = request->import->file->head().app;
    call.note.about(app);
    const auto free = services.jobs.check_free(app);
    if (!free) co_return problem(free.error());
    const auto plan = co_await services.planner.check(*request);
    if (!plan) co_return problem(plan.error());
    std::string id(call.part);
    JobBody body = [&services, id, request = *request, plan = *plan, held = services.imports.hold(id)](
                       JobContext& job) { return import_body(services, id, request, plan, job); };
    const auto started =
        services.jobs.start(JobKind::install, plan->folder.manifest.name, {}, std::move(body), services.executor);
    auto response = co_await job_reply(call, started, WaitByDefault::no);
    co_return response;
}

Task<http::Response> drop_import(Call call)
{
    const auto removed = co_await call.api.services.imports.remove(std::string(call.part));
    if (!removed) co_return problem(removed.error());
    co_return json_reply(200, "{}");
}

} // namespace furtka::api
