#include "services/bring_up.hpp"

#include "base/error_detail.hpp"
#include "domain/app_state.hpp"
#include "services/app_networks.hpp"
#include "services/app_project.hpp"
#include "services/install_ports.hpp"
#include "services/stand_ins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace furtka {
namespace {

std::optional<std::string> publisher_of(
    const std::vector<Container>& containers, std::uint16_t port, const std::string& except)
{
    for (const auto& container : containers) {
        const bool publishes = std::ranges::any_of(container.ports, [&](const auto& p) { return p.host_port == port; });
        if (publishes && container.project != except) return container.project;
    }
    return std::nullopt;
}

std::uint16_t port_detail(const Error& failure)
{
    const auto text = detail_of(failure, "port");
    std::uint16_t port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    return port;
}

/// The services that run or were to be brought up, each with a new container.
Task<Result<UpOptions>> options_anew(World world, AppName app, UpOptions options)
{
    options.force_recreate = true;
    if (options.services.empty()) co_return options;
    CO_TRY(const auto containers, co_await world.containers.list(app.text()));
    for (const auto& container : containers) {
        const bool is_named = std::ranges::find(options.services, container.service) != options.services.end();
        if (container.runs() && !container.one_off && !is_named) options.services.push_back(container.service);
    }
    co_return options;
}

/// An engine that crashed may keep a container for good in a state in which it cannot be started: one whose network another
/// shares is thought to be between two starts, or a task of it is left that nobody knows.
bool is_stuck(const Error& failure)
{
    const auto says = [&](std::string_view words) { return failure.message.contains(words); };
    const bool has_lost_task = says("failed to create task for container") && says("already exists");
    return has_lost_task || says("is restarting, wait until the container is running");
}

/// Whether it is the engine itself that holds the port, for a container that is gone.
Task<bool> is_leaked(World world, Error failure)
{
    // Of a port that another program has the engine says "address already in use".
    const auto port = port_detail(failure);
    if (port == 0 || !failure.message.contains("already allocated")) co_return false;
    const auto protocol = detail_of(failure, "protocol");
    const auto publishers = co_await world.containers.publishers(port, protocol.empty() ? "tcp" : protocol);
    co_return publishers && publishers->empty();
}

/// An engine that ends between a container's endpoint and its start forgets, when it is back, to give the port free with the
/// endpoint (seen on 20.10 and 26.1). No call of its API does.
Error port_leaked(const AppName& app, Error failure)
{
    failure.key = "port_leaked";
    failure.message =
        fmt::format("{} needs port {}, which the engine holds for a container that is gone: it ended while it started one",
            app.text(), port_detail(failure));
    failure.hint = "restart the engine (systemctl restart docker); the app is started once it is back";
    return failure;
}

/// Says who holds the port, where that can be told.
Task<Error> port_conflict(World world, Policies policies, std::string app, Error failure)
{
    const auto port = port_detail(failure);
    const auto protocol = detail_of(failure, "protocol");
    if (port == 0) co_return failure;
    const auto containers = co_await world.containers.list(std::nullopt);
    if (containers) {
        if (const auto other = publisher_of(*containers, port, app)) {
            failure.message = fmt::format("{} needs port {}, which the app or project {} uses", app, port, *other);
            failure.hint = fmt::format("stop {}, or give one of them another port", *other);
            co_return failure;
        }
    }
    if (!policies.engine_is_local) co_return failure;
    const auto holder = co_await world.host.port_holder(port, protocol.empty() ? "tcp" : protocol);
    if (holder && *holder) {
        failure.message = fmt::format("{} needs port {}, which {} uses", app, port, holder_text(**holder));
        failure.hint = "stop that program, or give the app another port";
    }
    co_return failure;
}

/// How the app is given another port than this one; empty: it cannot be told.
Task<std::string> moving_command(World world, AppName app, AppFolder folder, std::uint16_t port)
{
    const auto resolved = co_await world.compose.resolve(project_of(app, folder));
    if (!resolved || port == 0) co_return std::string();
    const auto values = folder.env.value_or(EnvFile()).values();
    for (const auto& claim : port_claims(app.text(), resolved->model, folder.manifest.settings, values)) {
        if (claim.port != port || (claim.setting.empty() && claim.place.empty())) continue;
        const bool by_setting = !claim.setting.empty();
        co_return fmt::format("furtka app settings {} {} {}=OTHER", app.text(), by_setting ? "--set" : "--port",
            by_setting ? claim.setting : claim.place);
    }
    co_return std::string();
}

Task<Result<void>> up_once(World world, AppName app, UpOptions options, OutputSink log)
{
    CO_TRY(const auto folder, co_await world.folders.read(app));
    co_return co_await world.compose.up(project_of(app, folder), std::move(options), std::move(log));
}

} // namespace

