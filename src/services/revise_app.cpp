#include "services/revise_app.hpp"

#include "async/cancellation.hpp"
#include "base/log.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/env_for_app.hpp"
#include "services/install_ports.hpp"
#include "services/keep_points.hpp"
#include "services/pull_images.hpp"
#include "services/undo_swap.hpp"
#include "services/update_app.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace furtka {
namespace {

Error nothing_newer(const AppName& app, const std::string& catalog)
{
    return {.kind = ErrorKind::conflict,
        .key = "revision_none",
        .message = fmt::format("the catalog {} has nothing newer for {}", catalog, app.text()),
        .hint = "furtka catalog sync asks for something new"};
}

Error conflicts_in(const AppName& app, const std::vector<std::string>& names)
{
    return {.kind = ErrorKind::conflict,
        .key = "revision_conflicts",
        .message = fmt::format("you and the newer revision of {} both changed {}", app.text(), fmt::join(names, ", ")),
        .hint = "choose for each whether yours or the new one is to be taken, or make yours fit first",
        .details = {{"files", fmt::format("{}", fmt::join(names, " "))}}};
}

Error needs_more(const AppName& app, const std::string& other)
{
    return {.kind = ErrorKind::conflict,
        .key = "revision_needs_more",
        .message = fmt::format("the newer revision of {} needs {}", app.text(), other),
        .hint = fmt::format("install {} again: that sets up what it needs and keeps its data and settings", app.text())};
}

Error changed_meanwhile(const AppName& app)
{
    return {.kind = ErrorKind::conflict,
        .key = "revision_changed",
        .message = fmt::format("the files of {} were changed while its newer revision was fetched", app.text()),
        .hint = "look at the revision again"};
}

/// An app that the newer revision needs and the installed one does not; empty: none.
std::string newly_needed(const Manifest& before, const Manifest& after)
{
    for (const auto& requirement : after.requirements) {
        if (std::ranges::find(before.requirements, requirement.app, &Requirement::app) == before.requirements.end())
            return requirement.app;
    }
    return {};
}

/// What is laid over the newer revision's files.
StagedTexts texts_of(const Revision& revision, const AuthorFiles& mine)
{
    StagedTexts texts;
    for (const auto& file : revision.files) {
        if (file.content == Content::text) texts.emplace(file.path, file.text);
        if (file.content != Content::mine) continue;
        const auto is = mine.find(file.path);
        texts.emplace(file.path, is == mine.end() ? std::nullopt : is->second.text);
    }
    return texts;
}

} // namespace

/// Sides with what was made of them.
struct ReviseApp::Decided : RevisionSides {
    Revision revision;
};

struct ReviseApp::Staged {
    std::filesystem::path path;
    Decided decided;
    AppFolder folder;
    ComposeModel model;
    EnvFile env;
    std::vector<PermissionMark> marks;
    std::vector<PermissionMark> asked;
};

struct ReviseApp::Exchange {
    SwapNote note{.by = "owner"};
    bool ended = false; ///< proven or taken back by whoever does that, and written down
};

ReviseApp::ReviseApp(World world, Policies policies, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), picture_(picture)
{
}

Task<Result<ReviseApp::Decided>> ReviseApp::decide(AppName app, Choices choices)
{
    CO_TRY(auto sides, co_await revision_sides(world_, app));
    auto revision = furtka::revise(sides.base, sides.mine, sides.theirs, sides.installed.env.value_or(EnvFile()), choices);
    co_return Decided{std::move(sides), std::move(revision)};
}

Task<Result<RevisionPlan>> ReviseApp::plan(AppName app, ReviseRequest request)
{
    CO_TRY(auto decided, co_await decide(app, request.choices));
    RevisionPlan plan{.app = app.text(),
        .catalog = decided.installed.installed_from,
        .from = decided.installed.manifest.version,
        .to = decided.offered.manifest.version,
        .release_notes = decided.offered.manifest.release_notes,
        .available = decided.has_news()};
    plan.revision = decided.revision;
    if (!plan.available || !plan.revision.undecided().empty()) co_return plan;
    const auto staged = co_await stage(app, std::move(decided), std::move(request));
    if (staged) {
        plan.asked = staged->asked;
        co_await world_.revisions.drop(staged->path);
    } else {
        plan.problem = staged.error();
    }
    co_return plan;
}

Task<Result<void>> ReviseApp::check(AppName app, ReviseRequest request)
{
    CO_TRY(const auto staged, co_await prepare(app, std::move(request)));
    co_await world_.revisions.drop(staged.path);
    co_return Result<void>{};
}

