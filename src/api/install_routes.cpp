#include "api/handlers.hpp"
#include "api/icons.hpp"
#include "api/install_reply.hpp"
#include "api/job_reply.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "api/views.hpp"
#include "domain/store_search.hpp"
#include "services/screenshots.hpp"

#include <algorithm>

namespace furtka::api {
namespace {

Result<InstallRequest> install_request(const http::Request& request)
{
    TRY(auto body, parse_install_body(request.body));
    return InstallRequest{.name = std::move(body.name),
        .source = std::move(body.source),
        .settings = std::move(body.settings),
        .accept = std::move(body.accept),
        .free_ports = body.free_ports,
        .ports = std::move(body.ports)};
}

// Values by value: they live in the coroutine, whatever becomes of the job's body.
Task<Result<std::string>> install_body(InstallApp& install, InstallRequest request, InstallPlan plan, JobContext& job)
{
    CO_TRY(const auto outcome, co_await install.run(std::move(request), std::move(plan), job));
    co_return to_json(outcome);
}

bool is_found(const AvailableEntry& entry, const std::vector<std::string>& words)
{
    if (words.empty()) return true;
    return *entry.folder ? matches((*entry.folder)->manifest, words) : matches(Manifest{.name = entry.name}, words);
}

/// Providers that the installation will put in place: claimed with the app.
std::vector<std::string> providers_to_install(const InstallPlan& plan)
{
    std::vector<std::string> names;
    for (const auto& step : plan.steps) {
        if (!step.already_installed && step.app.text() != plan.folder.manifest.name) names.push_back(step.app.text());
    }
    return names;
}

Result<JobId> start_install(Services& services, InstallRequest request, InstallPlan plan)
{
    const std::string app = plan.folder.manifest.name;
    const auto also = providers_to_install(plan);
    JobBody body = [&install = services.install, request = std::move(request), plan = std::move(plan)](
                       JobContext& job) { return install_body(install, request, plan, job); };
    return services.jobs.start(JobKind::install, app, also, std::move(body), services.executor);
}

} // namespace

Task<http::Response> list_available(Call call)
{
    const auto entries = co_await call.api.services.sources.list();
    if (!entries) co_return problem(entries.error());
    std::vector<AvailableParts> parts;
    parts.reserve(entries->size());
    const auto words = search_words(call.request.query_value("q").value_or(""));
    for (const auto& entry : *entries) {
        if (!call.caller.sees(entry.name) || !is_found(entry, words)) continue;
        parts.push_back({.name = entry.name,
            .catalog = entry.catalog,
            .folder = *entry.folder,
            .installed = call.api.services.picture.find(entry.name) != nullptr});
    }
    co_return json_reply(200, available_list_json(parts));
}

Task<http::Response> available_icon(Call call)
{
    const auto app = AppName::parse(call.part);
    if (!app) co_return problem(app.error());
    const auto folder = co_await call.api.services.sources.find(*app);
    if (!folder && folder.error().kind == ErrorKind::not_found) co_return problem(folder.error());
    co_return icon_reply(call.request, folder ? folder->icon_svg : std::string());
}

Task<http::Response> show_available(Call call)
{
    const auto app = AppName::parse(call.part);
    if (!app) co_return problem(app.error());
    const auto entries = co_await call.api.services.sources.list();
    if (!entries) co_return problem(entries.error());
    const auto entry = std::ranges::find(*entries, app->text(), &AvailableEntry::name);
    if (entry == entries->end()) {
        const auto unknown = co_await call.api.services.sources.find(*app);
        co_return problem(unknown ? app_not_installed(app->text()) : unknown.error());
    }
    co_return json_reply(200,
        available_detail_json({.name = entry->name,
            .catalog = entry->catalog,
            .folder = *entry->folder,
            .installed = call.api.services.picture.find(entry->name) != nullptr}));
}

Task<http::Response> available_screenshot(Call call)
{
    const auto app = AppName::parse(call.part);
    if (!app) co_return problem(app.error());
    const auto picture = co_await read_screenshot(
        call.api.services.sources, *app, std::string(call.request.query_value("number").value_or("1")));
    if (!picture) co_return problem(picture.error());
    auto tag = entity_tag(picture->bytes);
    if (tag_matches(call.request.headers, tag)) co_return not_modified(std::move(tag));
    co_return picture_reply(media_type(picture->kind), picture->bytes, std::move(tag));
}

http::Response install_plan_reply(const InstallPlan& plan) { return json_reply(200, install_plan_json(plan_parts(plan))); }

Task<http::Response> plan_install(Call call)
{
    auto request = install_request(call.request);
    if (!request) co_return problem(request.error());
    const auto plan = co_await call.api.services.planner.plan(*std::move(request));
    if (!plan) co_return problem(plan.error());
    co_return install_plan_reply(*plan);
}

Task<http::Response> install_app(Call call)
{
    auto& services = call.api.services;
    const auto request = install_request(call.request);
    if (!request) co_return problem(request.error());
    const auto free = services.jobs.check_free(request->name);
    if (!free) co_return problem(free.error());
    const auto plan = co_await services.planner.check(*request);
    if (!plan) co_return problem(plan.error());
    const auto started = start_install(services, *request, *plan);
    auto response = co_await job_reply(call, started, WaitByDefault::no);
    co_return response;
}

} // namespace furtka::api
