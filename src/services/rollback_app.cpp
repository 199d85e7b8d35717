#include "services/rollback_app.hpp"

#include "async/cancellation.hpp"
#include "base/log.hpp"
#include "services/app_project.hpp"
#include "services/keep_points.hpp"
#include "services/undo_swap.hpp"
#include "services/update_app.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

Error no_point(const AppName& app)
{
    return {.kind = ErrorKind::not_found,
        .key = "no_recovery_point",
        .message = fmt::format("{} has no recovery point to go back to", app.text()),
        .hint = "one is made at each update that changes something"};
}

/// What a way back to `target` changes of what ran at `now`.
std::vector<ServiceChange> changes_between(const RecoveryPoint& now, const RecoveryPoint& target)
{
    std::vector<ServiceChange> changes;
    for (const auto& service : target.services) {
        const auto running = std::ranges::find(now.services, service.service, &PointService::service);
        const auto from = running == now.services.end() ? service.image : running->image;
        if (from != service.image)
            changes.push_back({.service = service.service, .from = from, .to = service.image, .tag = service.tag});
    }
    return changes;
}

const JournalStep* step_named(const std::vector<JournalStep>& steps, std::string_view name)
{
    const auto found = std::ranges::find(steps, name, &JournalStep::step);
    return found == steps.end() ? nullptr : &*found;
}

} // namespace

RollbackApp::RollbackApp(World world, Policies policies, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), picture_(picture)
{
}

Task<Result<std::vector<RecoveryPoint>>> RollbackApp::points(AppName app)
{
    CO_CHECK(co_await world_.folders.read(app));
    co_return co_await world_.points.list(app);
}

Task<Result<void>> RollbackApp::check(AppName app, std::optional<int> to)
{
    CO_CHECK(co_await world_.folders.read(app));
    CO_CHECK(co_await wanted(app, to));
    co_return Result<void>{};
}

Task<Result<StoredPoint>> RollbackApp::wanted(AppName app, std::optional<int> to)
{
    CO_TRY(const auto points, co_await world_.points.list(app));
    if (points.empty()) co_return fail(no_point(app));
    co_return co_await world_.points.read(app, to.value_or(points.front().number));
}

Task<Result<RollbackOutcome>> RollbackApp::run(AppName app, std::optional<int> to, JobContext& job)
{
    SwapNote note{.by = "owner"};
    auto outcome = co_await guarded(roll_back(app, to, note, job));
    const bool ended = outcome || outcome.error().key.starts_with("update_");
    if (ended || note.point == 0) co_return outcome;
    co_await forget_cancellation();
    const auto undone = co_await undo_begun_swap(world_, app, note);
    if (!undone) log::warning("rollback not undone", {{"app", app.text()}, {"reason", undone.error().message}});
    co_await picture_.refresh(app.text());
    co_return outcome;
}

Task<Result<RollbackOutcome>> RollbackApp::roll_back(AppName app, std::optional<int> to, SwapNote& note, JobContext& job)
{
    CO_TRY(const auto target, co_await wanted(app, to));
    CO_TRY(auto now, co_await prepare(app, target, note, job));

    // What an earlier exchange replaced must not come back when this one is undone.
    CO_CHECK(co_await world_.folders.drop_previous(app));
    note.restored = target.point.number;
    CO_CHECK(co_await job.about_to("folder", to_json(note)));
    co_await point_of_no_return();
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    NewFolder files{.source = target.files, .env = target.env, .installed_from = folder.installed_from, .base = target.base};
    CO_CHECK(co_await world_.folders.put(app, files));
    CO_CHECK(co_await world_.folders.write_intent(app, Intent::run));
    co_await job.taken("folder", to_json(note));

    // It must be as well as it was then; what ran until now says how well it may be if that fails.
    auto goal = now;
    goal.baseline = target.point.baseline;
    CO_TRY(auto end, co_await swap_images(world_, policies_, picture_, app, note, goal, job));
    RollbackOutcome outcome{.app = app.text(),
        .to = target.point.number,
        .recovery_point = note.point,
        .changes = note.changes,
        .proof = end.proof,
        .downtime = end.downtime};
    auto entry = entry_of(JobKind::rollback, app, job.id(), note);
    CO_CHECK(co_await end_swap(world_, policies_, app, note, std::move(end), std::move(entry)));
    co_return outcome;
}

