#include "services/install_app.hpp"

#include "async/cancellation.hpp"
#include "domain/hook_output.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/env_for_app.hpp"
#include "services/hooks.hpp"
#include "services/import_steps.hpp"
#include "services/pull_images.hpp"
#include "services/wait_started.hpp"

#include <fmt/format.h>

#include <algorithm>

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

bool leaves_folder(const Error& error, const std::vector<InstallNote>& notes)
{
    return error.key == "placeholder_secret" && !notes.empty() && !notes.back().replaced && !notes.back().imported;
}

} // namespace

InstallApp::InstallApp(World world, Policies policies, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), picture_(picture)
{
}

Task<Result<InstallOutcome>> InstallApp::run(InstallRequest request, InstallPlan plan, JobContext& job)
{
    Notes notes;
    auto result = co_await guarded(install_all(std::move(request), std::move(plan), notes, job));
    co_await forget_cancellation(); // the end and the undoing are brought to their own end
    if (result) {
        const auto final = co_await job.about_to("end");
        if (!final) result = fail(final.error());
    }
    if (result) {
        co_await make_final(notes);
    } else if (leaves_folder(result.error(), notes)) {
        const Notes providers(notes.begin(), notes.end() - 1);
        co_await make_final(providers);
    } else {
        co_await take_back(notes, job);
    }
    for (const auto& note : notes) co_await picture_.refresh(note.app);
    co_return result;
}

Task<Result<InstallOutcome>> InstallApp::install_all(InstallRequest request, InstallPlan plan, Notes& notes, JobContext& job)
{
    InstallOutcome outcome{.app = plan.folder.manifest.name, .notices = plan.folder.manifest.notices};
    for (const auto& moved : plan.ports_moved)
        job.log(fmt::format("{}: {} is {}, for {} is taken", moved.app, moved.setting.empty() ? moved.place : moved.setting,
            moved.to, moved.from));
    if (request.import) CO_CHECK(co_await check_import(world_, policies_, *request.import, plan.folder, job));
    for (const auto& step : plan.steps) {
        const auto settings =
            with_moved_ports(plan, step.app.text(), step.app.text() == outcome.app ? request.settings : SettingValues());
        const bool itself = step.app.text() == outcome.app;
        const auto ports = with_moved_places(plan, step.app.text(), itself ? request.ports : PortChoices());
        if (itself) {
            Wanted wanted{
                .source = plan.folder, .settings = settings, .ports = ports, .accepted = request.accept, .request = request};
            CO_CHECK(co_await install_one(step.app, std::move(wanted), notes, job));
            outcome.replaced = notes.back().replaced;
        } else if (!step.already_installed) {
            CO_TRY(auto provider, co_await world_.sources.find(step.app));
            Wanted wanted{.source = std::move(provider),
                .settings = settings,
                .ports = ports,
                .accepted = accepted_for(request.accept, step.app.text()),
                .request = {}};
            CO_CHECK(co_await install_one(step.app, std::move(wanted), notes, job));
        } else {
            continue;
        }
        outcome.installed.push_back(step.app.text());
        std::ranges::copy(notes.back().new_volumes, std::back_inserter(outcome.volumes_created));
    }
    co_return outcome;
}

Task<Result<void>> InstallApp::install_one(AppName app, Wanted wanted, Notes& notes, JobContext& job)
{
    Consent consent{.accepted = wanted.accepted, .before = std::nullopt};
    const auto installed = co_await world_.folders.read(app);
    if (installed) consent.before = co_await accepted_so_far(world_, policies_, app, *installed);
    job.stage("folder", fmt::format("Preparing {}", wanted.source.manifest.display_name));
    auto requirements = co_await new_requirements(app, wanted.source);
    // What a provider's hook printed is among the secrets of the file.
    if (wanted.request.import && wanted.request.import->file->head().secrets == ExportSecrets::included)
        requirements.clear();
    CO_CHECK(co_await put_folder(app, wanted, notes, job));
    co_await picture_.refresh(app.text());

    CO_CHECK(co_await ask_providers(app, requirements, job));
    CO_TRY(const auto ready, co_await world_.folders.read(app));
    CO_CHECK(check_placeholders(ready.manifest, ready.env.value_or(EnvFile())));
    co_return co_await start_first_time(app, std::move(consent), wanted.request.import, notes.back(), job);
}

/// Those that the installed version did not have: `on_install` runs once.
Task<std::vector<Requirement>> InstallApp::new_requirements(AppName app, AppFolder source)
{
    auto requirements = source.manifest.requirements;
    const auto installed = co_await world_.folders.read(app);
    if (!installed) co_return requirements;
    const auto& before = installed->manifest.requirements;
    std::erase_if(requirements, [&](const Requirement& requirement) {
        return std::ranges::find(before, requirement.app, &Requirement::app) != before.end();
    });
    co_return requirements;
}

