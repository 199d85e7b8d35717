#include "services/edit_app.hpp"

#include "async/cancellation.hpp"
#include "base/counted.hpp"
#include "base/log.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"
#include "services/keep_points.hpp"
#include "services/looked_at.hpp"
#include "services/pull_images.hpp"
#include "services/undo_swap.hpp"
#include "services/update_app.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t most_checks = 4; ///< each is three processes of Compose

Error refused_by_compose(Error error, const std::filesystem::path& folder, std::string_view text)
{
    error.message = without_folder(std::move(error.message), folder);
    error.hint = "change the text and check it again; the app is as it was";
    if (const auto line = line_in_words(error.message, text)) error.details.emplace_back("line", std::to_string(*line));
    return error;
}

Error unset_variables(const AppName& app, const std::vector<std::string>& warnings)
{
    return {.kind = ErrorKind::invalid,
        .key = "edit_variable_unset",
        .message = fmt::format("{} would use a variable that has no value: {}", app.text(), fmt::join(warnings, "; ")),
        .hint = "write the value, or a default: ${NAME:-value}"};
}

Error builds_from_source(const AppName& app, const std::string& service)
{
    return {.kind = ErrorKind::invalid,
        .key = "edit_builds",
        .message = fmt::format("{} of {} would be built from source, which Furtka does not do", service, app.text()),
        .hint = "name an image instead"};
}

/// Paths of a model that was made to the side, as they are in the app's own folder.
ComposeModel moved_to(ComposeModel model, const std::filesystem::path& from, const std::filesystem::path& to)
{
    const auto move = [&](std::string& path) {
        const auto prefix = from.string();
        const bool inside = path == prefix || path.starts_with(prefix + "/");
        if (inside) path = to.string() + path.substr(prefix.size());
    };
    for (auto& service : model.services) {
        for (auto& mount : service.mounts) move(mount.source);
        for (auto& privilege : service.privileges) move(privilege.value);
    }
    for (auto& volume : model.volumes) {
        for (auto& [name, value] : volume.options) move(value);
    }
    return model;
}

/// What must be there again: of the services and ports that are still in the files.
GateBaseline still_wanted(GateBaseline baseline, const ComposeModel& model)
{
    std::erase_if(baseline.services, [&](const GateService& each) { return model.service(each.service) == nullptr; });
    std::erase_if(baseline.ports, [&](const auto& each) {
        const auto* service = model.service(each.first.service);
        if (service == nullptr) return true;
        const bool published =
            std::ranges::any_of(service->ports, [&](const PortMapping& port) { return port.target == each.first.port; });
        return !published && !each.second.inside;
    });
    return baseline;
}

} // namespace

struct EditApp::Staged {
    std::string name; ///< of the file
    std::string before;
    bool was_there = false;
    AppFolder installed;
    ComposeModel running; ///< as the files are
    std::filesystem::path path;
    AppFolder folder;
    ComposeModel model; ///< with the paths of the app's own folder
    std::vector<std::string> warnings;
    std::vector<PermissionMark> marks;
    std::vector<PermissionMark> asked;
};

EditApp::EditApp(World world, Policies policies, LivePicture& picture, AppTextFiles& texts)
    : world_(world), policies_(std::move(policies)), picture_(picture), texts_(texts)
{
}

Task<Result<EditedFiles>> EditApp::files(AppName app)
{
    CO_CHECK(co_await world_.folders.read(app));
    EditedFiles files;
    CO_TRY(files.texts, co_await texts_.read(app));
    files.versions = co_await texts_.versions(app);
    co_return files;
}

Task<Result<EditCheck>> EditApp::check(AppName app, EditRequest request)
{
    if (*looks_ >= most_checks) co_return fail(too_many_looks(most_checks));
    const Counted counted(looks_);
    CO_TRY(auto staged, co_await stage(app, request));
    co_await texts_.drop(staged.path);
    co_return EditCheck{.name = staged.name,
        .before = std::move(staged.before),
        .warnings = std::move(staged.warnings),
        .asked = std::move(staged.asked)};
}

