#include "services/move_in.hpp"

#include "async/cancellation.hpp"
#include "async/timeout.hpp"
#include "base/log.hpp"
#include "domain/permission_consent.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/keep_points.hpp"
#include "services/update_app.hpp"
#include "services/wait_started.hpp"
#include "services/watch_gate.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace furtka {
namespace {

constexpr int most_state_looks = 50;
constexpr std::chrono::milliseconds between_looks{100};

Error changed(const MoveInRecord& record, std::string what)
{
    return {.kind = ErrorKind::conflict,
        .key = "move_in_changed",
        .message = fmt::format("the project {} is not as it was: {}", record.project, what),
        .hint = "look at its containers; stop those that run, or see to it in its own program",
        .details = {{"project", record.project}}};
}

Error gone(const MoveInRecord& record, const OldContainer& old)
{
    return changed(record, fmt::format("the container {} is gone", old.name));
}

Error did_not_run(const AppName& app, const Gated& gated)
{
    Error error{.kind = ErrorKind::upstream,
        .key = "app_failed_to_start",
        .message = fmt::format("{} does not run well as an app of Furtka: {}", app.text(), gated.fault.message),
        .hint = "look at the last lines of its log",
        .details = {{"cause", gated.fault.key}}};
    if (!gated.fault.service.empty()) error.details.emplace_back("service", gated.fault.service);
    if (!gated.log.empty()) error.details.emplace_back("log", gated.log);
    return error;
}

/// A step that failed, after everything was put back.
Error taken_back(const MoveInRecord& record, Error cause)
{
    if (cause.kind == ErrorKind::cancelled) return cause;
    if (cause.key == "move_in_changed" || cause.kind == ErrorKind::no_space) return cause;
    cause.details.insert(cause.details.begin(), {"reason", cause.key});
    cause.key = "move_in_taken_back";
    cause.message = fmt::format("{} was put back as it was: {}", record.project, cause.message);
    return cause;
}

Error back_failed(const MoveInRecord& record, const Error& cause, const Error& back)
{
    return {.kind = ErrorKind::upstream,
        .key = "move_in_back_failed",
        .message = fmt::format(
            "{} could not be taken over ({}), and could not be put back: {}", record.project, cause.message, back.message),
        .hint = "see to that, then take it back once more; its data is untouched",
        .details = {{"reason", cause.key}, {"back_reason", back.key}}};
}

bool began_step(const std::vector<JournalStep>& steps, std::string_view name)
{
    return std::ranges::find(steps, name, &JournalStep::step) != steps.end();
}

std::map<std::string, ImageId> images_by_service(const ForeignProject& project)
{
    std::map<std::string, ImageId> images;
    for (const auto& old : project.containers) images.emplace(old.container.service, old.container.image);
    return images;
}

void no_words(std::string_view) { }

MoveInOutcome outcome_of(const AppName& app, const MoveInRecord& record)
{
    return {.app = app.text(), .project = record.project, .program = record.program, .proof = {}, .left = record.folder};
}

} // namespace

std::string to_json(const MoveInOutcome& outcome)
{
    namespace json = boost::json;
    return json::serialize(json::object{{"app", outcome.app}, {"project", outcome.project},
        {"program", to_text(outcome.program)}, {"runs", outcome.runs},
        {"proof", json::array(outcome.proof.begin(), outcome.proof.end())}, {"left", outcome.left}});
}

Result<void> check_settled(const AppFolder& folder)
{
    if (!folder.waits_for_confirmation()) return {};
    const auto& name = folder.manifest.name;
    return fail({.kind = ErrorKind::conflict,
        .key = "move_in_open",
        .message =
            fmt::format("{} was taken over from {} and is not confirmed yet", name, display_name(folder.moved_in->program)),
        .hint = fmt::format("see whether it works, then: furtka move-in confirm {0}, or furtka move-in undo {0}", name),
        .details = {{"app", name}}});
}

MoveIn::MoveIn(World world, Policies policies, LivePicture& picture, MoveInPorts ports)
    : world_(world), policies_(std::move(policies)), picture_(picture), ports_(ports)
{
}

Task<Result<MoveInOutcome>> MoveIn::take(MoveInPlan plan, JobContext& job)
{
    CO_TRY(const auto app, AppName::parse(plan.offer.source.app));
    const auto record = record_of(plan.offer.source.project, plan.offer.source.spot);
    auto result = co_await guarded(take_all(plan, job));
    co_await forget_cancellation(); // the end and the putting back are brought to their own end
    if (result) {
        const auto final = co_await job.about_to("end");
        if (!final) result = fail(final.error());
    }
    if (!result) {
        job.stage("back", "Putting it back as it was");
        const auto back = co_await guarded(put_back(app));
        result = fail(back ? taken_back(record, result.error()) : back_failed(record, result.error(), back.error()));
    }
    co_await ports_.folders.drop(app);
    co_await picture_.refresh(app.text());
    co_return result;
}

