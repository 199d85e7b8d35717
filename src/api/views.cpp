#include "api/views.hpp"

#include <fmt/format.h>

namespace furtka::api {

AppParts app_parts(const AppView& view, std::string_view open_host)
{
    return {.name = view.name,
        .folder = view.folder,
        .condition = view.condition,
        .job = view.job,
        .compose_problem = view.compose_problem,
        .open_host = open_host,
        .update = view.update.get(),
        .model = view.resolved == nullptr ? nullptr : &view.resolved->model};
}

EngineParts engine_parts(const EngineView& view)
{
    EngineParts parts{.reachable = view.reachable, .problem = view.problem};
    if (view.info) {
        parts.version = view.info->version;
        parts.api_version = view.info->api_version;
        parts.architecture = view.info->architecture;
        parts.image_store = view.info->image_store;
    }
    return parts;
}

Result<AppName> app_of_path(const LivePicture& picture, std::string_view name)
{
    auto parsed = AppName::parse(name);
    if (parsed) return parsed;
    const auto* view = picture.find(name);
    if (view != nullptr && !view->folder) return fail(view->folder.error());
    return fail(app_not_installed(name));
}

PlanParts plan_parts(const InstallPlan& plan)
{
    return {.folder = plan.folder,
        .replaces = plan.replaces,
        .steps = plan.steps,
        .values = plan.kept,
        .secrets_set = plan.kept_secrets,
        .ports = plan.ports,
        .ports_taken = plan.ports_taken,
        .ports_moved = plan.ports_moved,
        .names_taken = plan.names_taken,
        .images = plan.images,
        .permissions = plan.permissions,
        .permissions_known = plan.permissions_known,
        .disk_free = plan.disk_free};
}

} // namespace furtka::api
