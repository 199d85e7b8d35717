#include "services/stand_ins.hpp"

#include "domain/own_tags.hpp"
#include "services/app_project.hpp"

#include <algorithm>
#include <set>

namespace furtka {
namespace {

Task<Result<void>> untag_unless_used(World world, ImageRef name)
{
    auto taken = co_await world.images.untag(std::move(name));
    if (!taken && taken.error().key == "image_in_use") co_return Result<void>{};
    co_return taken;
}

/// Whether the image is there, under its local name too.
Task<Result<bool>> keeps_its_name(World world, ImageId id)
{
    const auto name = stand_in_name(id);
    CO_TRY(const auto named, co_await world.images.find(name));
    if (named && named->id == id) co_return true;
    CO_TRY(const auto there, co_await world.images.find_id(id));
    if (!there) co_return false;
    CO_CHECK(co_await world.images.tag(id, name));
    co_return true;
}

/// Images that the files name, and those of the recovery points.
Task<Result<std::set<std::string>>> images_named(World world, AppName app, AppFolder folder)
{
    CO_TRY(const auto resolved, co_await world.compose.resolve(project_of(app, folder)));
    CO_TRY(const auto points, co_await world.points.list(app));
    std::set<std::string> names;
    for (const auto& [service, image] : resolved.model.image_tags()) names.insert(image);
    for (const auto& point : points) {
        for (const auto& service : point.services) names.insert(service.tag);
    }
    co_return names;
}

} // namespace

Task<Result<std::optional<Image>>> find_image(World world, ImageRef ref, std::optional<ImageId> stand_in)
{
    if (stand_in) {
        CO_TRY(auto found, co_await world.images.find(stand_in_name(*stand_in)));
        if (found) co_return found;
    }
    co_return co_await world.images.find(std::move(ref));
}

Task<Result<void>> add_stand_ins(World world, AppName app, std::vector<StandIn> added)
{
    if (added.empty()) co_return Result<void>{};
    CO_TRY(const auto folder, co_await world.folders.read(app));
    auto all = folder.stand_ins;
    for (const auto& each : added) {
        std::erase_if(all, [&](const StandIn& other) { return stands_for(other, each.image); });
        all.push_back(each);
    }
    CO_CHECK(co_await world.folders.write_stand_ins(app, all)); // first: whoever takes the app back finds the names there
    for (const auto& each : added) CO_CHECK(co_await world.images.tag(each.id, stand_in_name(each.id)));
    co_return Result<void>{};
}

Task<Result<void>> mend_stand_ins(World world, AppName app, std::vector<StandIn> stand_ins)
{
    std::vector<StandIn> kept;
    for (const auto& each : stand_ins) {
        CO_TRY(const bool there, co_await keeps_its_name(world, each.id));
        if (there) kept.push_back(each);
    }
    if (kept.size() == stand_ins.size()) co_return Result<void>{};
    co_return co_await world.folders.write_stand_ins(app, std::move(kept));
}

Task<Result<void>> prune_stand_ins(World world, AppName app)
{
    CO_TRY(const auto folder, co_await world.folders.read(app));
    if (folder.stand_ins.empty()) co_return Result<void>{};
    CO_TRY(const auto names, co_await images_named(world, app, folder));
    std::vector<StandIn> kept;
    std::vector<StandIn> given_up;
    for (const auto& each : folder.stand_ins) {
        const bool named = std::ranges::any_of(names, [&](const std::string& name) { return stands_for(each, name); });
        (named ? kept : given_up).push_back(each);
    }
    if (given_up.empty()) co_return Result<void>{};
    CO_CHECK(co_await world.folders.write_stand_ins(app, std::move(kept)));
    co_return co_await release_stand_ins(world, std::move(given_up));
}

Task<Result<void>> release_stand_ins(World world, std::vector<StandIn> given_up)
{
    if (given_up.empty()) co_return Result<void>{};
    CO_TRY(const auto entries, co_await world.folders.list());
    std::set<ImageId> used;
    for (const auto& entry : entries) {
        if (!entry.folder) co_return Result<void>{}; // nobody knows what it remembers
        for (const auto& each : entry.folder->stand_ins) used.insert(each.id);
    }
    for (const auto& each : given_up) {
        if (!used.contains(each.id)) CO_CHECK(co_await untag_unless_used(world, stand_in_name(each.id)));
    }
    co_return Result<void>{};
}

/// They are given in order and taken away in the other, so the first that is missing is the end of them.
Task<Result<void>> release_moving_names(World world, AppName app)
{
    std::size_t count = 0;
    for (; count < most_stand_ins; ++count) {
        CO_TRY(const auto found, co_await world.images.find(moving_name(app.text(), count)));
        if (!found) break;
    }
    while (count > 0) CO_CHECK(co_await untag_unless_used(world, moving_name(app.text(), --count)));
    co_return Result<void>{};
}

} // namespace furtka