Task<Result<MoveInOutcome>> MoveIn::take_all(MoveInPlan plan, JobContext& job)
{
    CO_TRY(const auto app, AppName::parse(plan.offer.source.app));
    const auto record = record_of(plan.offer.source.project, plan.offer.source.spot);
    auto outcome = outcome_of(app, record);
    outcome.runs = std::ranges::any_of(record.containers, &OldContainer::ran);

    job.stage("folder", fmt::format("Preparing {}", plan.offer.take.display_name));
    CO_CHECK(co_await job.about_to("folder"));
    CO_CHECK(co_await check_unchanged(record));
    CO_CHECK(co_await put_folder(app, plan, record));
    co_await job.taken("folder");
    co_await picture_.refresh(app.text());
    if (!outcome.runs) {
        CO_CHECK(co_await world_.folders.write_intent(app, Intent::stop));
    }

    CO_TRY(const auto baseline, co_await baseline_of(plan));
    job.stage("stop", "Stopping the old containers");
    CO_CHECK(co_await job.about_to("stop"));
    CO_CHECK(co_await stop_old(record, job));
    co_await job.taken("stop");
    if (!outcome.runs) co_return outcome;
    CO_TRY(outcome.proof, co_await start(app, baseline, job));
    co_return outcome;
}

Task<Result<AppFolder>> MoveIn::put_folder(AppName app, const MoveInPlan& plan, const MoveInRecord& record)
{
    NewFolder folder{.source = plan.staged,
        .env = plan.offer.take.env,
        .installed_from = std::string(to_text(plan.offer.source.spot.program))};
    CO_TRY(auto put, co_await world_.folders.put(app, std::move(folder)));
    CO_CHECK(co_await world_.folders.write_move_in(app, record));
    std::vector<PermissionMark> marks;
    for (const auto& asked : plan.permissions) marks.push_back(asked.mark);
    CO_CHECK(co_await world_.folders.write_accepted_permissions(app, remembered_ids(marks)));
    co_return put;
}

/// What was planned for is still there, and nothing else.
Task<Result<void>> MoveIn::check_unchanged(const MoveInRecord& record)
{
    CO_TRY(const auto listed, co_await world_.containers.list(record.project));
    for (const auto& container : listed) {
        if (std::ranges::find(record.containers, container.id, &OldContainer::id) == record.containers.end())
            co_return fail(changed(record, fmt::format("the container {} came", container.name)));
    }
    for (const auto& old : record.containers) {
        const auto container = co_await world_.containers.inspect(old.id); // a list may be of a moment ago
        if (!container && container.error().kind == ErrorKind::not_found) co_return fail(gone(record, old));
        if (!container) co_return fail(container.error());
        if (old.ran != container->runs())
            co_return fail(changed(record, fmt::format("{} was {}", old.name, old.ran ? "stopped" : "started")));
    }
    co_return Result<void>{};
}

/// Those that need others were started after them, and are stopped before.
Task<Result<void>> MoveIn::stop_old(MoveInRecord record, JobContext& job)
{
    for (const auto& old : record.containers) {
        CO_CHECK(co_await ports_.containers.set_restart(old.id, {.name = "no"}));
    }
    for (const auto& old : std::views::reverse(record.containers)) {
        job.log(fmt::format("stopping {}", old.name));
        CO_CHECK(co_await ports_.containers.stop(old.id));
    }
    // The engine's list says for a moment that a container runs which it has stopped (seen on 26.1).
    for (int look = 1;; ++look) {
        CO_TRY(const auto listed, co_await world_.containers.list(record.project));
        const auto running = std::ranges::find_if(listed, &Container::runs);
        if (running == listed.end()) co_return Result<void>{};
        if (look == most_state_looks) co_return fail(changed(record, fmt::format("{} was started", running->name)));
        CO_CHECK(co_await sleep_for(between_looks));
    }
}

/// What runs and answers must do so again, from the same images.
Task<Result<GateBaseline>> MoveIn::baseline_of(const MoveInPlan& plan)
{
    const auto& project = plan.offer.source.project;
    std::vector<Container> containers;
    for (const auto& old : project.containers) {
        if (plan.model.service(old.container.service) == nullptr) continue;
        CO_TRY(auto inspected, co_await world_.containers.inspect(old.container.id));
        containers.push_back(std::move(inspected));
    }
    auto ports = co_await ask_ports(world_, policies_, containers);
    auto baseline = gate_baseline(containers, one_shots_of(plan.model), std::move(ports));
    baseline.restarts.clear(); // those of other containers
    co_return with_images(std::move(baseline), images_by_service(project));
}

