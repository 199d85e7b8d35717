#include "services/install_app.hpp"

#include "async/cancellation.hpp"
#include "domain/hook_output.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/env_for_app.hpp"
#include "services/hooks.hpp"
#include "services/pull_images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace furtka {
namespace {

std::vector<std::string> missing_volumes(const AppName& app, const Manifest& manifest, const std::vector<std::string>& there)
{
    std::vector<std::string> missing;
    for (const auto& volume : manifest.volumes) {
        auto name = volume_name(app, volume);
        if (std::ranges::find(there, name) == there.end()) missing.push_back(std::move(name));
    }
    return missing;
}

} // namespace

InstallApp::InstallApp(World world, Policies policies, LivePicture& picture)
    : world_(world)
    , policies_(std::move(policies))
    , picture_(picture)
{
}

Task<Result<InstallOutcome>> InstallApp::run(InstallRequest request, InstallPlan plan, JobContext& job)
{
    Notes notes;
    auto result = co_await guarded(install_all(std::move(request), std::move(plan), notes, job));
    co_await ignore_cancellation(); // the end and the undoing are brought to their own end
    if (result) {
        CO_CHECK(co_await job.about_to("end"));
        for (const auto& note : notes) {
            CO_TRY(const auto app, AppName::parse(note.app));
            CO_CHECK(co_await world_.folders.drop_previous(app));
            CO_CHECK(co_await world_.drafts.remove(app));
        }
    } else if (result.error().key != "placeholder_secret") {
        job.stage("undo", "Taking back what was done");
        for (const auto& note : notes | std::views::reverse) {
            const auto undone = co_await undo(note);
            if (!undone) job.log(fmt::format("{} could not be taken back: {}", note.app, undone.error().message));
        }
    }
    for (const auto& note : notes) co_await picture_.refresh(note.app);
    co_return result;
}

Task<Result<InstallOutcome>> InstallApp::install_all(InstallRequest request, InstallPlan plan, Notes& notes, JobContext& job)
{
    InstallOutcome outcome{.app = plan.folder.manifest.name, .replaced = plan.replaces, .notices = plan.folder.manifest.notices};
    for (const auto& step : plan.steps) {
        const bool itself = step.app.text() == outcome.app;
        if (itself) {
            CO_CHECK(co_await install_one(step.app, plan.folder, request.settings, notes, job));
        } else if (!step.already_installed) {
            CO_TRY(const auto provider, co_await world_.sources.find(step.app));
            CO_CHECK(co_await install_one(step.app, provider, {}, notes, job));
        } else {
            continue;
        }
        outcome.installed.push_back(step.app.text());
        std::ranges::copy(notes.back().new_volumes, std::back_inserter(outcome.volumes_created));
    }
    co_return outcome;
}

Task<Result<void>> InstallApp::install_one(AppName app, AppFolder source, SettingValues settings, Notes& notes, JobContext& job)
{
    job.stage("folder", fmt::format("Preparing {}", source.manifest.display_name));
    InstallPlanner planner(world_, policies_, picture_);
    CO_TRY(const auto base, co_await planner.first_env(app, source));
    CO_TRY(const auto env, env_for_app(source.manifest.settings, base, settings, world_.host, policies_.own_folders));
    CO_TRY(const auto replaced, co_await world_.folders.contains(app));

    notes.push_back({.app = app.text(), .replaced = replaced});
    CO_CHECK(co_await job.about_to("folder " + app.text(), to_json(notes.back())));
    NewFolder folder{.source = source.path, .env = env.text(), .installed_from = source.installed_from};
    CO_TRY(const auto placed, co_await world_.folders.put(app, std::move(folder)));
    CO_CHECK(co_await job.taken("folder " + app.text(), to_json(notes.back())));
    co_await picture_.refresh(app.text());

    if (!replaced) CO_CHECK(co_await ask_providers(app, placed, job));
    CO_TRY(const auto ready, co_await world_.folders.read(app));
    CO_CHECK(check_placeholders(ready.manifest, ready.env.value_or(EnvFile())));
    co_return co_await start_first_time(app, notes, job);
}