Task<Result<EditCheck>> EditApp::check_all(AppName app, EditRequest request)
{
    CO_TRY(auto checked, co_await check(app, request));
    if (checked.before == request.text) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "edit_nothing",
            .message = fmt::format("{} of {} says so already", checked.name, app.text()),
            .hint = "there is nothing to apply"});
    }
    CO_CHECK(check_accepted(app.text(), checked.asked, request.accept));
    co_return checked;
}

Task<Result<EditRequest>> EditApp::undoing(AppName app)
{
    CO_CHECK(co_await world_.folders.read(app));
    const auto versions = co_await texts_.versions(app);
    if (versions.empty()) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "edit_no_version",
            .message = fmt::format("no earlier version of the files of {} is kept", app.text()),
            .hint = "one is kept at each edit"});
    }
    co_return EditRequest{.file = versions.back().file, .text = versions.back().text, .accept = {}, .undo = true};
}

Task<Result<EditApp::Staged>> EditApp::stage(AppName app, const EditRequest& request)
{
    CO_CHECK(check_edit(request.text));
    Staged staged;
    CO_TRY(staged.installed, co_await world_.folders.read(app));
    CO_TRY(const auto texts, co_await texts_.read(app));
    const auto& file = request.file == EditedFile::compose ? texts.compose : texts.override_file;
    staged.name = file.name;
    staged.before = file.text;
    staged.was_there = file.there;
    // Files that Compose refuses as they are can be mended here too.
    auto running = co_await world_.compose.resolve(project_of(app, staged.installed));
    if (running) staged.running = std::move(running->model);
    const auto data = data_folders(staged.installed, staged.running);
    CO_TRY(staged.path, co_await texts_.stage(app, data, staged.name, request.text));
    const auto filled = co_await guarded(fill(app, request, staged));
    if (filled) co_return staged;
    co_await forget_cancellation();
    co_await texts_.drop(staged.path);
    co_return fail(filled.error());
}

Task<Result<void>> EditApp::fill(AppName app, const EditRequest& request, Staged& staged)
{
    const auto env = staged.installed.env.value_or(EnvFile()).text();
    CO_TRY(staged.folder, co_await world_.sources.read_folder(staged.path));
    auto checked = co_await world_.compose.check(project_of(app, staged.folder), env);
    if (!checked && checked.error().key == "compose_invalid")
        co_return fail(refused_by_compose(checked.error(), staged.path, request.text));
    CO_CHECK(checked);
    const auto before = co_await world_.compose.check(project_of(app, staged.installed), env);
    const auto unset = new_unset_variables(before ? before->warnings : std::vector<std::string>(), checked->warnings);
    if (!unset.empty()) co_return fail(unset_variables(app, unset));
    for (const auto& service : checked->model.services) {
        const auto* now = staged.running.service(service.name);
        const bool built = service.builds && !service.image && (now == nullptr || !now->builds);
        if (built) co_return fail(builds_from_source(app, service.name));
    }
    for (auto& warning : checked->warnings) staged.warnings.push_back(without_folder(std::move(warning), staged.path));
    staged.model = moved_to(std::move(checked->model), staged.path, staged.installed.path);
    staged.model = with_stand_ins(std::move(staged.model), staged.installed.stand_ins);
    const auto accepted = co_await accepted_so_far(world_, policies_, app, staged.installed);
    staged.marks = co_await marks_of(world_, policies_, staged.installed, staged.model);
    staged.asked = marks_to_accept(staged.marks, accepted, Ambers::by_owner);
    co_return Result<void>{};
}

Task<Result<EditOutcome>> EditApp::run(AppName app, EditRequest request, JobContext& job)
{
    SwapNote note{.by = "owner"};
    auto outcome = co_await guarded(edit(app, request, note, job));
    // What was exchanged has been brought to its end by whoever exchanged it.
    const bool ended = outcome || outcome.error().key.starts_with("update_");
    if (ended) co_return outcome;
    co_await forget_cancellation();
    const auto undone = co_await undo_begun_swap(world_, app, note);
    if (!undone) log::warning("edit not undone", {{"app", app.text()}, {"reason", undone.error().message}});
    co_await picture_.refresh(app.text());
    co_return outcome;
}