Task<Result<AppFolder>> InstallApp::put_folder(AppName app, const Wanted& wanted, Notes& notes, JobContext& job)
{
    const auto& source = wanted.source;
    const bool imported = wanted.request.import != nullptr;
    InstallPlanner planner(world_, policies_, picture_);
    CO_TRY(const auto replaced, co_await world_.folders.contains(app));
    CO_TRY(const auto base, co_await planner.first_env_of(app, source, wanted.request));
    const auto fill = fill_of(wanted.request, replaced);
    CO_TRY(const auto filled,
        env_for_app(source.manifest.settings, base, wanted.settings, world_.host, policies_.own_folders, fill));
    const auto env = with_port_choices(filled, wanted.ports);
    CO_TRY(const auto containers, co_await world_.containers.list(app.text()));
    // What was typed is on disk before anything can fail; what an earlier try replaced must not come back by an undo.
    if (replaced) {
        CO_CHECK(co_await world_.folders.drop_previous(app));
    } else if (!imported) {
        CO_CHECK(co_await world_.drafts.write(app, env.text()));
    }

    notes.push_back(
        {.app = app.text(), .replaced = replaced, .ran = !running_ids(containers).empty(), .imported = imported});
    const auto note = to_json(notes.back());
    CO_CHECK(co_await job.about_to("folder " + app.text(), note));
    NewFolder folder{.source = source.path, .env = env.text(), .installed_from = imported ? "file" : source.installed_from};
    auto placed = co_await world_.folders.put(app, std::move(folder));
    CO_CHECK(placed);
    co_await job.taken("folder " + app.text(), note);
    co_return placed;
}

/// `on_install` of each provider; what it prints goes into the app's `.env`, the hook wins.
Task<Result<void>> InstallApp::ask_providers(AppName app, std::vector<Requirement> requirements, JobContext& job)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    auto env = folder.env.value_or(EnvFile());
    for (const auto& requirement : requirements) {
        if (requirement.on_install.empty()) continue;
        CO_TRY(const auto provider, AppName::parse(requirement.app));
        job.stage("hook", fmt::format("Setting up {} for {}", requirement.app, folder.manifest.display_name));
        Consumer consumer{.name = app, .version = folder.manifest.version, .env = env.values()};
        CO_TRY(
            const auto output, co_await run_hook(world_, policies_, provider, requirement.on_install, std::move(consumer)));
        CO_TRY(const auto settings, parse_hook_output(output));
        env = env.with(settings);
        CO_CHECK(co_await world_.folders.write_env(app, env.text()));
    }
    co_return Result<void>{};
}

Task<Result<void>> InstallApp::start_first_time(
    AppName app, Consent consent, std::shared_ptr<ImportSource> import, InstallNote& note, JobContext& job)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    // Here, with every setting in place, it is certain what the app asks for; nothing has been downloaded or started.
    const auto marks = co_await marks_of(world_, policies_, folder, resolved.model);
    CO_CHECK(check_accepted(app.text(), marks_to_accept(marks, consent.before), consent.accepted));
    if (import) {
        CO_TRY(auto learned, co_await bring_in(world_, *import, folder, note, job));
        if (on_learned_) on_learned_(std::move(learned));
    } else {
        CO_CHECK(co_await pull_and_make_volumes(app, folder, resolved.model, note, job));
    }

    job.stage("start", fmt::format("Starting {}", folder.manifest.display_name));
    CO_TRY(const auto before, co_await world_.containers.list(app.text()));
    note.started = true;
    CO_CHECK(co_await job.about_to("up " + app.text(), to_json(note)));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(
        co_await bring_up(world_, policies_, app, UpOptions{.remove_orphans = true, .never_pull = import != nullptr}, log));

    job.stage("verify", "Looking whether it stays up");
    StartWatch watch{
        .services = resolved.model.service_names(), .settle = policies_.settle, .ran_before = running_ids(before)};
    CO_CHECK(co_await wait_started(world_, policies_, app, resolved.model, std::move(watch)));
    co_await job.taken("up " + app.text(), to_json(note));
    co_return co_await world_.folders.write_accepted_permissions(app, remembered_ids(marks));
}

Task<Result<void>> InstallApp::pull_and_make_volumes(
    AppName app, AppFolder folder, ComposeModel model, InstallNote& note, JobContext& job)
{
    CO_CHECK(co_await pull_images(world_, policies_, picture_, model, WhenRegistryFails::use_local_image, job));
    if (folder.manifest.volumes.empty()) co_return Result<void>{};

    job.stage("volumes", "Creating volumes");
    CO_TRY(const auto there, co_await world_.volumes.names());
    note.new_volumes = missing_volumes(app, folder.manifest, there);
    CO_CHECK(co_await job.about_to("volumes " + app.text(), to_json(note)));
    CO_CHECK(co_await ensure_volumes(world_, app, folder.manifest.volumes));
    co_await job.taken("volumes " + app.text(), to_json(note));
    co_return Result<void>{};
}

} // namespace furtka
