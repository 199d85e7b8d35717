#include "services/install_plan.hpp"

#include "domain/path_rules.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"
#include "services/env_for_app.hpp"
#include "services/install_ports.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

std::vector<std::string> images_of(const ComposeModel& model)
{
    std::vector<std::string> images;
    for (const auto& [service, image] : model.image_tags()) images.push_back(image);
    std::ranges::sort(images);
    images.erase(std::ranges::unique(images).begin(), images.end());
    return images;
}

void keep_values(InstallPlan& plan, const SettingValues& values)
{
    for (const auto& setting : plan.folder.manifest.settings) {
        const auto found = values.find(setting.name);
        if (found == values.end() || found->second.empty()) continue;
        if (setting.secret()) {
            plan.kept_secrets.push_back(setting.name);
        } else {
            plan.kept.insert(*found);
        }
    }
}

/// A value that lets Compose read the files before the owner has given his own.
std::string stand_in(const Setting& setting, const AppFolder& folder)
{
    if (!setting.default_value.empty()) return setting.default_value;
    switch (setting.type) {
    case SettingType::path: return (folder.path / "not-chosen").string();
    case SettingType::port: return "8080";
    case SettingType::number: return setting.min ? fmt::format("{}", *setting.min) : "1";
    case SettingType::boolean: return "false";
    case SettingType::select: return setting.options.empty() ? "x" : setting.options.front();
    case SettingType::timezone: return "UTC";
    case SettingType::text:
    case SettingType::password: return "x";
    }
    return "x";
}

EnvFile filled_for_a_look(const EnvFile& env, const AppFolder& folder)
{
    SettingValues missing;
    const auto values = env.values();
    for (const auto& setting : folder.manifest.settings) {
        const auto found = values.find(setting.name);
        if (found == values.end() || found->second.empty()) missing.emplace(setting.name, stand_in(setting, folder));
    }
    return env.with(missing);
}

Result<void> check_permissions(const InstallPlan& plan, const std::vector<std::string>& accept)
{
    std::vector<PermissionMark> wanted;
    for (const auto& asked : plan.permissions) {
        if (asked.needs_acceptance) wanted.push_back(asked.mark);
    }
    return check_accepted(plan.folder.manifest.name, wanted, accept);
}

} // namespace

InstallPlanner::InstallPlanner(World world, Policies policies, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), picture_(picture)
{
}

Task<Result<InstallPlan>> InstallPlanner::plan(InstallRequest request)
{
    CO_TRY(auto folder, co_await find_folder(request));
    CO_TRY(const auto app, AppName::parse(folder.manifest.name));
    CO_TRY(auto steps, co_await order(folder.manifest));
    if (const auto& engine = picture_.engine(); engine.info) {
        CO_CHECK(check_architecture(folder.manifest, engine.info->architecture));
    }
    CO_TRY(const auto replaces, co_await world_.folders.contains(app));
    InstallPlan plan{.folder = std::move(folder), .replaces = replaces, .steps = std::move(steps)};

    CO_TRY(const auto env, co_await first_env(app, plan.folder));
    keep_values(plan, env.values());
    if (const auto space = world_.host.free_bytes(plan.folder.path)) plan.disk_free = *space;
    co_await look_at_model(app, plan, env.with(request.settings).values());
    CO_CHECK(co_await look_at_permissions(plan, std::move(request)));
    co_return plan;
}

Task<Result<InstallPlan>> InstallPlanner::check(InstallRequest request)
{
    CO_TRY(auto plan, co_await this->plan(request));
    CO_TRY(const auto app, AppName::parse(plan.folder.manifest.name));
    CO_TRY(const auto env, co_await first_env(app, plan.folder));
    const auto fill = plan.replaces ? Fill::absent : Fill::empty;
    CO_CHECK(env_for_app(plan.folder.manifest.settings, env, request.settings, world_.host, policies_.own_folders, fill));
    CO_CHECK(co_await check_providers(plan));
    CO_CHECK(co_await check_project(app));
    CO_CHECK(check_permissions(plan, request.accept));
    if (!plan.port_conflicts.empty()) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "port_in_use",
            .message = fmt::format("{} cannot be installed: {}", app.text(), plan.port_conflicts.front()),
            .hint = "stop what uses the port, or give the app another one"});
    }
    co_return plan;
}

Task<Result<EnvFile>> InstallPlanner::first_env(AppName app, AppFolder folder)
{
    CO_TRY(const auto installed, co_await world_.folders.contains(app));
    if (installed) {
        CO_TRY(auto env, co_await world_.folders.read_env(app));
        if (env) co_return *std::move(env);
    }
    CO_TRY(auto draft, co_await world_.drafts.read(app));
    if (draft) co_return EnvFile::parse(*std::move(draft));
    co_return EnvFile::parse(folder.env_example);
}

Task<Result<AppFolder>> InstallPlanner::find_folder(const InstallRequest& request)
{
    if (request.name.empty() == request.source.empty()) {
        co_return fail({.kind = ErrorKind::invalid,
            .key = "install_request",
            .message =
                request.name.empty() ? "neither a name nor a source was given" : "both a name and a source were given",
            .hint = "give the name of an app in the catalog, or the absolute path of an app folder on the server"});
    }
    if (!request.source.empty()) co_return co_await world_.sources.read_folder(request.source);
    CO_TRY(const auto app, AppName::parse(request.name));
    co_return co_await world_.sources.find(app);
}

