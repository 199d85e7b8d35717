#include "services/install_plan.hpp"

#include "services/app_project.hpp"
#include "services/env_for_app.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace furtka {
namespace {

std::optional<std::uint16_t> single_port(const PortMapping& mapping)
{
    std::uint16_t port = 0;
    const auto* end = mapping.published.data() + mapping.published.size();
    const auto read = std::from_chars(mapping.published.data(), end, port);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return port;
}

std::vector<PortMapping> published_ports(const ComposeModel& model)
{
    std::vector<PortMapping> ports;
    for (const auto& service : model.services) {
        std::ranges::copy_if(service.ports, std::back_inserter(ports), [](const auto& port) { return !port.published.empty(); });
    }
    return ports;
}

std::vector<std::string> images_of(const ComposeModel& model)
{
    std::vector<std::string> images;
    for (const auto& [service, image] : model.image_tags()) images.push_back(image);
    std::ranges::sort(images);
    images.erase(std::ranges::unique(images).begin(), images.end());
    return images;
}

/// The installed app that publishes the port, from the picture.
const AppView* publisher_of(const LivePicture& picture, std::uint16_t port, const std::string& protocol, std::string_view except)
{
    for (const auto& [name, app] : picture.apps()) {
        if (name == except) continue;
        for (const auto& container : app.containers) {
            const bool publishes = std::ranges::any_of(
                container.ports, [&](const auto& p) { return p.host_port == port && p.protocol == protocol; });
            if (publishes) return &app;
        }
    }
    return nullptr;
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

} // namespace

InstallPlanner::InstallPlanner(World world, Policies policies, LivePicture& picture)
    : world_(world)
    , policies_(std::move(policies))
    , picture_(picture)
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
    co_await look_at_ports(app, plan);
    co_return plan;
}

Task<Result<InstallPlan>> InstallPlanner::check(InstallRequest request)
{
    CO_TRY(auto plan, co_await this->plan(request));
    CO_TRY(const auto app, AppName::parse(plan.folder.manifest.name));
    CO_TRY(const auto env, co_await first_env(app, plan.folder));
    CO_CHECK(env_for_app(plan.folder.manifest.settings, env, request.settings, world_.host, policies_.own_folders));
    CO_CHECK(co_await check_providers(plan));
    CO_CHECK(co_await check_project(app));
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
        const auto before = co_await world_.folders.read(app);
        if (before && before->env_error) co_return fail(*before->env_error);
        if (before && before->env) co_return *before->env;
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
            .message = request.name.empty() ? "neither a name nor a source was given" : "both a name and a source were given",
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
        const auto filled = env_for_app(provider.manifest.settings, env, {}, world_.host, policies_.own_folders);
        if (filled) continue;
        auto error = filled.error();
        error.key = "provider_settings";
        error.message = fmt::format("{} needs {}, which must be set up first: {}", plan.folder.manifest.name, step.app.text(), error.message);
        error.hint = fmt::format("install {} by itself, then try again", step.app.text());
        co_return fail(std::move(error));
    }
    co_return Result<void>{};
}

Task<Result<void>> InstallPlanner::check_project(AppName app)
{
    CO_TRY(const auto containers, co_await world_.containers.list(app.text()));
    CO_TRY(const auto installed, co_await world_.folders.contains(app));
    if (installed || containers.empty()) co_return Result<void>{};
    co_return fail({.kind = ErrorKind::conflict,
        .key = "project_exists",
        .message = fmt::format("another program runs a compose project named {} (from {})", app.text(), containers.front().working_dir),
        .hint = "take that project down first, if it is yours; Furtka does not touch it"});
}

Task<void> InstallPlanner::look_at_ports(AppName app, InstallPlan& plan)
{
    // Without its settings a file may not resolve (`${X:?}`): the plan then says less, and `up` will tell.
    const auto resolved = co_await world_.compose.resolve(project_of(app, plan.folder));
    if (!resolved) co_return;
    plan.ports = published_ports(resolved->model);
    plan.images = images_of(resolved->model);
    for (const auto& mapping : plan.ports) {
        const auto port = single_port(mapping);
        if (!port) continue;
        if (const auto* other = publisher_of(picture_, *port, mapping.protocol, app.text())) {
            plan.port_conflicts.push_back(fmt::format("port {} is used by {}", *port, other->name));
            continue;
        }
        const bool own = plan.replaces; // the app itself may hold it
        if (own || !policies_.engine_is_local) continue;
        const auto holder = co_await world_.host.port_holder(*port, mapping.protocol);
        if (!holder || !*holder) continue;
        const auto& process = (*holder)->process;
        plan.port_conflicts.push_back(
            fmt::format("port {} is used by {} (pid {})", *port, process.empty() ? "another program" : process, (*holder)->pid));
    }
}

} // namespace furtka