/// All that is decided is decided of the same files that are staged. Whoever asked for it drops what was staged.
Task<Result<ReviseApp::Staged>> ReviseApp::prepare(AppName app, ReviseRequest request)
{
    CO_TRY(auto decided, co_await decide(app, request.choices));
    if (!decided.has_news()) co_return fail(nothing_newer(app, decided.installed.installed_from));
    const auto undecided = decided.revision.undecided();
    if (!undecided.empty()) co_return fail(conflicts_in(app, undecided));
    const auto accept = request.accept;
    CO_TRY(auto staged, co_await stage(app, std::move(decided), std::move(request)));
    const auto accepted = check_accepted(app.text(), staged.asked, accept);
    if (accepted) co_return staged;
    co_await world_.revisions.drop(staged.path);
    co_return fail(accepted.error());
}

/// Of a revision without conflicts.
Task<Result<ReviseApp::Staged>> ReviseApp::stage(AppName app, Decided decided, ReviseRequest request)
{
    const auto needed = newly_needed(decided.installed.manifest, decided.offered.manifest);
    if (!needed.empty()) co_return fail(needs_more(app, needed));
    Staged staged;
    CO_TRY(
        staged.path, co_await world_.revisions.stage(app, decided.offered.path, texts_of(decided.revision, decided.mine)));
    const auto filled = co_await guarded(fill(app, std::move(decided), std::move(request), staged));
    if (filled) co_return staged;
    co_await forget_cancellation();
    co_await world_.revisions.drop(staged.path);
    co_return fail(filled.error());
}

/// What the files make of the app, by Compose's word too.
Task<Result<void>> ReviseApp::fill(AppName app, Decided decided, ReviseRequest request, Staged& staged)
{
    CO_TRY(staged.folder, co_await world_.sources.read_folder(staged.path));
    const auto& form = staged.folder.manifest.settings;
    CO_CHECK(check_port_choices(request.ports));
    CO_TRY(const auto filled,
        env_for_app(form, decided.revision.env, request.settings, world_.host, policies_.own_folders, Fill::absent));
    staged.env = with_port_choices(filled, request.ports);
    CO_CHECK(check_placeholders(staged.folder.manifest, staged.env));
    CO_TRY(auto model, co_await world_.compose.preview(project_of(app, staged.folder), staged.env.text()));
    staged.model = with_stand_ins(std::move(model), decided.installed.stand_ins);
    CO_CHECK(check_places(app.text(), staged.model, request.ports));
    const auto before = co_await world_.compose.resolve(project_of(app, decided.installed));
    const auto had = before ? port_claims(app.text(), before->model, {}, {}) : std::vector<PortClaim>{};
    CO_CHECK(co_await check_added_ports(
        world_, policies_, picture_, app.text(), had, port_claims(app.text(), staged.model, form, staged.env.values())));
    auto accepted = co_await accepted_so_far(world_, policies_, app, decided.installed);
    staged.marks = co_await marks_of(world_, policies_, staged.folder, staged.model);
    staged.asked = marks_to_accept(staged.marks, accepted);
    staged.decided = std::move(decided);
    co_return Result<void>{};
}

Task<Result<UpdateOutcome>> ReviseApp::run(AppName app, ReviseRequest request, JobContext& job)
{
    Exchange exchange;
    auto outcome = co_await guarded(revise(app, std::move(request), exchange, job));
    if (outcome || exchange.ended) co_return outcome;
    co_await forget_cancellation();
    const auto& note = exchange.note;
    const auto undone = co_await undo_begun_swap(world_, app, note);
    if (!undone) {
        log::warning("revision not undone", {{"app", app.text()}, {"reason", undone.error().message}});
        co_await put_tags_back(world_, policies_, app, note, job);
    }
    if (!note.tags_before.empty()) co_await tell_failure(world_, JobKind::update, app, job.id(), note, outcome.error());
    co_await picture_.refresh(app.text());
    co_return outcome;
}

Task<Result<UpdateOutcome>> ReviseApp::revise(AppName app, ReviseRequest request, Exchange& exchange, JobContext& job)
{
    job.stage("compare", "Comparing the files");
    CO_TRY(const auto staged, co_await prepare(app, std::move(request)));
    auto outcome = co_await guarded(take(app, staged, exchange, job));
    co_await forget_cancellation();
    co_await world_.revisions.drop(staged.path);
    co_return outcome;
}

Task<Result<UpdateOutcome>> ReviseApp::take(AppName app, const Staged& staged, Exchange& exchange, JobContext& job)
{
    CO_TRY(const auto containers, co_await world_.containers.list(app.text()));
    const bool runs = std::ranges::any_of(containers, [](const Container& each) { return each.runs() && !each.one_off; });
    if (runs) co_return co_await take_running(app, staged, exchange, job);
    // Its owner stopped it: an update starts nothing.
    job.stage("folder", "Writing the files");
    CO_CHECK(co_await put(app, staged));
    CO_CHECK(co_await world_.folders.drop_previous(app));
    co_await picture_.refresh(app.text());
    UpdateOutcome outcome{.revised = true};
    for (const auto& [service, tag] : staged.model.image_tags()) outcome.not_running.push_back(service);
    co_return outcome;
}

