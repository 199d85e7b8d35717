#include "services/update_app.hpp"

#include "async/cancellation.hpp"
#include "domain/image_change.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/pull_images.hpp"
#include "services/wait_started.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace furtka {
namespace {

constexpr std::chrono::milliseconds at_once{50}; ///< what fails at its start has ended by then

std::vector<ServiceImage> service_images(
    const ComposeModel& model, const std::vector<Container>& containers, const std::map<std::string, ImageId>& local)
{
    std::vector<ServiceImage> images;
    for (const auto& [service, tag] : model.image_tags()) {
        const auto found = local.find(tag);
        images.push_back({.service = service,
            .tag = tag,
            .running = running_image(containers, service),
            .local = found == local.end() ? std::nullopt : std::optional(found->second)});
    }
    return images;
}

std::vector<std::string> not_running(const std::vector<ServiceImage>& images)
{
    std::vector<std::string> names;
    for (const auto& image : images) {
        if (!image.running) names.push_back(image.service);
    }
    return names;
}

/// What `up` is told to work on: nothing when all services run (so all); else those that run, and the one-shots they wait
/// for. A stopped service must not be started by an update.
std::vector<std::string> services_for_up(const ComposeModel& model, const std::vector<Container>& containers)
{
    std::set<std::string> chosen;
    bool all = true;
    for (const auto& service : model.services) {
        const bool runs = std::ranges::any_of(
            containers, [&](const Container& c) { return c.service == service.name && c.runs() && !c.one_off; });
        all = all && runs;
        if (!runs) continue;
        chosen.insert(service.name);
        chosen.insert(service.completes_first.begin(), service.completes_first.end());
    }
    if (all) return {};
    return {chosen.begin(), chosen.end()};
}

std::vector<std::string> names_of(const std::vector<ServiceChange>& changes)
{
    std::vector<std::string> names;
    for (const auto& change : changes) names.push_back(change.service);
    return names;
}

Error not_applied(const AppName& app, const ServiceChange& change)
{
    return {.kind = ErrorKind::upstream,
        .key = "update_not_applied",
        .message = fmt::format("{} of {} still runs {} although {} is {}", change.service, app.text(), change.from.text,
            change.tag, change.to.text),
        .hint = "look at the job's log, then try the update again",
        .details = {{"service", change.service}}};
}

} // namespace

UpdateApp::UpdateApp(World world, Policies policies, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), picture_(picture)
{
}

Task<Result<void>> UpdateApp::check(AppName app)
{
    CO_CHECK(co_await world_.folders.read(app));
    co_return Result<void>{};
}

Task<Result<UpdateOutcome>> UpdateApp::run(AppName app, JobContext& job)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    const auto& model = resolved.model;
    CO_TRY(const auto pulled, co_await pull_images(world_, policies_, picture_, model, WhenRegistryFails::fail, job));

    CO_TRY(const auto before, co_await world_.containers.list(app.text()));
    const auto images = service_images(model, before, pulled.local);
    UpdateOutcome outcome{
        .changes = changed_services(images), .bytes_pulled = pulled.bytes, .not_running = not_running(images)};
    if (outcome.changes.empty()) co_return outcome;

    CO_CHECK(co_await job.about_to("up"));
    co_await point_of_no_return(); // from here the old containers are taken away: half-way would be an app lost
    const auto applied = co_await apply(app, model, before, outcome.changes, job);
    co_await picture_.refresh(app.text());
    CO_CHECK(applied);
    co_await job.taken("up");
    co_return outcome;
}

Task<Result<void>> UpdateApp::apply(
    AppName app, ComposeModel model, std::vector<Container> before, std::vector<ServiceChange> changes, JobContext& job)
{
    job.stage("start", "Starting the new version");
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await bring_up(world_, policies_, app, UpOptions{.services = services_for_up(model, before)}, log));

    job.stage("verify", "Looking at what runs");
    // A moment only: a crash loop that shows later is told by the app's state, and the answer does not wait for it.
    StartWatch watch{.services = names_of(changes), .settle = at_once, .ran_before = running_ids(before)};
    CO_CHECK(co_await wait_started(world_, policies_, app, model, std::move(watch)));
    CO_TRY(const auto after, co_await world_.containers.list(app.text()));
    const auto missed = unapplied_changes(changes, service_images(model, after, {}));
    if (!missed.empty()) co_return fail(not_applied(app, missed.front()));
    co_return Result<void>{};
}

} // namespace furtka
