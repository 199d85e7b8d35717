#include "services/app_permissions.hpp"

#include "base/log.hpp"
#include "domain/shown.hpp"
#include "services/app_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace furtka {
namespace {

PermissionContext context_of(const Policies& policies, const AppFolder& folder)
{
    return {.app_folder = folder.path.string(),
        .own_files = {folder.compose_file, ".env", ".furtka", "manifest.json"},
        .own_folders = policies.own_folders,
        .sockets = policies.sockets,
        .real_path = nullptr};
}

bool has_id(const std::vector<std::string>& ids, const std::string& id) { return std::ranges::find(ids, id) != ids.end(); }

} // namespace

Task<std::vector<PermissionMark>> marks_of(World world, Policies policies, AppFolder folder, ComposeModel model)
{
    auto context = context_of(policies, folder);
    // The judgement tells which paths it asks about; the disk is asked in one go, and it judges once more.
    std::set<std::string> asked;
    context.real_path = [&asked](const std::string& path) {
        asked.insert(path);
        return path;
    };
    permission_marks(model, context);
    std::vector<std::string> paths(asked.begin(), asked.end());
    const auto real = co_await world.host.real_paths(std::move(paths));
    context.real_path = [&real](const std::string& path) {
        const auto found = real.find(path);
        return found == real.end() ? path : found->second;
    };
    co_return permission_marks(model, context);
}

Task<std::vector<std::string>> accepted_so_far(World world, Policies policies, AppName app, AppFolder folder)
{
    if (folder.accepted_permissions) co_return *folder.accepted_permissions;
    const auto resolved = co_await world.compose.resolve(project_of(app, folder));
    if (!resolved) co_return std::vector<std::string>();
    const auto marks = co_await marks_of(world, std::move(policies), std::move(folder), resolved->model);
    co_return remembered_ids(marks);
}

Task<Result<void>> check_before_up(World world, Policies policies, AppFolder folder, ComposeModel model, OutputSink log)
{
    const auto app = folder.manifest.name;
    const auto marks = co_await marks_of(world, std::move(policies), folder, std::move(model));
    // An app that was never asked about came before there were questions.
    const AcceptedBefore before = folder.accepted_permissions.value_or(remembered_ids(marks));
    std::vector<PermissionMark> by_link;
    for (const auto& mark : marks_to_accept(marks, before)) {
        if (mark.by_link && mark.severity == MarkSeverity::red) {
            by_link.push_back(mark);
            continue;
        }
        log::warning("an app's files ask for more than was accepted", {{"app", app}, {"permission", shown(mark.id, 200)}});
        if (log) log(fmt::format("its files ask for more than was accepted: {}: {}", mark.service, mark.sentence));
    }
    co_return check_accepted(app, by_link, {});
}

Task<AppPermissionList> AppPermissions::of(AppFolder folder, ComposeModel model)
{
    auto marks = co_await marks_of(world_, policies_, folder, std::move(model));
    auto accepted = folder.accepted_permissions.value_or(remembered_ids(marks));
    co_return AppPermissionList{.marks = std::move(marks), .accepted = std::move(accepted)};
}

Task<Result<AppPermissionList>> AppPermissions::read(AppName app)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    co_return co_await of(folder, resolved.model);
}

Task<Result<AppPermissionList>> AppPermissions::accept(AppName app, std::vector<std::string> ids)
{
    CO_TRY(auto list, co_await read(app));
    const auto known = remembered_ids(list.marks);
    for (const auto& id : ids) {
        if (!has_id(known, id)) {
            co_return fail({.kind = ErrorKind::invalid,
                .key = "permission_unknown",
                .message = fmt::format("{} has no permission '{}' to accept", app.text(), shown(id)),
                .hint = "the ids are in the app's list of permissions"});
        }
        if (!has_id(list.accepted, id)) list.accepted.push_back(id);
    }
    // What the app no longer asks for is asked about again when it comes back.
    std::erase_if(list.accepted, [&](const std::string& id) { return !has_id(known, id); });
    CO_CHECK(co_await world_.folders.write_accepted_permissions(app, list.accepted));
    co_return list;
}

} // namespace furtka