Task<Result<std::vector<InstallStep>>> InstallPlanner::order(const Manifest& manifest)
{
    CO_TRY(const auto available, co_await world_.sources.list());
    std::vector<std::string> installed;
    for (const auto& [name, app] : picture_.apps()) {
        if (app.folder) installed.push_back(name);
    }
    const FindManifest find = [&](std::string_view name) -> const Manifest* {
        if (name == manifest.name) return &manifest;
        if (const auto* app = picture_.find(name); app != nullptr && app->folder) return &app->folder->manifest;
        const auto entry = std::ranges::find(available, name, &AvailableEntry::name);
        return entry != available.end() && entry->folder ? &entry->folder->manifest : nullptr;
    };
    co_return installation_order(manifest, find, installed);
}

/// Providers are installed with their defaults: one that must be asked something has to be installed by its owner first.
Task<Result<void>> InstallPlanner::check_providers(const InstallPlan& plan)
{
    for (const auto& step : plan.steps) {
        if (step.already_installed || step.app.text() == plan.folder.manifest.name) continue;
        CO_TRY(const auto provider, co_await world_.sources.find(step.app));
        CO_TRY(const auto env, co_await first_env(step.app, provider));
        const auto filled =
            env_for_app(provider.manifest.settings, env, {}, world_.host, policies_.own_folders, Fill::empty);
        CO_CHECK(co_await check_project(step.app));
        if (filled) continue;
        auto error = filled.error();
        error.key = "provider_settings";
        error.message = fmt::format(
            "{} needs {}, which must be set up first: {}", plan.folder.manifest.name, step.app.text(), error.message);
        error.hint = fmt::format("install {} by itself, then try again", step.app.text());
        co_return fail(std::move(error));
    }
    co_return Result<void>{};
}

Task<Result<void>> InstallPlanner::check_project(AppName app)
{
    CO_TRY(const auto containers, co_await world_.containers.list(app.text()));
    CO_TRY(const auto installed, co_await world_.folders.contains(app));
    const auto is_foreign = [&](const Container& container) {
        // The containers of an app whose folder was deleted by hand are Furtka's own.
        return std::ranges::none_of(
            policies_.own_folders, [&](const std::string& own) { return in_or_below(container.working_dir, own); });
    };
    const auto foreign = std::ranges::find_if(containers, is_foreign);
    if (installed || foreign == containers.end()) co_return Result<void>{};
    co_return fail({.kind = ErrorKind::conflict,
        .key = "project_exists",
        .message =
            fmt::format("another program runs a compose project named {} (from {})", app.text(), foreign->working_dir),
        .hint = "take that project down first, if it is yours; Furtka does not touch it"});
}

Task<Result<void>> InstallPlanner::look_at_permissions(InstallPlan& plan, InstallRequest request)
{
    const auto steps = plan.steps;
    plan.permissions_known = true;
    for (const auto& step : steps) {
        const bool itself = step.app.text() == plan.folder.manifest.name;
        if (step.already_installed && !itself) continue;
        AppFolder folder = plan.folder;
        if (!itself) {
            CO_TRY(folder, co_await world_.sources.find(step.app));
        }
        const auto known =
            co_await add_permissions(step.app, std::move(folder), itself ? request.settings : SettingValues{}, itself, plan);
        plan.permissions_known = plan.permissions_known && known;
    }
    co_return Result<void>{};
}

/// Of one app; false: what it asks for cannot be told yet. It is asked about again before the app is started.
Task<bool> InstallPlanner::add_permissions(
    AppName app, AppFolder folder, SettingValues settings, bool itself, InstallPlan& plan)
{
    const auto env = co_await first_env(app, folder);
    if (!env) co_return false;
    const auto filled = filled_for_a_look(env->with(settings), folder);
    const auto model = co_await world_.compose.preview(project_of(app, folder), filled.text());
    if (!model) co_return false;

    AcceptedBefore before;
    const auto installed = co_await world_.folders.read(app);
    if (installed) before = co_await accepted_so_far(world_, policies_, app, *installed);
    const auto marks = co_await marks_of(world_, policies_, std::move(folder), *model);
    const auto wanted = marks_to_accept(marks, before);
    for (auto mark : marks) {
        const bool asked = std::ranges::find(wanted, mark.id, &PermissionMark::id) != wanted.end();
        if (!itself) mark.id = fmt::format("{}/{}", app.text(), mark.id);
        plan.permissions.push_back({.app = app.text(), .mark = std::move(mark), .needs_acceptance = asked});
    }
    co_return true;
}

Task<void> InstallPlanner::look_at_model(AppName app, InstallPlan& plan, SettingValues wanted)
{
    // Without its settings a file may not resolve (`${X:?}`): the plan then says less, and `up` will tell.
    const auto resolved = co_await world_.compose.resolve(project_of(app, plan.folder));
    if (!resolved) co_return;
    plan.images = images_of(resolved->model);
    const auto example = EnvFile::parse(plan.folder.env_example);
    plan.ports = ports_to_publish(
        resolved->model, plan.folder.manifest.settings, example ? example->values() : SettingValues{}, wanted);
    plan.port_conflicts = co_await port_conflicts(world_, policies_, picture_, app, plan.replaces, plan.ports);
}

} // namespace furtka