Task<Result<std::vector<std::string>>> MoveIn::start(AppName app, GateBaseline baseline, JobContext& job)
{
    job.stage("up", "Starting as an app of Furtka");
    CO_CHECK(co_await job.about_to("up"));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    Outage outage(baseline);
    CO_CHECK(co_await bring_up(world_, policies_, app, UpOptions{.never_pull = true}, log));
    co_await job.taken("up");

    job.stage("gate", "Looking whether it runs as before");
    CO_CHECK(co_await job.about_to("gate"));
    CO_TRY(const auto gated, co_await watch_gate(world_, policies_, app, policies_.gate, baseline, outage));
    if (!gated.passed) co_return fail(did_not_run(app, gated));
    co_await job.taken("gate");
    co_return gated.proof;
}

/// Begins with what is there, so that it can be done again after any end.
Task<Result<void>> MoveIn::put_back(AppName app)
{
    CO_TRY(const auto there, co_await world_.folders.contains(app));
    if (!there) co_return Result<void>{}; // it is the last thing to go
    const auto folder = co_await world_.folders.read(app);
    if (!folder || !folder->moved_in) {
        // The record is written before anything of the other program is touched.
        co_return co_await world_.folders.remove(app);
    }
    CO_CHECK(co_await world_.compose.down(project_of(app, *folder), no_words));
    std::optional<Error> first;
    for (const auto& old : folder->moved_in->containers) {
        const auto back = co_await put_old_back(old);
        if (back || first) continue;
        first = back.error();
        if (first->key == "container_unknown") first = gone(*folder->moved_in, old);
    }
    if (first) co_return fail(*first);
    co_await drop_all_points(world_, app);
    CO_CHECK(co_await world_.drafts.remove(app));
    co_return co_await world_.folders.remove(app);
}

Task<Result<void>> MoveIn::put_old_back(OldContainer old)
{
    CO_CHECK(co_await ports_.containers.set_restart(old.id, old.restart));
    if (!old.ran) co_return Result<void>{};
    co_return co_await ports_.containers.start(old.id);
}

Task<Result<MoveInRecord>> MoveIn::open_record(AppName app)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    if (folder.waits_for_confirmation()) co_return *folder.moved_in;
    co_return fail({.kind = ErrorKind::conflict,
        .key = "move_in_none",
        .message = folder.moved_in ? fmt::format("{} was confirmed already", app.text())
                                   : fmt::format("{} was not taken over from another program", app.text()),
        .hint = "furtka app list"});
}

Task<Result<void>> MoveIn::check_open(AppName app)
{
    CO_TRY(auto record, co_await open_record(app));
    for (auto& old : record.containers) old.ran = false;
    co_return co_await check_unchanged(record);
}

Task<Result<MoveInOutcome>> MoveIn::undo(AppName app, JobContext& job)
{
    CO_TRY(const auto there, co_await world_.folders.contains(app));
    if (!there) co_return MoveInOutcome{.app = app.text(), .project = {}, .proof = {}, .left = {}}; // done before a kill
    CO_TRY(const auto record, co_await open_record(app));
    CO_CHECK(co_await job.about_to("undo"));
    co_await point_of_no_return();
    job.stage("back", "Putting it back as it was");
    auto outcome = outcome_of(app, record);
    outcome.runs = std::ranges::any_of(record.containers, &OldContainer::ran);
    const auto back = co_await put_back(app);
    co_await picture_.refresh(app.text());
    CO_CHECK(back);
    co_await job.taken("undo");
    co_return outcome;
}

Task<Result<MoveInOutcome>> MoveIn::confirm(AppName app, JobContext& job)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    if (!folder.moved_in) co_return fail((co_await open_record(app)).error());
    auto record = *folder.moved_in;
    auto outcome = outcome_of(app, record);
    outcome.runs = folder.intent == Intent::run;
    if (record.confirmed) co_return outcome; // done before a kill
    CO_CHECK(co_await job.about_to("confirm"));
    co_await point_of_no_return();
    job.stage("confirm", "Removing the old containers");
    for (const auto& old : record.containers) CO_CHECK(co_await ports_.containers.remove(old.id));
    record.confirmed = true;
    CO_CHECK(co_await world_.folders.write_move_in(app, std::move(record)));
    co_await picture_.refresh(app.text());
    co_await job.taken("confirm");
    co_return outcome;
}

Task<Result<std::string>> MoveIn::mend(AppName app, std::vector<JournalStep> steps)
{
    if (began_step(steps, "end")) co_return std::string("it had been finished");
    if (steps.empty()) co_return std::string("nothing had been done yet");
    CO_CHECK(co_await put_back(app));
    co_await picture_.refresh(app.text());
    co_return std::string("it was put back as it was");
}

} // namespace furtka
