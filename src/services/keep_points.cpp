#include "services/keep_points.hpp"

#include "base/log.hpp"
#include "domain/own_tags.hpp"

#include <algorithm>
#include <set>

namespace furtka {
namespace {

void warn(const AppName& app, const Error& error)
{
    log::warning("recovery point not cleared", {{"app", app.text()}, {"reason", error.message}});
}

/// Takes the names away, then the images that have none left and that no container uses.
Task<void> take_names_away(World world, AppName app, std::vector<ImageRef> names)
{
    std::set<ImageId> images;
    for (const auto& name : names) {
        const auto image = co_await world.images.find(name);
        if (image && *image) images.insert((*image)->id);
        const auto taken = co_await world.images.untag(name);
        if (!taken && taken.error().key != "image_in_use") warn(app, taken.error());
    }
    for (const auto& image : images) {
        const auto dropped = co_await world.images.drop_untagged(image);
        if (!dropped) warn(app, dropped.error());
    }
}

/// Folders of the app that its containers may write to, relative to it.
std::vector<std::string> data_folders(const AppFolder& folder, const ComposeModel& model)
{
    std::vector<std::string> data;
    const auto prefix = folder.path.lexically_normal().string() + "/";
    for (const auto& service : model.services) {
        for (const auto& mount : service.mounts) {
            if (mount.type != "bind" || !mount.source.starts_with(prefix)) continue;
            auto relative = mount.source.substr(prefix.size());
            while (relative.ends_with('/')) relative.pop_back();
            data.push_back(std::move(relative));
        }
    }
    return data;
}

} // namespace

Task<Result<void>> put_tags(World world, std::map<std::string, ImageId> tags)
{
    for (const auto& [text, image] : tags) {
        const auto ref = ImageRef::parse(text);
        if (!ref || ref->pinned()) continue;
        CO_TRY(const auto found, co_await world.images.find(*ref));
        if (found && found->id == image) continue;
        CO_CHECK(co_await world.images.tag(image, *ref));
    }
    co_return Result<void>{};
}

Task<Result<void>> name_images(World world, RecoveryPoint point)
{
    for (const auto& service : point.services) {
        CO_CHECK(co_await world.images.tag(service.image, own_tag(point.app, service.service, point.number)));
    }
    co_return Result<void>{};
}

Task<Result<void>> write_point(World world, RecoveryPoint point, AppFolder folder, ComposeModel model)
{
    const auto data = data_folders(folder, model);
    co_return co_await world.points.write(std::move(point), folder.path, data);
}

Task<void> drop_point(World world, AppName app, int number)
{
    auto names = co_await world.images.own_tags(app.text());
    if (!names) {
        warn(app, names.error());
        co_return;
    }
    std::erase_if(*names, [number](const ImageRef& name) { return point_of_tag(name) != number; });
    co_await take_names_away(world, app, *names);
    const auto removed = co_await world.points.remove(app, number);
    if (!removed) warn(app, removed.error());
}

Task<void> prune_points(World world, Policies policies, AppName app)
{
    const auto points = co_await world.points.list(app);
    if (!points) {
        warn(app, points.error());
        co_return;
    }
    for (const int number : surplus_points(*points, policies.recovery_points)) co_await drop_point(world, app, number);
    const auto left = co_await world.points.list(app);
    auto names = co_await world.images.own_tags(app.text());
    if (!left || !names) co_return; // the next time
    std::erase_if(*names, [&](const ImageRef& name) {
        return std::ranges::find(*left, point_of_tag(name), &RecoveryPoint::number) != left->end();
    });
    co_await take_names_away(world, app, *names);
}

Task<void> drop_all_points(World world, AppName app)
{
    const auto names = co_await world.images.own_tags(app.text());
    if (names) {
        co_await take_names_away(world, app, *names);
    } else {
        warn(app, names.error());
    }
    const auto removed = co_await world.points.remove_all(app);
    if (!removed) warn(app, removed.error());
}

} // namespace furtka