/// `on_install` of each provider; what it prints goes into the app's `.env`, the hook wins.
Task<Result<void>> InstallApp::ask_providers(AppName app, AppFolder folder, JobContext& job)
{
    auto env = folder.env.value_or(EnvFile());
    for (const auto& requirement : folder.manifest.requirements) {
        if (requirement.on_install.empty()) continue;
        CO_TRY(const auto provider, AppName::parse(requirement.app));
        job.stage("hook", fmt::format("Setting up {} for {}", requirement.app, folder.manifest.display_name));
        Consumer consumer{.name = app, .version = folder.manifest.version, .env = env.values()};
        CO_TRY(const auto output, co_await run_hook(world_, policies_, provider, requirement.on_install, std::move(consumer)));
        CO_TRY(const auto settings, parse_hook_output(output));
        env = env.with(settings);
        CO_CHECK(co_await world_.folders.write_env(app, env.text()));
    }
    co_return Result<void>{};
}

Task<Result<void>> InstallApp::start_first_time(AppName app, Notes& notes, JobContext& job)
{
    auto& note = notes.back();
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    CO_CHECK(co_await pull_images(world_, policies_, picture_, resolved.model, WhenRegistryFails::use_local_image, job));

    job.stage("volumes", "Creating volumes");
    CO_TRY(const auto there, co_await world_.volumes.names());
    note.new_volumes = missing_volumes(app, folder.manifest, there);
    CO_CHECK(co_await job.about_to("volumes " + app.text(), to_json(note)));
    CO_CHECK(co_await ensure_volumes(world_, app, folder.manifest.volumes));
    CO_CHECK(co_await job.taken("volumes " + app.text(), to_json(note)));

    job.stage("start", fmt::format("Starting {}", folder.manifest.display_name));
    note.started = true;
    CO_CHECK(co_await job.about_to("up " + app.text(), to_json(note)));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await bring_up(world_, policies_, app, UpOptions{.remove_orphans = true}, log));

    job.stage("verify", "Looking whether it stays up");
    CO_CHECK(co_await wait_started(world_, policies_, app, resolved.model, resolved.model.service_names(), policies_.settle));
    CO_CHECK(co_await world_.folders.write_intent(app, Intent::run));
    co_return co_await job.taken("up " + app.text(), to_json(note));
}

Task<Result<void>> InstallApp::take_back(std::vector<JournalStep> steps)
{
    Notes notes;
    for (const auto& step : steps) {
        const bool ended = step.step == "end";
        if (ended) co_return Result<void>{};
        CO_TRY(auto note, parse_install_note(step.data));
        // Later steps of an app know more than earlier ones.
        const auto earlier = std::ranges::find(notes, note.app, &InstallNote::app);
        if (earlier != notes.end()) {
            *earlier = std::move(note);
        } else {
            notes.push_back(std::move(note));
        }
    }
    for (const auto& note : notes | std::views::reverse) {
        CO_CHECK(co_await undo(note));
        co_await picture_.refresh(note.app);
    }
    co_return Result<void>{};
}

Task<Result<void>> InstallApp::undo(InstallNote note)
{
    CO_TRY(const auto app, AppName::parse(note.app));
    CO_TRY(const auto there, co_await world_.folders.contains(app));
    if (note.replaced) {
        const auto restored = co_await world_.folders.restore_previous(app);
        if (!restored && restored.error().key != "no_previous_folder") co_return restored;
        OutputSink quiet = [](std::string_view) {};
        if (note.started) co_return co_await bring_up(world_, policies_, app, {}, quiet);
        co_return Result<void>{};
    }
    if (note.started) {
        const auto folder = co_await world_.folders.read(app);
        const auto project = folder ? project_of(app, *folder) : ComposeProject{.app = app, .folder = {}, .files = {}};
        CO_CHECK(co_await world_.compose.down(project, [](std::string_view) {}));
    } else {
        // No container ever saw these volumes: there is nothing in them to lose.
        for (const auto& volume : note.new_volumes) CO_CHECK(co_await world_.volumes.remove(volume));
    }
    if (!there) co_return Result<void>{};
    const auto folder = co_await world_.folders.read(app);
    if (folder && folder->env) CO_CHECK(co_await world_.drafts.write(app, folder->env->text()));
    co_return co_await world_.folders.remove(app);
}

} // namespace furtka
