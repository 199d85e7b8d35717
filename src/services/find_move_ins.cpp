#include "services/find_move_ins.hpp"

#include "domain/image_ref.hpp"
#include "domain/path_rules.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace furtka {
namespace {

constexpr std::size_t most_files = 20; ///< of one project

Error not_ready(const MoveInPlan& plan)
{
    const auto& take = plan.offer.take;
    const auto& first = take.refused.empty() ? take.needed.front() : take.refused.front();
    return {.kind = ErrorKind::conflict,
        .key = "move_in_not_ready",
        .message = fmt::format("{} cannot be taken over: {}", plan.offer.take.display_name, first.text),
        .hint = take.refused.empty() ? "see to that in its own program, then try again"
                                     : "it stays where it is; its own program goes on running it",
        .details = {{"reason", first.key}}};
}

Error name_in_use(const std::string& name)
{
    return {.kind = ErrorKind::conflict,
        .key = "move_in_name",
        .message = fmt::format("an app or a project is named {} already", name),
        .hint = "choose another name; a project that is taken over cannot give its own, for Compose would take its old "
                "containers for those of the app"};
}

/// Volumes that the containers have and the app would not, or the other way round.
std::set<std::string> different_volumes(const ForeignProject& project, const ComposeModel& model)
{
    std::set<std::string> before;
    std::set<std::string> after;
    for (const auto& old : project.containers) {
        if (model.service(old.container.service) == nullptr) continue;
        for (const auto& mount : old.mounts) {
            if (mount.type == "volume")
                before.insert(fmt::format("{} {} {}", old.container.service, mount.name, mount.target));
        }
    }
    for (const auto& service : model.services) {
        for (const auto& mount : service.mounts) {
            if (mount.type != "volume") continue;
            const auto volume = std::ranges::find(model.volumes, mount.source, &VolumeModel::key);
            const auto name = volume == model.volumes.end() ? mount.source : volume->name;
            after.insert(fmt::format("{} {} {}", service.name, name, mount.target));
        }
    }
    std::set<std::string> different;
    std::ranges::set_symmetric_difference(before, after, std::inserter(different, different.end()));
    return different;
}

} // namespace

FindMoveIns::FindMoveIns(World world, Policies policies, LivePicture& picture, MoveInPorts ports)
    : world_(world), policies_(std::move(policies)), picture_(picture), ports_(ports)
{
}

Task<Result<std::vector<MoveInOffer>>> FindMoveIns::list() { return offers("", ""); }

/// `name` is meant for the offer of that id.
Task<Result<std::vector<MoveInOffer>>> FindMoveIns::offers(std::string id, std::string name)
{
    const auto roots = co_await ports_.folders.roots();
    auto on_disk = co_await ports_.folders.compose_files(roots);
    std::vector<std::string> own;
    for (const auto& [app, view] : picture_.apps()) {
        own.push_back(app);
        if (view.folder && view.folder->waits_for_confirmation()) own.push_back(view.folder->moved_in->project);
    }
    CO_TRY(auto containers, co_await ports_.containers.list(own));
    auto projects = projects_of(std::move(containers));
    std::erase_if(projects, [this](const ForeignProject& project) { return is_own(project); });

    std::vector<MoveInOffer> offers;
    std::set<std::string> started;
    for (auto& project : projects) {
        std::vector<std::string> noted;
        if (!project.containers.empty()) noted = project.containers.front().config_files;
        auto offer = co_await offer_of(std::move(project), std::move(noted), roots);
        started.insert(offer.source.config_files.begin(), offer.source.config_files.end());
        offers.push_back(std::move(offer));
    }
    for (const auto& [app, view] : picture_.apps()) {
        if (!view.folder || !view.folder->moved_in) continue;
        const auto& folder = view.folder->moved_in->folder;
        std::erase_if(on_disk, [&](const std::string& file) { return file.starts_with(folder + "/"); });
    }
    for (auto& file : on_disk) {
        if (started.contains(file)) continue;
        auto offer = co_await offer_of({}, {file}, roots);
        offers.push_back(std::move(offer));
    }
    std::map<std::string, int> seen;
    for (auto& offer : offers) {
        const int number = ++seen[offer.id];
        if (number > 1) offer.id += fmt::format("-{}", number);
    }
    std::ranges::sort(offers, {}, &MoveInOffer::id);
    if (name.empty()) co_return offers;
    const auto wanted = std::ranges::find(offers, id, &MoveInOffer::id);
    if (wanted != offers.end()) {
        wanted->source.app = name;
        wanted->take = take_over(wanted->source);
        co_await look_at_images(*wanted);
    }
    co_return offers;
}

bool FindMoveIns::is_own(const ForeignProject& project) const
{
    return std::ranges::any_of(project.containers, [this](const ForeignContainer& old) {
        return std::ranges::any_of(
            policies_.own_folders, [&](const std::string& folder) { return in_or_below(old.working_dir, folder); });
    });
}