Task<Result<UpdateOutcome>> ReviseApp::take_running(AppName app, const Staged& staged, Exchange& exchange, JobContext& job)
{
    auto& note = exchange.note;
    CO_TRY(const auto resolved, co_await world_.compose.resolve(project_of(app, staged.decided.installed)));
    BeforePull before = [&note, &job](std::map<std::string, ImageId> tags) {
        note.tags_before = std::move(tags);
        return job.about_to("pull", to_json(note));
    };
    CO_TRY(const auto pulled,
        co_await pull_images(world_, policies_, picture_, staged.model, WhenRegistryFails::fail, job, before));
    if (pulled.asked_engine) co_await job.taken("pull", to_json(note));
    note.bytes = pulled.bytes;
    note.tags_after = pulled.local;
    for (const auto& [tag, image] : pulled.local) note.tags_before.try_emplace(tag, image);
    CO_TRY(const auto containers, co_await world_.containers.list(app.text()));
    // Where all ran all shall run, also services that are new; where its owner stopped some, those stay stopped.
    if (!services_for_up(resolved.model, containers).empty()) note.services = services_for_up(staged.model, containers);
    note.remove_orphans = true;
    CO_TRY(const auto point, co_await keep_way_back(app, staged, resolved.model, note, job));
    note.changes = changes_since(point, staged.model, pulled.local);

    job.stage("folder", "Writing the files");
    // What an earlier exchange replaced must not come back when this one is undone.
    CO_CHECK(co_await world_.folders.drop_previous(app));
    note.restored = point.number;
    CO_CHECK(co_await job.about_to("folder", to_json(note)));
    co_await point_of_no_return();
    CO_CHECK(co_await ensure_volumes(world_, app, staged.folder.manifest.volumes));
    CO_CHECK(co_await put(app, staged));
    co_await job.taken("folder", to_json(note));
    CO_CHECK(co_await check_written(app, job));

    CO_TRY(auto end, co_await swap_images(world_, policies_, picture_, app, note, point, job));
    UpdateOutcome outcome{.changes = note.changes,
        .bytes_pulled = note.bytes,
        .proof = end.proof,
        .downtime = end.downtime,
        .recovery_point = point.number,
        .revised = true};
    exchange.ended = true;
    auto entry = entry_of(JobKind::update, app, job.id(), note);
    CO_CHECK(co_await end_swap(world_, policies_, app, note, std::move(end), std::move(entry), pulled.digests));
    co_return outcome;
}

Task<Result<RecoveryPoint>> ReviseApp::keep_way_back(
    AppName app, const Staged& staged, ComposeModel running, SwapNote& note, JobContext& job)
{
    const auto& folder = staged.decided.installed;
    CO_TRY(auto point, co_await point_of_now(world_, policies_, app, folder, running, "update"));
    // The tags of the revision that runs are not those of the newer one.
    for (const auto& [tag, image] : tags_of(point)) note.tags_before.try_emplace(tag, image);
    note.point = point.number;
    CO_CHECK(co_await keep_as_point(world_, point, folder, running, note, job));
    co_return point;
}

/// In the app's own folder paths may lead elsewhere than beside it.
Task<Result<void>> ReviseApp::check_written(AppName app, JobContext& job)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    co_return co_await check_before_up(world_, policies_, folder, resolved.model, log);
}

/// The owner may have changed a file since it was compared: images take their time.
Task<Result<void>> ReviseApp::put(AppName app, const Staged& staged)
{
    const auto& decided = staged.decided;
    CO_TRY(const auto now, co_await world_.revisions.installed(app, paths_to_revise(decided.base, decided.theirs)));
    CO_TRY(const auto env, co_await world_.folders.read_env(app));
    if (now != decided.mine || env != decided.installed.env) co_return fail(changed_meanwhile(app));
    NewFolder folder{.source = staged.path,
        .env = staged.env.text(),
        .installed_from = decided.installed.installed_from,
        .base = to_json(decided.theirs),
        .accepted_permissions = remembered_ids(staged.marks)};
    for (const auto& file : decided.revision.files) {
        if (file.content == Content::none) folder.gone.push_back(file.path);
    }
    CO_CHECK(co_await world_.folders.put(app, std::move(folder)));
    co_return Result<void>{};
}

} // namespace furtka