Task<Result<EditOutcome>> EditApp::edit(AppName app, const EditRequest& request, SwapNote& note, JobContext& job)
{
    job.stage("check", "Asking Compose");
    CO_CHECK(co_await check_all(app, request));
    CO_TRY(const auto staged, co_await stage(app, request));
    auto outcome = co_await guarded(exchange(app, staged, note, job));
    co_await forget_cancellation();
    co_await texts_.drop(staged.path);
    CO_CHECK(outcome);
    CO_CHECK(co_await remember(app, request, staged));
    co_await picture_.refresh(app.text());
    outcome->file = staged.name;
    co_return outcome;
}

Task<Result<EditOutcome>> EditApp::exchange(AppName app, const Staged& staged, SwapNote& note, JobContext& job)
{
    if (staged.installed.intent == Intent::stop) {
        CO_CHECK(co_await put(app, staged));
        CO_CHECK(co_await world_.folders.drop_previous(app));
        co_return EditOutcome{.app = app.text()};
    }
    BeforePull before = [&note, &job](std::map<std::string, ImageId> tags) {
        note.tags_before = std::move(tags);
        return job.about_to("pull", to_json(note));
    };
    CO_TRY(const auto pulled,
        co_await pull_images(world_, policies_, picture_, staged.model, WhenRegistryFails::use_local_image, job, before));
    note.bytes = pulled.bytes;
    note.tags_after = pulled.local;
    for (const auto& [tag, image] : pulled.local) note.tags_before.try_emplace(tag, image);
    CO_TRY(const auto point, co_await keep_way_back(app, staged, note, job));

    note.restored = point.number;
    CO_CHECK(co_await job.about_to("folder", to_json(note)));
    co_await point_of_no_return();
    CO_CHECK(co_await put(app, staged));
    co_await job.taken("folder", to_json(note));

    auto goal = point;
    goal.baseline = still_wanted(std::move(goal.baseline), staged.model);
    CO_TRY(auto end, co_await swap_images(world_, policies_, picture_, app, note, goal, job));
    EditOutcome outcome{.app = app.text(),
        .applied = true,
        .recovery_point = point.number,
        .changes = note.changes,
        .proof = end.proof,
        .downtime = end.downtime};
    auto entry = entry_of(JobKind::edit, app, job.id(), note);
    CO_CHECK(co_await end_swap(world_, policies_, app, note, std::move(end), std::move(entry), pulled.digests));
    co_return outcome;
}

Task<Result<RecoveryPoint>> EditApp::keep_way_back(AppName app, const Staged& staged, SwapNote& note, JobContext& job)
{
    CO_TRY(auto point, co_await point_of_now(world_, policies_, app, staged.installed, staged.running, "edit"));
    note.changes = changes_since(point, staged.model, note.tags_after);
    for (const auto& [tag, image] : tags_of(point)) note.tags_before.try_emplace(tag, image);
    note.point = point.number;
    CO_CHECK(co_await keep_as_point(world_, point, staged.installed, staged.running, note, job));
    co_return point;
}

Task<Result<void>> EditApp::put(AppName app, const Staged& staged)
{
    CO_TRY(const auto env, co_await world_.folders.read_env(app));
    NewFolder folder{
        .source = staged.path, .env = env.value_or(EnvFile()).text(), .installed_from = staged.installed.installed_from};
    CO_CHECK(co_await world_.folders.put(app, std::move(folder)));
    co_return Result<void>{};
}

/// The version before, and what was accepted with this one.
Task<Result<void>> EditApp::remember(AppName app, const EditRequest& request, const Staged& staged)
{
    auto versions = co_await texts_.versions(app);
    if (request.undo) {
        if (!versions.empty()) versions.pop_back();
    } else {
        versions = with_version(std::move(versions),
            {.at = world_.host.now(),
                .file = request.file,
                .text = staged.was_there ? staged.before : std::string(empty_override)});
    }
    CO_CHECK(co_await texts_.keep_versions(app, std::move(versions)));
    if (!staged.installed.accepted_permissions) co_return Result<void>{}; // it was never asked about
    auto accepted = *staged.installed.accepted_permissions;
    for (auto& id : remembered_ids(staged.marks)) {
        if (std::ranges::find(accepted, id) == accepted.end()) accepted.push_back(std::move(id));
    }
    co_return co_await world_.folders.write_accepted_permissions(app, std::move(accepted));
}

} // namespace furtka
