#include "services/import_steps.hpp"

#include "domain/export_plan.hpp"
#include "domain/install_plan.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/engine_disk.hpp"
#include "services/pull_images.hpp"
#include "services/stand_ins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace furtka {
namespace {

using Kind = ExportPart::Kind;

void nothing(std::string_view) { }

Error volume_exists(const std::string& app, const std::string& volume)
{
    return {.kind = ErrorKind::conflict,
        .key = "volume_exists",
        .message = fmt::format("the volume {} is on this server already, and may hold data of an earlier {}", volume, app),
        .hint = fmt::format("delete it, if its data is not needed: docker volume rm {}", volume),
        .details = {{"volume", volume}}};
}

Error image_in_use(const ExportedImage& image, const Container& container)
{
    return {.kind = ErrorKind::conflict,
        .key = "image_taken",
        .message = fmt::format(
            "{} is another image on this server than in the file, and {} runs from it", image.name, container.project),
        .hint = fmt::format("update {} and the exported app, so that both have the same {}, then export it again",
            container.project, image.name),
        .details = {{"image", image.name}, {"app", container.project}}};
}

/// The image that a name means here, if any.
Task<Result<std::optional<HereImage>>> here_image(World world, const ImportSource& import, std::string name)
{
    CO_TRY(const auto ref, ImageRef::parse(name));
    CO_TRY(const auto found, co_await world.images.find(ref));
    if (!found) co_return std::optional<HereImage>();
    CO_TRY(const auto inspected, co_await import.inspection.image(found->id));
    co_return HereImage{.id = found->id, .layers = inspected ? inspected->config.layers : std::vector<std::string>()};
}

/// Names that the archive gives to images of the file, with what they mean before. conflict `image_taken`.
Task<Result<std::vector<BroughtImage>>> images_to_bring(World world, const ImportSource& import)
{
    CO_TRY(const auto containers, co_await world.containers.list(std::nullopt));
    std::vector<BroughtImage> brought;
    for (const auto& image : import.file->index().images) {
        CO_TRY(const auto here, co_await here_image(world, import, image.name));
        if (!image.stored_as.empty()) { // what the engine has by a digest is what the registry vouched for
            if (!here) brought.push_back({.name = image.stored_as, .before = {}});
            continue;
        }
        if (here && same_image(image, *here)) continue;
        if (here) {
            const auto user = std::ranges::find(containers, here->id, &Container::image);
            if (user != containers.end()) co_return fail(image_in_use(image, *user));
        }
        brought.push_back({.name = image.name, .before = here ? here->id.text : std::string()});
    }
    co_return brought;
}

/// The engine's names of volumes that the app of the file will have.
std::set<std::string> volumes_of(const AppName& app, const Manifest& manifest, const ExportIndex& index)
{
    std::set<std::string> volumes;
    for (const auto& name : manifest.volumes) volumes.insert(volume_name(app, name));
    for (const auto& place : index.places) {
        if (place.kind != DataPlace::Kind::folder) volumes.insert(engine_volume(app, place));
    }
    return volumes;
}

Result<void> check_room(World world, const Policies& policies, const EngineInfo& engine, std::uint64_t size)
{
    const auto free = engine_disk_free(world.host, policies, engine);
    const auto needed = size + policies.disk_reserve;
    if (!free || *free >= needed) return {};
    return fail(disk_low(fmt::format("the file has {} MB; the engine's disk has {} MB free, of which {} MB stay so",
                             size / 1'000'000, *free / 1'000'000, policies.disk_reserve / 1'000'000),
        "free some space first", needed, *free));
}

CopySource bytes_of(const ImportSource& import, JobContext& job, std::shared_ptr<std::uint64_t> done)
{
    return [file = import.file, &job, done = std::move(done)]() -> Task<Result<std::string>> {
        auto piece = co_await file->read();
        if (piece) *done += piece->size();
        job.progress({.bytes_done = *done, .bytes_total = file->size()});
        co_return piece;
    };
}

/// The load gives every name of the file to its own image. Another image store calls the same one by another id, and apps
/// here that run from it must not find it changed.
Task<Result<void>> load(World world, const ImportSource& import, CopySource bytes)
{
    std::vector<std::pair<ImageRef, ImageId>> same;
    for (const auto& image : import.file->index().images) {
        if (!image.stored_as.empty()) continue;
        CO_TRY(const auto here, co_await here_image(world, import, image.name));
        CO_TRY(auto ref, ImageRef::parse(image.name));
        if (here && same_image(image, *here)) same.emplace_back(std::move(ref), here->id);
    }
    CO_CHECK(co_await world.copies.load_images(std::move(bytes)));
    for (const auto& [ref, id] : same) CO_CHECK(co_await world.images.tag(id, ref));
    co_return Result<void>{};
}

Error image_differs(const ExportedImage& image)
{
    return {.kind = ErrorKind::upstream,
        .key = "image_differs",
        .message = fmt::format("the engine has another image as {} than the file", image.name),
        .hint = "look whether another program changes images at the same time, then try again"};
}

/// What registry and engine call an image of the file, once it is here.
Task<Result<std::optional<SameContent>>> names_of_loaded(World world, const ImportSource& import, const ExportedImage& image)
{
    CO_TRY(const auto here, co_await here_image(world, import, image.name));
    if (!here || !same_image(image, *here)) co_return fail(image_differs(image));
    CO_TRY(const auto ref, ImageRef::parse(image.name));
    CO_TRY(const auto found, co_await world.images.find(ref));
    if (image.digest.text.empty() || !found) co_return std::nullopt;
    const auto known = registry_digest(*found, ref);
    co_return SameContent{.here = {known.empty() ? found->id.text : known}, .there = image.digest};
}

/// The local image that stands for one which is named by a digest; none where the engine has it by that.
Task<Result<std::optional<StandIn>>> stand_in_for(World world, const ImportSource& import, const ExportedImage& image)
{
    CO_TRY(const auto known, co_await here_image(world, import, image.name));
    if (known) co_return std::nullopt;
    CO_TRY(const auto loaded, co_await here_image(world, import, image.stored_as));
    if (!loaded || !same_image(image, *loaded)) co_return fail(image_differs(image));
    co_return StandIn{.image = image.name, .id = loaded->id};
}

Task<Result<std::vector<SameContent>>> look_at_loaded(World world, const ImportSource& import, const AppName& app)
{
    std::vector<SameContent> learned;
    std::vector<StandIn> stand_ins;
    for (const auto& image : import.file->index().images) {
        if (image.stored_as.empty()) {
            CO_TRY(auto names, co_await names_of_loaded(world, import, image));
            if (names) learned.push_back(*std::move(names));
        } else {
            CO_TRY(auto local, co_await stand_in_for(world, import, image));
            if (local) stand_ins.push_back(*std::move(local));
        }
    }
    CO_CHECK(co_await add_stand_ins(world, app, std::move(stand_ins)));
    CO_CHECK(co_await release_moving_names(world, app));
    co_return learned;
}

/// Any image of the app that the engine has: for containers that are never started.
Task<Result<ImageId>> some_image(World world, const ExportedImage& image, const AppName& app)
{
    CO_TRY(const auto folder, co_await world.folders.read(app));
    const auto local =
        std::ranges::find_if(folder.stand_ins, [&](const StandIn& each) { return stands_for(each, image.name); });
    CO_TRY(auto ref, ImageRef::parse(image.name));
    CO_TRY(const auto found,
        co_await find_image(
            world, std::move(ref), local == folder.stand_ins.end() ? std::nullopt : std::optional(local->id)));
    co_return found ? found->id : ImageId{};
}

Task<Result<void>> make_volumes(World world, const AppName& app, const Manifest& manifest, const ExportIndex& index)
{
    CO_CHECK(co_await ensure_volumes(world, app, manifest.volumes));
    for (const auto& place : index.places) {
        if (place.kind == DataPlace::Kind::external_volume)
            CO_CHECK(co_await world.copies.make_external_volume(app, place.name));
        if (place.kind == DataPlace::Kind::project_volume)
            CO_CHECK(co_await world.copies.make_project_volume(app, place.name));
        const bool told = std::ranges::find(manifest.volumes, place.name) != manifest.volumes.end();
        if (place.kind == DataPlace::Kind::volume && !told) CO_CHECK(co_await world.volumes.ensure(app, place.name));
    }
    co_return Result<void>{};
}

} // namespace