/// An image that somebody pruned is downloaded again, by its digest.
Task<Result<void>> RollbackApp::fetch_gone(PointService service, int point, JobContext& job)
{
    CO_TRY(auto image, co_await world_.images.find_id(service.image));
    if (image) co_return Result<void>{};
    std::string reason;
    auto ref = ImageRef::parse(service.tag);
    if (ref) {
        job.stage("pull", "Downloading the version before");
        ref->tag.clear();
        // The containerd store forgets the digest of an image that lost its tag; there the id is one.
        ref->digest = service.digest.empty() ? service.image.text : service.digest;
        PullProgress layers;
        PullLineSink sink = [&](const PullLine& line) {
            layers.add(service.tag, line);
            job.progress(layers.sum());
            return true;
        };
        const auto pulled = co_await world_.images.pull(*ref, policies_.pull, sink);
        if (!pulled && pulled.error().kind == ErrorKind::cancelled) co_return pulled;
        if (!pulled) reason = ", and cannot be downloaded again: " + pulled.error().message;
        CO_TRY(image, co_await world_.images.find_id(service.image));
    }
    if (image) co_return Result<void>{};
    co_return fail({.kind = ErrorKind::conflict,
        .key = "image_gone",
        .message = fmt::format("the image of {} in recovery point {} is gone{}", service.service, point, reason),
        .hint = "go back to another point"});
}

/// Names the images of what runs and keeps it as a point; nothing of the app is changed.
Task<Result<RecoveryPoint>> RollbackApp::prepare(AppName app, const StoredPoint& target, SwapNote& note, JobContext& job)
{
    for (const auto& service : target.point.services) CO_CHECK(co_await fetch_gone(service, target.point.number, job));
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    CO_TRY(auto now, co_await point_of_now(world_, policies_, app, folder, resolved.model, "rollback"));
    note.changes = changes_between(now, target.point);
    note.remove_orphans = true; // services that the files of the point do not name
    note.tags_after = tags_of(target.point);
    for (const auto& [tag, image] : note.tags_after) {
        const auto ref = ImageRef::parse(tag);
        if (!ref) continue;
        CO_TRY(const auto found, co_await world_.images.find(*ref));
        if (found) note.tags_before.emplace(tag, found->id);
    }
    note.point = now.number;
    CO_CHECK(co_await keep_as_point(world_, now, folder, resolved.model, note, job));
    co_return now;
}

Task<Result<std::string>> RollbackApp::mend(AppName app, std::vector<JournalStep> steps, JobContext& job, JobKind kind)
{
    if (steps.empty()) co_return std::string("nothing had been done");
    CO_TRY(const auto note, parse_swap_note(steps.back().data));
    if (step_named(steps, "up") == nullptr) {
        CO_CHECK(co_await undo_begun_swap(world_, app, note));
        co_await picture_.refresh(app.text());
        co_return std::string("the version before runs on");
    }
    auto entry = entry_of(kind, app, job.id(), note);
    const auto* gate = step_named(steps, "gate");
    SwapEnd end;
    if (gate == nullptr || !gate->taken || step_named(steps, "back") != nullptr) {
        CO_TRY(auto point, co_await world_.points.read(app, note.point));
        const auto target = co_await world_.points.read(app, note.restored);
        if (target) point.point.baseline = target->point.baseline;
        const auto from = step_named(steps, "back") == nullptr ? SwapFrom::up : SwapFrom::back;
        CO_TRY(end, co_await swap_images(world_, policies_, picture_, app, note, point.point, job, from));
    }
    const auto ended = co_await end_swap(world_, policies_, app, note, std::move(end), std::move(entry));
    if (ended) co_return std::string("it was finished afterwards");
    co_return ended.error().message;
}

} // namespace furtka
