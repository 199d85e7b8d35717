#include "services/run_app.hpp"

#include "async/cancellation.hpp"
#include "domain/app_state.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/env_for_app.hpp"
#include "services/install_ports.hpp"
#include "services/wait_started.hpp"
#include "services/wait_stopped.hpp"

#include <fmt/format.h>

namespace furtka {
namespace {

std::string_view step_name(RunAction action)
{
    switch (action) {
    case RunAction::start: return "start";
    case RunAction::stop: return "stop";
    case RunAction::restart: return "restart";
    }
    return "start";
}

} // namespace

RunApp::RunApp(World world, Policies policies, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), picture_(picture)
{
}

Task<Result<void>> RunApp::check(AppName app)
{
    CO_CHECK(co_await world_.folders.read(app));
    co_return Result<void>{};
}

Task<Result<RunOutcome>> RunApp::run(AppName app, RunAction action, JobContext& job)
{
    const std::string step(step_name(action));
    CO_CHECK(co_await job.about_to(step));
    co_await point_of_no_return();
    auto work = action == RunAction::stop ? stop(app, job) : start(app, action, job);
    const auto done = co_await std::move(work);
    co_await picture_.refresh(app.text());
    CO_CHECK(done);
    co_await job.taken(step);
    co_return RunOutcome{.app = app.text(), .state = picture_.state_without_job(app.text())};
}

Task<Result<void>> RunApp::stop(AppName app, JobContext& job)
{
    job.stage("stop", "Stopping");
    CO_CHECK(
        co_await world_.folders.write_intent(app, Intent::stop)); // first: a crash after this stops it at the next start
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await world_.compose.stop(project_of(app, folder), log));
    co_return co_await wait_stopped(world_, app);
}

/// Told before a container is touched, rather than by the engine when half of the app is up.
Task<Result<void>> RunApp::check_ports(AppName app, AppFolder folder, ComposeModel model)
{
    const auto values = folder.env.value_or(EnvFile()).values();
    const auto held =
        co_await ports_held(world_, policies_, picture_, port_claims(app.text(), model, folder.manifest.settings, values));
    auto error = port_in_use(app.text(), held);
    if (!error) co_return Result<void>{};
    error->message = fmt::format("{} cannot be started: {}", app.text(), error->message);
    if (const auto take = settings_command(app.text(), held); !take.empty()) error->hint += ": " + take;
    co_return fail(*std::move(error));
}

Task<Result<void>> RunApp::start(AppName app, RunAction action, JobContext& job)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto containers, co_await world_.containers.list(app.text()));
    // An app that never ran must not begin with a placeholder for a password; one that runs with it is its owner's business.
    if (containers.empty()) CO_CHECK(check_placeholders(folder.manifest, folder.env.value_or(EnvFile())));
    CO_TRY(const auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await check_before_up(world_, policies_, folder, resolved.model, log));
    CO_CHECK(co_await world_.folders.write_intent(app, Intent::run));
    // Of an app that never ran Compose fetches the images first, and then tells the same.
    if (action == RunAction::start && !containers.empty()) CO_CHECK(co_await check_ports(app, folder, resolved.model));

    job.stage(std::string(step_name(action)), action == RunAction::restart ? "Restarting" : "Starting");
    const bool has_containers = !containers.empty();
    if (action == RunAction::restart && has_containers) {
        CO_CHECK(co_await world_.compose.restart(project_of(app, folder), log));
    }
    CO_CHECK(co_await bring_up(world_, policies_, app, {}, log));
    job.stage("verify", "Looking whether it stays up");
    StartWatch watch{.services = resolved.model.service_names(), .settle = policies_.settle};
    if (action == RunAction::start) watch.ran_before = running_ids(containers); // a restart begins every count anew
    co_return co_await wait_started(world_, policies_, app, resolved.model, std::move(watch));
}

} // namespace furtka
