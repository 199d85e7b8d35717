#include "services/remove_app.hpp"

#include "async/cancellation.hpp"
#include "domain/install_plan.hpp"
#include "services/app_project.hpp"
#include "services/keep_points.hpp"
#include "services/move_in.hpp"
#include "services/stand_ins.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

std::map<std::string, Manifest> manifests(const LivePicture& picture)
{
    std::map<std::string, Manifest> installed;
    for (const auto& [name, app] : picture.apps()) {
        if (app.folder) installed.emplace(name, app.folder->manifest);
    }
    return installed;
}

ComposeProject project_for_down(const AppName& app, const Result<AppFolder>& folder)
{
    if (folder) return project_of(app, *folder);
    return {.app = app, .folder = {}, .files = {}}; // a broken folder: Compose finds the containers by their labels
}

void add(std::vector<std::string>& volumes, const std::vector<std::string>& there, std::string name)
{
    const bool listed = std::ranges::find(volumes, name) != volumes.end();
    const bool exists = std::ranges::find(there, name) != there.end();
    if (exists && !listed) volumes.push_back(std::move(name));
}

/// The app's volumes on the engine: those labelled, those its manifest names (an older manager gave them no labels), and
/// those its compose file does.
Task<Result<std::vector<std::string>>> volumes_of(World world, AppName app, Result<AppFolder> folder)
{
    CO_TRY(auto volumes, co_await world.volumes.of_app(app));
    if (folder) {
        CO_TRY(const auto there, co_await world.volumes.names());
        for (const auto& short_name : folder->manifest.volumes) add(volumes, there, volume_name(app, short_name));
        // What another program made is told to be kept, and not left out.
        if (folder->moved_in) {
            for (const auto& name : folder->moved_in->volumes) add(volumes, there, name);
        }
        // A compose file that Compose does not take is no reason to keep the app.
        if (const auto resolved = co_await world.compose.resolve(project_of(app, *folder))) {
            for (const auto& volume : resolved->model.volumes) {
                if (!volume.external) add(volumes, there, volume.name);
            }
        }
    }
    std::ranges::sort(volumes);
    co_return volumes;
}

/// Furtka's own, or the one that Compose made for the app. denied `volume_foreign`: it may belong to somebody else.
Task<Result<void>> delete_volume(World world, AppName app, std::string name)
{
    const auto deleted = co_await world.volumes.remove(name);
    if (deleted || deleted.error().key != "volume_foreign") co_return deleted;
    co_return co_await world.volumes.remove_of_project(std::move(app), std::move(name));
}

} // namespace

RemoveApp::RemoveApp(World world, LivePicture& picture) : world_(world), picture_(picture) { }

Task<Result<void>> RemoveApp::check(AppName app)
{
    CO_TRY(const auto there, co_await world_.folders.contains(app));
    if (!there) {
        co_return fail(app_not_installed(app.text()));
    }
    const auto folder = co_await world_.folders.read(app);
    if (folder) CO_CHECK(check_settled(*folder));
    const auto consumers = consumers_of(app.text(), manifests(picture_));
    if (!consumers.empty()) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "required_by_others",
            .message = fmt::format("{} needs {}", fmt::join(consumers, ", "), app.text()),
            .hint = fmt::format("remove {} first", fmt::join(consumers, ", ")),
            .details = {{"required_by", fmt::format("{}", fmt::join(consumers, ","))}}});
    }
    co_return Result<void>{};
}

Task<Result<RemoveOutcome>> RemoveApp::run(AppName app, Data data, JobContext& job)
{
    CO_CHECK(co_await job.about_to(data == Data::remove ? "remove with data" : "remove"));
    co_await point_of_no_return(); // a removal that began is finished: half an app helps nobody
    const auto folder = co_await world_.folders.read(app);
    CO_TRY(auto volumes, co_await volumes_of(world_, app, folder));

    job.stage("stop", "Stopping");
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await world_.compose.down(project_for_down(app, folder), log));

    RemoveOutcome outcome{.app = app.text()};
    if (data == Data::remove) {
        job.stage("data", "Deleting data");
        CO_CHECK(co_await delete_volumes(app, std::move(volumes), outcome, job));
    } else {
        outcome.volumes_kept = std::move(volumes);
    }
    job.stage("folder", "Removing the app");
    CO_CHECK(co_await keep_or_drop_settings(app, data));
    CO_CHECK(co_await world_.folders.drop_previous(app));
    CO_CHECK(co_await world_.folders.remove(app));
    co_await drop_all_points(world_, app);
    if (folder) {
        const auto released = co_await release_stand_ins(world_, folder->stand_ins);
        if (!released) job.log(fmt::format("names of its images stay: {}", released.error().message));
    }
    co_await picture_.refresh(app.text());
    co_await job.taken(data == Data::remove ? "remove with data" : "remove");
    co_return outcome;
}

/// Volumes that were not made for the app stay.
Task<Result<void>> RemoveApp::delete_volumes(
    AppName app, std::vector<std::string> volumes, RemoveOutcome& outcome, JobContext& job)
{
    for (auto& volume : volumes) {
        const auto deleted = co_await delete_volume(world_, app, volume);
        if (deleted) {
            outcome.volumes_deleted.push_back(std::move(volume));
            continue;
        }
        if (deleted.error().key != "volume_foreign") co_return deleted;
        job.log(fmt::format("{} was not made for the app and is kept", volume));
        outcome.volumes_kept.push_back(std::move(volume));
    }
    co_return Result<void>{};
}

/// Data that is kept can only be read with the passwords it was made with, so its settings are kept as a draft.
Task<Result<void>> RemoveApp::keep_or_drop_settings(AppName app, Data data)
{
    if (data == Data::remove) co_return co_await world_.drafts.remove(app);
    const auto env = co_await world_.folders.read_env(app);
    if (!env || !*env) co_return Result<void>{}; // an `.env` that cannot be read is of no use to anybody
    co_return co_await world_.drafts.write(app, (*env)->text());
}

} // namespace furtka