Task<MoveInOffer> FindMoveIns::offer_of(
    ForeignProject project, std::vector<std::string> compose_files, const std::vector<ProgramRoot>& roots)
{
    MoveInOffer offer;
    auto& source = offer.source;
    source.project = std::move(project);
    // A path that a program noted may be one of its own container: the first that can be read counts.
    if (compose_files.size() > most_files) compose_files.resize(most_files);
    std::vector<std::string> wanted;
    for (const auto& noted : compose_files) std::ranges::move(paths_on_server(noted, roots), std::back_inserter(wanted));
    source.files = co_await ports_.folders.read(wanted);
    for (const auto& noted : compose_files) {
        const auto places = paths_on_server(noted, roots);
        const auto readable =
            std::ranges::find_if(places, [&](const std::string& place) { return source.files.contains(place); });
        source.config_files.push_back(readable == places.end() ? noted : *readable);
    }
    // Umbrel's own files come first; the app's is the last.
    if (!source.config_files.empty()) source.spot = spot_of(source.config_files.back(), roots);

    std::vector<std::string> noted_env;
    if (!source.project.containers.empty()) noted_env = source.project.containers.front().env_files;
    if (noted_env.size() > most_files) noted_env.resize(most_files);
    if (noted_env.empty() && !source.spot.folder.empty()) noted_env.push_back(source.spot.folder + "/.env");
    source.env_files = variable_files(source.spot);
    for (const auto& file : noted_env) std::ranges::move(paths_on_server(file, roots), std::back_inserter(source.env_files));
    if (!source.spot.folder.empty()) wanted = {source.spot.folder + "/.env"};
    std::ranges::copy(source.env_files, std::back_inserter(wanted));
    source.files.merge(co_await ports_.folders.read(wanted));

    const auto shown = source.project.name.empty() ? source.spot.name : source.project.name;
    offer.id = fmt::format("{}-{}", to_text(source.spot.program), shown);
    std::vector<std::string> taken{shown};
    for (const auto& [app, view] : picture_.apps()) taken.push_back(app);
    source.app = take_over_name(shown, taken);
    offer.take = take_over(source);
    co_await look_at_images(offer);
    co_return offer;
}

/// It is started with the images that are there: each tag must still be what the container was made from.
Task<void> FindMoveIns::look_at_images(MoveInOffer& offer)
{
    for (const auto& old : offer.source.project.containers) {
        const auto& service = old.container.service;
        if (std::ranges::find(offer.take.services, service) == offer.take.services.end()) continue;
        const auto ref = ImageRef::parse(old.container.image_ref);
        if (!ref) continue;
        const auto image = co_await world_.images.find(*ref);
        if (!image || (*image && (*image)->id == old.container.image)) continue;
        const auto words = *image ? fmt::format("a newer {} was downloaded for {} and is not in use yet; update it in its "
                                                "own program",
                                        old.container.image_ref, service)
                                  : fmt::format("the image {} of {} is not on the engine under its name any more",
                                        old.container.image_ref, service);
        offer.take.needed.push_back({*image ? "image_moved" : "image_gone", service, words});
    }
}

Task<Result<MoveInPlan>> FindMoveIns::plan(std::string id, std::string name)
{
    if (!name.empty()) CO_CHECK(AppName::parse(name));
    CO_TRY(auto all, co_await offers(id, name));
    const auto found = std::ranges::find(all, id, &MoveInOffer::id);
    if (found == all.end()) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "move_in_unknown",
            .message = fmt::format("there is nothing to take over by the name {}", id),
            .hint = "furtka move-in list"});
    }
    MoveInPlan plan{.offer = std::move(*found), .staged = {}, .model = {}, .permissions = {}};
    CO_TRY(const auto app, AppName::parse(plan.offer.source.app));
    CO_TRY(const auto installed, co_await world_.folders.contains(app));
    CO_TRY(const auto same_name, co_await world_.containers.list(app.text()));
    if (installed || !same_name.empty() || app.text() == plan.offer.source.project.name)
        co_return fail(name_in_use(app.text()));
    if (plan.offer.take.verdict() == TakeOverVerdict::ready) CO_CHECK(co_await stage(plan));
    co_return plan;
}

Task<Result<void>> FindMoveIns::stage(MoveInPlan& plan)
{
    auto& take = plan.offer.take;
    CO_TRY(const auto app, AppName::parse(plan.offer.source.app));
    CO_TRY(plan.staged, co_await ports_.folders.stage(app, take.files));
    auto folder = co_await world_.sources.read_folder(plan.staged);
    if (!folder) {
        take.needed.push_back({"compose_refuses", "", folder.error().message});
        co_return Result<void>{};
    }
    auto model = co_await world_.compose.preview(project_of(app, *folder), take.env);
    if (!model && model.error().key != "compose_invalid") co_return fail(model.error());
    if (!model) {
        take.needed.push_back({"compose_refuses", "", model.error().message});
        co_return Result<void>{};
    }
    for (const auto& different : different_volumes(plan.offer.source.project, *model)) {
        take.needed.push_back(
            {"volumes_differ", different, fmt::format("its volumes would not be the same ones: {}", different)});
    }
    const auto marks = co_await marks_of(world_, policies_, *folder, *model);
    const auto wanted = marks_to_accept(marks, std::nullopt);
    for (const auto& mark : marks) {
        const bool asked = std::ranges::find(wanted, mark.id, &PermissionMark::id) != wanted.end();
        plan.permissions.push_back({.app = app.text(), .mark = mark, .needs_acceptance = asked});
    }
    plan.model = *std::move(model);
    co_return Result<void>{};
}

Task<Result<MoveInPlan>> FindMoveIns::check(std::string id, std::string name, std::vector<std::string> accept)
{
    CO_TRY(auto plan, co_await this->plan(std::move(id), std::move(name)));
    Result<void> good;
    if (plan.offer.take.verdict() != TakeOverVerdict::ready) {
        good = fail(not_ready(plan));
    } else {
        std::vector<PermissionMark> wanted;
        for (const auto& asked : plan.permissions) {
            if (asked.needs_acceptance) wanted.push_back(asked.mark);
        }
        good = check_accepted(plan.offer.source.app, wanted, accept);
    }
    if (good) co_return plan;
    co_await drop(plan);
    co_return fail(good.error());
}

Task<void> FindMoveIns::drop(const MoveInPlan& plan)
{
    const auto app = AppName::parse(plan.offer.source.app);
    if (app && !plan.staged.empty()) co_await ports_.folders.drop(*app);
}

} // namespace furtka