Task<Result<void>> check_import(
    World world, Policies policies, const ImportSource& import, AppFolder folder, JobContext& job)
{
    const auto& head = import.file->head();
    CO_TRY(const auto app, AppName::parse(folder.manifest.name));
    if (head.app != app.text()) co_return export_damaged("its head tells of another app than its files");
    CO_CHECK(check_stored_names(head.app, import.file->index()));
    job.stage("check", "Checking the file");
    CO_CHECK(co_await import.file->verify());
    CO_TRY(const auto engine, co_await world.engine.info());
    if (head.architecture != engine.architecture) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "architecture",
            .message = fmt::format(
                "the images of the file are for {}, and this server is {}", head.architecture, engine.architecture),
            .hint = "install the app from a catalog, where its images are for this server"});
    }
    CO_TRY(const auto there, co_await world.volumes.names());
    for (const auto& volume : volumes_of(app, folder.manifest, import.file->index())) {
        if (std::ranges::find(there, volume) != there.end()) co_return fail(volume_exists(app.text(), volume));
    }
    CO_CHECK(co_await images_to_bring(world, import));
    co_return check_room(world, policies, engine, import.file->size());
}

Task<Result<std::vector<SameContent>>> bring_in(
    World world, const ImportSource& import, AppFolder folder, InstallNote& note, JobContext& job)
{
    CO_TRY(const auto app, AppName::parse(note.app));
    const auto& index = import.file->index();
    CO_TRY(note.images, co_await images_to_bring(world, import));
    const auto volumes = volumes_of(app, folder.manifest, index);
    note.new_volumes.assign(volumes.begin(), volumes.end());
    job.stage("bring_images", "Bringing the images in");
    CO_CHECK(co_await job.about_to("images " + app.text(), to_json(note)));
    const auto done = std::make_shared<std::uint64_t>(0);
    std::vector<SameContent> learned;
    import.file->rewind();
    for (;;) {
        CO_TRY(const auto part, co_await import.file->next());
        if (!part) break;
        if (part->kind == Kind::images) {
            if (!note.images.empty()) CO_CHECK(co_await load(world, import, bytes_of(import, job, done)));
            CO_TRY(learned, co_await look_at_loaded(world, import, app));
            co_await job.taken("images " + app.text(), to_json(note));
            job.stage("volumes", "Creating volumes");
            CO_CHECK(co_await job.about_to("volumes " + app.text(), to_json(note)));
            CO_CHECK(co_await make_volumes(world, app, folder.manifest, index));
            if (!index.places.empty()) job.stage("bring_data", "Bringing the data in");
            continue;
        }
        const bool is_folder = part->place.kind == DataPlace::Kind::folder;
        CopiedPlace place{.app = app,
            .is_folder = is_folder,
            .source = is_folder ? (folder.path / part->place.name).string() : engine_volume(app, part->place),
            .image = {}};
        CO_TRY(place.image, co_await some_image(world, index.images.front(), app));
        CO_CHECK(co_await world.copies.write_place(std::move(place), bytes_of(import, job, done)));
    }
    co_await job.taken("volumes " + app.text(), to_json(note));
    co_return learned;
}

Task<Result<void>> take_back_import(World world, InstallNote note)
{
    CO_TRY(const auto app, AppName::parse(note.app));
    const auto folder = co_await world.folders.read(app);
    const auto project = folder ? project_of(app, *folder) : ComposeProject{.app = app, .folder = {}, .files = {}};
    if (note.started) CO_CHECK(co_await world.compose.down(project, nothing));
    CO_CHECK(co_await world.copies.remove_helpers(app));
    for (const auto& volume : note.new_volumes) CO_CHECK(co_await world.volumes.remove(volume));
    CO_CHECK(co_await world.folders.remove(app));
    if (folder) CO_CHECK(co_await release_stand_ins(world, folder->stand_ins));
    for (const auto& image : note.images) {
        CO_TRY(const auto ref, ImageRef::parse(image.name));
        if (image.before.empty()) {
            CO_CHECK(co_await world.copies.drop_image(ref));
        } else {
            CO_CHECK(co_await world.images.tag(ImageId{image.before}, ref));
        }
    }
    co_return Result<void>{};
}

} // namespace furtka
