#include "services/remove_app.hpp"

#include "async/cancellation.hpp"
#include "domain/install_plan.hpp"
#include "services/app_project.hpp"

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

/// The app's volumes on the engine: those labelled, and those its manifest names (an older manager gave them no labels).
Task<Result<std::vector<std::string>>> volumes_of(World world, AppName app, Result<AppFolder> folder)
{
    CO_TRY(auto volumes, co_await world.volumes.of_app(app));
    if (folder) {
        CO_TRY(const auto there, co_await world.volumes.names());
        for (const auto& short_name : folder->manifest.volumes) {
            auto name = volume_name(app, short_name);
            const bool listed = std::ranges::find(volumes, name) != volumes.end();
            const bool exists = std::ranges::find(there, name) != there.end();
            if (exists && !listed) volumes.push_back(std::move(name));
        }
    }
    std::ranges::sort(volumes);
    co_return volumes;
}

} // namespace

RemoveApp::RemoveApp(World world, LivePicture& picture)
    : world_(world)
    , picture_(picture)
{
}

Task<Result<void>> RemoveApp::check(AppName app)
{
    CO_TRY(const auto there, co_await world_.folders.contains(app));
    if (!there) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "app_not_installed",
            .message = fmt::format("{} is not installed", app.text()),
            .hint = "see the list of installed apps"});
    }
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
    co_await ignore_cancellation(); // a removal that began is finished: half an app helps nobody
    const auto folder = co_await world_.folders.read(app);
    CO_TRY(auto volumes, co_await volumes_of(world_, app, folder));

    job.stage("stop", "Stopping");
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await world_.compose.down(project_for_down(app, folder), log));

    RemoveOutcome outcome{.app = app.text()};
    if (data == Data::remove) {
        job.stage("data", "Deleting data");
        for (const auto& volume : volumes) CO_CHECK(co_await world_.volumes.remove(volume));
        outcome.volumes_deleted = std::move(volumes);
    } else {
        outcome.volumes_kept = std::move(volumes);
    }
    job.stage("folder", "Removing the app");
    CO_CHECK(co_await world_.folders.drop_previous(app));
    CO_CHECK(co_await world_.folders.remove(app));
    co_await picture_.refresh(app.text());
    CO_CHECK(co_await job.taken(data == Data::remove ? "remove with data" : "remove"));
    co_return outcome;
}

} // namespace furtka