Task<Result<std::vector<std::string>>> ensure_volumes(World world, AppName app, std::vector<std::string> short_names)
{
    std::vector<std::string> created;
    for (const auto& name : short_names) {
        CO_TRY(const auto made, co_await world.volumes.ensure(app, name));
        if (made == Created::yes) created.push_back(volume_name(app, name));
    }
    co_return created;
}

Task<Result<void>> remove_leftovers(World world, AppName app)
{
    CO_TRY(const auto containers, co_await world.containers.list(app.text()));
    for (const auto& leftover : removable_leftovers(containers)) {
        CO_CHECK(co_await world.containers.remove(leftover.id));
    }
    co_return Result<void>{};
}

Task<Result<void>> bring_up(World world, Policies policies, AppName app, UpOptions options, OutputSink log)
{
    CO_TRY(const auto folder, co_await world.folders.read(app));
    CO_CHECK(co_await ensure_volumes(world, app, folder.manifest.volumes));
    CO_CHECK(co_await mend_stand_ins(world, app, folder.stand_ins));

    auto up = co_await up_once(world, app, options, log);
    if (!up && up.error().key == "name_conflict") {
        log("a container of an interrupted update is in the way; it is removed");
        CO_CHECK(co_await remove_leftovers(world, app));
        up = co_await up_once(world, app, options, log);
    }
    if (!up && AppNetworks::cures(up.error())) {
        log("the engine has no network address left; the app gets its own subnet");
        CO_CHECK(co_await world.networks.assign(app));
        up = co_await up_once(world, app, options, log);
    }
    if (!up && is_stuck(up.error())) {
        log("the engine cannot start a container that it crashed on; it is made anew");
        CO_TRY(auto anew, co_await options_anew(world, app, options));
        up = co_await up_once(world, app, std::move(anew), log);
    }
    if (!up && up.error().key == "port_in_use" && co_await is_leaked(world, up.error())) {
        log("the engine still holds a port for a container that is gone; the app's network is made anew");
        CO_TRY(auto anew, co_await options_anew(world, app, options));
        CO_CHECK(co_await world.engine.remove_networks(app.text()));
        up = co_await up_once(world, app, std::move(anew), log);
    }
    if (!up && up.error().key == "port_in_use") {
        if (co_await is_leaked(world, up.error())) co_return fail(port_leaked(app, up.error()));
        auto told = co_await port_conflict(world, policies, app.text(), up.error());
        const auto command = co_await moving_command(world, app, folder, port_detail(told));
        if (!command.empty()) told.hint += ": " + command;
        co_return fail(std::move(told));
    }
    co_return up;
}

Task<Result<void>> bring_up_anew(World world, Policies policies, AppName app, UpOptions options, OutputSink log)
{
    CO_TRY(auto anew, co_await options_anew(world, app, std::move(options)));
    if (const auto removed = co_await world.engine.remove_networks(app.text()); !removed)
        log(fmt::format("the network stays: {}", removed.error().message));
    co_return co_await bring_up(world, std::move(policies), app, std::move(anew), std::move(log));
}

} // namespace furtka
