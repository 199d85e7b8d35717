#include "services/update_app.hpp"

#include "async/cancellation.hpp"
#include "domain/image_change.hpp"
#include "domain/recovery_point.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"
#include "services/keep_points.hpp"
#include "services/move_in.hpp"
#include "services/undo_swap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace furtka {
namespace {

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

std::vector<std::string> mounts_of(const ComposeModel& model, std::string_view service)
{
    std::vector<std::string> targets;
    const auto* found = model.service(service);
    if (found == nullptr) return targets;
    for (const auto& mount : found->mounts) targets.push_back(mount.target);
    return targets;
}

Error volume_moved(const AppName& app, const ServiceChange& change, const std::string& path)
{
    return {.kind = ErrorKind::upstream,
        .key = "update_taken_back",
        .message =
            fmt::format("the new version of {} was taken back before it was started: {} keeps its data at {}, which is on "
                        "no volume of the app, so it would be lost",
                app.text(), change.service, path),
        .hint = fmt::format("mount the app's volume at {} in the compose file, then update again", path),
        .details = {{"cause", "volume_moved"}, {"service", change.service}, {"path", path}, {"downtime_seconds", "0.0"}}};
}

Error refused(const AppName& app, const ServiceChange& change, const RefusedImage& image)
{
    return {.kind = ErrorKind::conflict,
        .key = "image_refused",
        .message = fmt::format("the image of {} in {} was taken back before: {}", change.service, app.text(), image.reason),
        .hint = "update the app by hand to try it again",
        .details = {{"service", change.service}, {"image", change.to.text}}};
}

Error no_way_back(const AppName& app, const Error& cause)
{
    return {.kind = ErrorKind::conflict,
        .key = "no_way_back",
        .message = fmt::format("{} is not updated because there would be no way back: {}", app.text(), cause.message),
        .hint = "restart the app to make its containers anew from the images that are there, then update again"};
}

std::string digest_of(const std::map<std::string, std::string>& digests, const std::string& tag)
{
    const auto found = digests.find(tag);
    return found == digests.end() ? std::string() : found->second;
}

bool began(const std::vector<JournalStep>& steps, std::string_view name)
{
    return std::ranges::find(steps, name, &JournalStep::step) != steps.end();
}

bool was_taken(const std::vector<JournalStep>& steps, std::string_view name)
{
    return std::ranges::any_of(steps, [&](const JournalStep& step) { return step.step == name && step.taken; });
}

Task<Result<std::string>> job_body(UpdateApp& update, AppName app, UpdateBy by, JobContext& job)
{
    CO_TRY(const auto outcome, co_await update.run(std::move(app), job, by));
    co_return to_json(outcome);
}

} // namespace

/// What is known when the images are here.
struct UpdateApp::Prepared {
    AppFolder folder;
    ComposeModel model;
};

Result<JobId> begin_update(
    Jobs& jobs, UpdateApp& update, const AppName& app, UpdateBy by, boost::asio::any_io_executor executor)
{
    JobBody body = [&update, app, by](JobContext& job) { return job_body(update, app, by, job); };
    return jobs.start(JobKind::update, app.text(), {}, std::move(body), std::move(executor));
}

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

std::vector<std::string> one_shots_of(const ComposeModel& model)
{
    std::set<std::string> names;
    for (const auto& service : model.services) names.insert(service.completes_first.begin(), service.completes_first.end());
    return {names.begin(), names.end()};
}

Task<Result<RecoveryPoint>> point_of_now(
    World world, Policies policies, AppName app, const AppFolder& folder, const ComposeModel& model, std::string reason)
{
    CO_TRY(const auto containers, co_await inspect_all(world, app));
    CO_TRY(const auto points, co_await world.points.list(app));
    auto ports = co_await ask_ports(world, policies, containers);
    RecoveryPoint point{.number = next_point_number(points),
        .app = app.text(),
        .app_version = folder.manifest.version,
        .reason = std::move(reason),
        .made_at = world.host.now(),
        .baseline = gate_baseline(containers, one_shots_of(model), std::move(ports))};
    for (const auto& [service, tag] : model.image_tags()) {
        const auto running = running_image(containers, service);
        if (!running) continue;
        PointService kept{.service = service, .tag = tag, .image = *running};
        const auto image = co_await world.images.find_id(*running);
        if (image && *image) {
            const auto ref = ImageRef::parse(tag);
            kept.version = (*image)->version;
            if (ref) kept.digest = registry_digest(**image, *ref);
            if (ref && model.service(service)->stand_in == *running) kept.digest = ref->digest;
        }
        point.services.push_back(std::move(kept));
    }
    co_return point;
}

UpdateApp::UpdateApp(World world, Policies policies, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), picture_(picture)
{
}

Task<Result<void>> UpdateApp::check(AppName app)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    co_return check_settled(folder);
}

Task<Result<UpdateOutcome>> UpdateApp::run(AppName app, JobContext& job, UpdateBy by)
{
    SwapNote note{.by = by == UpdateBy::owner ? "owner" : "policy"};
    auto outcome = co_await guarded(update(app, job, by, note));
    const bool was_begun = note.point != 0; // then whoever began it has brought it to an end
    if (outcome || was_begun) co_return outcome;
    co_await forget_cancellation();
    co_await put_tags_back(world_, policies_, app, note, job);
    co_await tell_failure(world_, JobKind::update, app, job.id(), note, outcome.error());
    for (const auto& change : note.changes) {
        [[maybe_unused]] const auto dropped = co_await world_.images.drop_untagged(change.to);
    }
    co_return outcome;
}

