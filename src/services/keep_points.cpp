#include "services/keep_points.hpp"

#include "base/log.hpp"
#include "domain/own_tags.hpp"

#include <algorithm>
#include <set>

namespace furtka {
namespace {

/// Goes on over failures: they are logged, and the first is told.
class Clearing {
public:
    explicit Clearing(const AppName& app) : app_(app) { }
    void see(const Result<void>& done)
    {
        if (done) return;
        log::warning("recovery point not cleared", {{"app", app_.text()}, {"reason", done.error().message}});
        if (first_) first_ = done;
    }
    Result<void> end() const { return first_; }

private:
    const AppName& app_;
    Result<void> first_;
};

/// Takes the names away, then the images that have none left and that no container uses.
Task<Result<void>> take_names_away(World world, AppName app, std::vector<ImageRef> names)
{
    Clearing clearing(app);
    std::set<ImageId> images;
    for (const auto& name : names) {
        const auto image = co_await world.images.find(name);
        if (image && *image) images.insert((*image)->id);
        const auto taken = co_await world.images.untag(name);
        if (taken || taken.error().key != "image_in_use") clearing.see(taken);
    }
    for (const auto& image : images) clearing.see(co_await world.images.drop_untagged(image));
    co_return clearing.end();
}

} // namespace

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

Task<Result<void>> keep_as_point(
    World world, RecoveryPoint point, AppFolder folder, ComposeModel model, const SwapNote& note, JobContext& job)
{
    CO_CHECK(co_await job.about_to("tag", to_json(note)));
    CO_CHECK(co_await name_images(world, point));
    co_await job.taken("tag", to_json(note));
    CO_CHECK(co_await job.about_to("point", to_json(note)));
    CO_CHECK(co_await write_point(world, std::move(point), std::move(folder), std::move(model)));
    co_await job.taken("point", to_json(note));
    co_return Result<void>{};
}

Task<Result<void>> drop_point(World world, AppName app, int number)
{
    Clearing clearing(app);
    auto names = co_await world.images.own_tags(app.text());
    if (!names) {
        clearing.see(std::unexpected(names.error()));
        co_return clearing.end();
    }
    std::erase_if(*names, [number](const ImageRef& name) { return point_of_tag(name) != number; });
    const auto taken = co_await take_names_away(world, app, *names);
    clearing.see(co_await world.points.remove(app, number));
    co_return taken ? clearing.end() : taken;
}

Task<Result<void>> prune_points(World world, Policies policies, AppName app)
{
    Clearing clearing(app);
    const auto points = co_await world.points.list(app);
    if (!points) {
        clearing.see(std::unexpected(points.error()));
        co_return clearing.end();
    }
    for (const int number : surplus_points(*points, policies.recovery_points)) {
        [[maybe_unused]] const auto dropped = co_await drop_point(world, app, number); // what it leaves is seen below
    }
    CO_TRY(const auto left, co_await world.points.list(app));
    CO_TRY(auto names, co_await world.images.own_tags(app.text()));
    std::erase_if(names, [&](const ImageRef& name) {
        return std::ranges::find(left, point_of_tag(name), &RecoveryPoint::number) != left.end();
    });
    co_return co_await take_names_away(world, app, names);
}

Task<void> drop_all_points(World world, AppName app)
{
    Clearing clearing(app);
    const auto names = co_await world.images.own_tags(app.text());
    if (names) {
        [[maybe_unused]] const auto taken = co_await take_names_away(world, app, *names);
    } else {
        clearing.see(std::unexpected(names.error()));
    }
    clearing.see(co_await world.points.remove_all(app));
}

} // namespace furtka
