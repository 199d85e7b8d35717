#include "services/install_plan.hpp"

#include "domain/path_rules.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"
#include "services/env_for_app.hpp"
#include "services/install_ports.hpp"
#include "services/move_in.hpp"
#include "services/taken_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

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

std::vector<PortMapping> published_ports(const ComposeModel& model)
{
    std::vector<PortMapping> ports;
    for (const auto& service : model.services) {
        for (const auto& port : service.ports) {
            if (!port.published.empty()) ports.push_back(port);
        }
    }
    return ports;
}

/// What is taken and can be moved is moved.
void move_ports(InstallPlan& plan)
{
    std::vector<PortTaken> left;
    for (auto& taken : plan.ports_taken) {
        if (taken.free == 0) {
            left.push_back(std::move(taken));
            continue;
        }
        const PortMoved moved{.app = taken.claim.app,
            .setting = taken.claim.setting,
            .from = taken.claim.port,
            .to = taken.free,
            .place = taken.claim.place,
            .take = taken.claim.place.empty() ? std::string() : taken.take()};
        if (std::ranges::find(plan.ports_moved, moved) == plan.ports_moved.end()) plan.ports_moved.push_back(moved);
        if (moved.app != plan.folder.manifest.name || moved.setting.empty()) continue;
        for (auto& port : plan.ports) {
            if (port.published == fmt::format("{}", moved.from)) port.published = fmt::format("{}", moved.to);
        }
    }
    plan.ports_taken = std::move(left);
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

SettingValues with_moved_ports(const InstallPlan& plan, std::string_view app, SettingValues given)
{
    for (const auto& moved : plan.ports_moved) {
        if (moved.app == app && !moved.setting.empty()) given[moved.setting] = fmt::format("{}", moved.to);
    }
    return given;
}

PortChoices with_moved_places(const InstallPlan& plan, std::string_view app, PortChoices given)
{
    for (const auto& moved : plan.ports_moved) {
        if (moved.app == app && !moved.place.empty()) given[moved.place] = moved.take;
    }
    return given;
}

Fill fill_of(const InstallRequest& request, bool replaces)
{
    return replaces || request.import ? Fill::absent : Fill::empty;
}

InstallPlanner::InstallPlanner(World world, Policies policies, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), picture_(picture)
{
}

Task<Result<InstallPlan>> InstallPlanner::plan(InstallRequest request)
{
    CO_CHECK(check_port_choices(request.ports));
    CO_TRY(auto folder, co_await find_folder(request));
    CO_TRY(const auto app, AppName::parse(folder.manifest.name));
    CO_TRY(auto steps, co_await order(folder.manifest));
    if (const auto& engine = picture_.engine(); engine.info) {
        CO_CHECK(check_architecture(folder.manifest, engine.info->architecture));
    }
    CO_TRY(const auto replaces, co_await world_.folders.contains(app));
    InstallPlan plan{.folder = std::move(folder), .replaces = replaces, .steps = std::move(steps)};

    CO_TRY(const auto env, co_await first_env_of(app, plan.folder, request));
    keep_values(plan, env.values());
    if (const auto space = world_.host.free_bytes(plan.folder.path)) plan.disk_free = *space;
    CO_TRY(auto looks, co_await look_at_apps(plan, request));
    plan.permissions_known = std::ranges::all_of(looks, [](const Look& look) { return look.model.has_value(); });
    for (const auto& look : looks) {
        if (look.itself && look.model) plan.images = images_of(*look.model);
        if (look.itself && look.model) CO_CHECK(check_places(look.app.text(), *look.model, request.ports));
        co_await add_permissions(look, plan);
        if (!look.model) continue;
        auto taken = co_await names_taken(world_, picture_, look.app.text(), name_claims(*look.model, look.folder.manifest));
        std::ranges::move(taken, std::back_inserter(plan.names_taken));
    }
    co_await add_ports(std::move(looks), std::move(request), plan);
    co_return plan;
}

Task<Result<InstallPlan>> InstallPlanner::check(InstallRequest request)
{
    CO_TRY(auto plan, co_await this->plan(request));
    CO_TRY(const auto app, AppName::parse(plan.folder.manifest.name));
    if (request.import) CO_CHECK(co_await check_import(plan));
    CO_TRY(const auto env, co_await first_env_of(app, plan.folder, request));
    const auto fill = fill_of(request, plan.replaces);
    const auto settings = with_moved_ports(plan, app.text(), request.settings);
    CO_CHECK(env_for_app(plan.folder.manifest.settings, env, settings, world_.host, policies_.own_folders, fill));
    const auto installed = co_await world_.folders.read(app);
    if (installed) CO_CHECK(check_settled(*installed));
    CO_CHECK(co_await check_providers(plan));
    CO_CHECK(co_await check_project(app));
    CO_CHECK(check_permissions(plan, request.accept));
    if (!plan.names_taken.empty()) {
        const auto& first = plan.names_taken.front();
        co_return fail({.kind = ErrorKind::conflict,
            .key = "name_taken",
            .message = fmt::format("{} cannot be installed: {}", app.text(), to_text(first)),
            .hint = "remove the other one, or give this one another name in its compose file",
            .details = {{"name", first.claim.name}, {"holder", first.app.empty() ? first.project : first.app}}});
    }
    if (auto taken = port_in_use(app.text(), plan.ports_taken)) {
        taken->message = fmt::format("{} cannot be installed: {}", app.text(), taken->message);
        co_return fail(*std::move(taken));
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

Task<Result<EnvFile>> InstallPlanner::first_env_of(AppName app, AppFolder folder, InstallRequest request)
{
    if (request.import) co_return EnvFile::parse(request.import->file->env());
    co_return co_await first_env(std::move(app), std::move(folder));
}

/// What is here already is left alone, and what is not in the file is not fetched.
Task<Result<void>> InstallPlanner::check_import(const InstallPlan& plan)
{
    const auto& name = plan.folder.manifest.name;
    if (plan.replaces) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "app_installed",
            .message = fmt::format("{} is installed on this server already", name),
            .hint = fmt::format("remove it with its data first, if the one of the file is to take its place: furtka app "
                                "remove {} --delete-data",
                name)});
    }
    for (const auto& step : plan.steps) {
        if (step.already_installed || step.app.text() == name) continue;
        co_return fail({.kind = ErrorKind::conflict,
            .key = "requirement_missing",
            .message = fmt::format("{} needs {}, which is not in the file", name, step.app.text()),
            .hint = fmt::format("install {} first, from a file of its own or from a catalog", step.app.text())});
    }
    co_return Result<void>{};
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
        return entry != available.end() && *entry->folder ? &(*entry->folder)->manifest : nullptr;
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
        const auto filled = env_for_app(provider.manifest.settings, env, with_moved_ports(plan, step.app.text(), {}),
            world_.host, policies_.own_folders, Fill::empty);
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

Task<Result<std::vector<InstallPlanner::Look>>> InstallPlanner::look_at_apps(InstallPlan plan, InstallRequest request)
{
    std::vector<Look> looks;
    for (const auto& step : plan.steps) {
        const bool itself = step.app.text() == plan.folder.manifest.name;
        if (step.already_installed && !itself) continue;
        AppFolder folder = plan.folder;
        if (!itself) {
            CO_TRY(folder, co_await world_.sources.find(step.app));
        }
        auto look = co_await look_at(
            step.app, std::move(folder), itself ? request.settings : SettingValues{}, itself ? request : InstallRequest{});
        look.itself = itself;
        looks.push_back(std::move(look));
    }
    co_return looks;
}

Task<InstallPlanner::Look> InstallPlanner::look_at(
    AppName app, AppFolder folder, SettingValues settings, InstallRequest request)
{
    Look look{.app = app, .folder = std::move(folder), .values = {}, .model = std::nullopt};
    const auto env = co_await first_env_of(app, look.folder, request);
    if (!env) co_return look;
    const auto filled = filled_for_a_look(with_port_choices(env->with(settings), request.ports), look.folder);
    look.values = filled.values();
    auto model = co_await world_.compose.preview(project_of(app, look.folder), filled.text());
    if (model) look.model = *std::move(model);
    co_return look;
}

/// What is not known yet is asked about again before the app is started.
Task<void> InstallPlanner::add_permissions(Look look, InstallPlan& plan)
{
    if (!look.model) co_return;
    AcceptedBefore before;
    const auto installed = co_await world_.folders.read(look.app);
    if (installed) before = co_await accepted_so_far(world_, policies_, look.app, *installed);
    const auto marks = co_await marks_of(world_, policies_, look.folder, *look.model);
    const auto wanted = marks_to_accept(marks, before);
    for (auto mark : marks) {
        const bool asked = std::ranges::find(wanted, mark.id, &PermissionMark::id) != wanted.end();
        if (!look.itself) mark.id = fmt::format("{}/{}", look.app.text(), mark.id);
        plan.permissions.push_back({.app = look.app.text(), .mark = std::move(mark), .needs_acceptance = asked});
    }
}

Task<void> InstallPlanner::add_ports(std::vector<Look> looks, InstallRequest request, InstallPlan& plan)
{
    std::vector<PortClaim> claims;
    for (const auto& look : looks) {
        if (!look.model) continue;
        for (auto& claim : port_claims(look.app.text(), *look.model, look.folder.manifest.settings, look.values))
            claims.push_back(std::move(claim));
        if (look.itself) plan.ports = published_ports(*look.model);
    }
    plan.ports_taken = co_await ports_taken(world_, policies_, picture_, std::move(claims));
    if (!request.free_ports) co_return;
    move_ports(plan);
    const auto moves = with_moved_places(plan, plan.folder.manifest.name, {});
    for (const auto& look : looks) {
        if (!look.itself || moves.empty()) continue;
        plan.ports = published_ports(with_moves(*look.model, port_moves_in(with_port_choices(EnvFile(), moves))));
    }
}

} // namespace furtka