Task<Result<UpdateOutcome>> UpdateApp::update(AppName app, JobContext& job, UpdateBy by, SwapNote& note)
{
    CO_TRY(auto folder, co_await world_.folders.read(app));
    CO_TRY(auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await check_before_up(world_, policies_, folder, resolved.model, log));
    BeforePull before = [&note, &job](std::map<std::string, ImageId> tags) {
        note.tags_before = std::move(tags);
        return job.about_to("pull", to_json(note));
    };
    CO_TRY(const auto pulled,
        co_await pull_images(world_, policies_, picture_, resolved.model, WhenRegistryFails::fail, job, before));
    CO_TRY(const auto containers, co_await world_.containers.list(app.text()));

    const auto images = service_images(resolved.model, containers, pulled.local);
    UpdateOutcome outcome{
        .changes = changed_services(images), .bytes_pulled = pulled.bytes, .not_running = not_running(images)};
    if (outcome.changes.empty()) co_return outcome;

    const Prepared ready{.folder = std::move(folder), .model = std::move(resolved.model)};
    note.changes = outcome.changes;
    note.bytes = pulled.bytes;
    note.tags_after = pulled.local;
    for (const auto& [tag, image] : pulled.local) note.tags_before.try_emplace(tag, image);
    note.services = services_for_up(ready.model, containers);
    CO_CHECK(co_await check_images(app, ready, note, by, pulled.digests));
    if (pulled.asked_engine) co_await job.taken("pull", to_json(note));
    CO_TRY(const auto point, co_await keep_way_back(app, ready, note, job));

    CO_TRY(auto end, co_await swap_images(world_, policies_, picture_, app, note, point, job));
    outcome.proof = end.proof;
    outcome.downtime = end.downtime;
    outcome.recovery_point = point.number;
    auto entry = entry_of(JobKind::update, app, job.id(), note);
    CO_CHECK(co_await end_swap(world_, policies_, app, note, std::move(end), std::move(entry), pulled.digests));
    co_return outcome;
}

/// What must not even be started.
Task<Result<void>> UpdateApp::check_images(
    AppName app, const Prepared& ready, const SwapNote& note, UpdateBy by, const std::map<std::string, std::string>& digests)
{
    if (by == UpdateBy::policy) {
        CO_TRY(const auto known, co_await world_.history.refused());
        for (const auto& change : note.changes) {
            const auto* image = refusal_of(known, app.text(), change.tag, change.to.text);
            if (image != nullptr) co_return fail(refused(app, change, *image));
        }
    }
    for (const auto& change : note.changes) {
        CO_TRY(const auto old_image, co_await world_.images.find_id(change.from));
        CO_TRY(const auto new_image, co_await world_.images.find_id(change.to));
        if (!old_image || !new_image) continue;
        const auto path = moved_volume(old_image->volumes, new_image->volumes, mounts_of(ready.model, change.service));
        if (path.empty()) continue;
        const RefusedImage image{.app = app.text(),
            .tag = change.tag,
            .image = change.to,
            .digest = digest_of(digests, change.tag),
            .reason = fmt::format("it keeps its data at {}, which is on no volume", path),
            .at = world_.host.now()};
        [[maybe_unused]] const auto remembered = co_await world_.history.refuse(image);
        co_return fail(volume_moved(app, change, path));
    }
    co_return Result<void>{};
}

Task<Result<RecoveryPoint>> UpdateApp::keep_way_back(AppName app, const Prepared& ready, SwapNote& note, JobContext& job)
{
    CO_TRY(auto point, co_await point_of_now(world_, policies_, app, ready.folder, ready.model, "update"));
    auto planned = note;
    planned.point = point.number;
    const auto kept = co_await keep_as_point(world_, point, ready.folder, ready.model, planned, job);
    if (!kept) {
        co_await forget_way_back(app, note, point.number, job);
        co_return fail(kept.error().key == "image_gone" ? no_way_back(app, kept.error()) : kept.error());
    }
    note = std::move(planned);
    co_return point;
}

/// The tags first: a name of Furtka's that is the last of an image in use cannot be taken away.
Task<void> UpdateApp::forget_way_back(AppName app, SwapNote note, int number, JobContext& job)
{
    co_await put_tags_back(world_, policies_, app, note, job);
    [[maybe_unused]] const auto dropped = co_await drop_point(world_, app, number);
}

Task<Result<std::string>> UpdateApp::mend(AppName app, std::vector<JournalStep> steps, JobContext& job)
{
    if (steps.empty()) co_return std::string("nothing had been done");
    CO_TRY(const auto note, parse_swap_note(steps.back().data));
    if (began(steps, "back")) co_return co_await mend_swap(app, note, SwapFrom::back, job);
    if (began(steps, "up")) {
        if (!was_taken(steps, "gate")) co_return co_await mend_swap(app, note, SwapFrom::up, job);
        auto entry = entry_of(JobKind::update, app, job.id(), note);
        const SwapEnd end{};
        CO_CHECK(co_await end_swap(world_, policies_, app, note, end, std::move(entry)));
        co_return std::string("it had been finished");
    }
    CO_CHECK(co_await undo_begun_swap(world_, app, note));
    [[maybe_unused]] const auto pruned = co_await prune_points(world_, policies_, app);
    co_return std::string("the version before runs on");
}

Task<Result<std::string>> UpdateApp::mend_swap(AppName app, SwapNote note, SwapFrom from, JobContext& job)
{
    CO_TRY(const auto stored, co_await world_.points.read(app, note.point));
    CO_TRY(auto end, co_await swap_images(world_, policies_, picture_, app, note, stored.point, job, from));
    auto entry = entry_of(JobKind::update, app, job.id(), note);
    const auto ended = co_await end_swap(world_, policies_, app, note, std::move(end), std::move(entry));
    if (ended) co_return std::string("it was finished afterwards");
    co_return ended.error().message;
}

} // namespace furtka
