#include "domain/export_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace furtka {
namespace {

Error built(std::string_view service)
{
    return {.kind = ErrorKind::conflict,
        .key = "image_built_here",
        .message = fmt::format("{} is built on this server, and its image has no name of its own", service),
        .hint = "give the service an image: name in the compose file, start the app, then export it"};
}

/// Relative to the app's folder; nothing: it lies elsewhere, or is the folder itself.
std::optional<std::string> inside(const AppFolder& folder, const std::string& source)
{
    const auto prefix = folder.path.lexically_normal().string() + "/";
    if (!source.starts_with(prefix)) return std::nullopt;
    auto relative = source.substr(prefix.size());
    while (relative.ends_with('/')) relative.pop_back();
    if (relative.empty() || relative.starts_with(".furtka")) return std::nullopt;
    return relative;
}

void add_bind(ExportPlan& plan, const AppFolder& folder, const Mount& mount, const std::set<std::string>& folders)
{
    // What is only read is of the author, or of the server itself.
    if (mount.read_only || mount.source.ends_with(".sock")) return;
    const auto relative = inside(folder, mount.source);
    if (!relative) {
        if (!mount.source.starts_with(folder.path.lexically_normal().string()))
            plan.left_out.push_back(fmt::format("{}, a folder of the server", mount.source));
        return;
    }
    if (!folders.contains(mount.source)) return; // a file of the app's folder
    plan.places.push_back({.kind = DataPlace::Kind::folder, .name = *relative});
    plan.data_folders.push_back(*relative);
}

template <class T>
void make_unique(std::vector<T>& list)
{
    std::ranges::sort(list);
    list.erase(std::ranges::unique(list).begin(), list.end());
}

/// A folder inside another one comes with it.
void drop_nested(ExportPlan& plan)
{
    const auto nested = [&](const std::string& name) {
        return std::ranges::any_of(
            plan.data_folders, [&](const std::string& outer) { return name.starts_with(outer + "/"); });
    };
    std::erase_if(
        plan.places, [&](const DataPlace& place) { return place.kind == DataPlace::Kind::folder && nested(place.name); });
}

Result<void> add_images(ExportPlan& plan, const ComposeModel& model)
{
    for (const auto& service : model.services) {
        if (!service.image) return fail(built(service.name));
        TRY(auto ref, ImageRef::parse(*service.image));
        if (std::ranges::find(plan.images, ref, &PlannedImage::ref) != plan.images.end()) continue;
        plan.images.push_back({.name = *service.image, .ref = std::move(ref), .stand_in = service.stand_in});
    }
    return {};
}

} // namespace

std::string engine_volume(const AppName& app, const DataPlace& place)
{
    if (place.kind == DataPlace::Kind::external_volume) return place.name;
    return place.kind == DataPlace::Kind::volume ? volume_name(app, place.name)
                                                 : fmt::format("{}_{}", app.text(), place.name);
}

Result<ExportPlan> plan_export(
    const AppName& app, const AppFolder& folder, const ComposeModel& model, const ExportFacts& facts)
{
    ExportPlan plan;
    CHECK(add_images(plan, model));
    const auto has = [](const std::vector<std::string>& names, const std::string& name) {
        return std::ranges::find(names, name) != names.end();
    };
    const auto there = [&](const std::string& name) { return has(facts.volumes, name); };
    // What another program made is its own since it was taken over; what an import made has its label.
    const auto is_its_own = [&](const std::string& name) {
        return has(facts.own_volumes, name) || (folder.moved_in && has(folder.moved_in->volumes, name));
    };
    std::set<std::string> own;
    for (const auto& name : folder.manifest.volumes) {
        const auto full = volume_name(app, name);
        own.insert(full);
        if (there(full)) plan.places.push_back({.kind = DataPlace::Kind::volume, .name = name});
    }
    for (const auto& volume : model.volumes) {
        if (own.contains(volume.name)) continue;
        if (volume.external && there(volume.name) && is_its_own(volume.name)) {
            plan.places.push_back({.kind = DataPlace::Kind::external_volume, .name = volume.name});
            continue;
        }
        const bool plain = !volume.external && volume.options.empty() && (volume.driver.empty() || volume.driver == "local");
        if (!plain || volume.name != app.text() + "_" + volume.key) {
            plan.left_out.push_back(fmt::format("{}, a volume that is not the app's own", volume.name));
        } else if (there(volume.name)) {
            plan.places.push_back({.kind = DataPlace::Kind::project_volume, .name = volume.key});
        }
    }
    for (const auto& service : model.services) {
        for (const auto& mount : service.mounts) {
            if (mount.type == "bind") add_bind(plan, folder, mount, facts.folders);
        }
    }
    make_unique(plan.places);
    make_unique(plan.data_folders);
    make_unique(plan.left_out);
    drop_nested(plan);
    return plan;
}

std::vector<std::string> secret_keys(const std::vector<Setting>& form, const EnvFile& env)
{
    std::vector<std::string> keys;
    for (const auto& [key, value] : env.values()) {
        if (value.empty()) continue;
        const auto setting = std::ranges::find(form, key, &Setting::name);
        if (setting == form.end() || setting->secret() || names_secret(key)) keys.push_back(key);
    }
    return keys;
}

EnvFile without_secrets(const std::vector<Setting>& form, const EnvFile& env)
{
    auto values = env.values();
    for (const auto& key : secret_keys(form, env)) values.erase(key);
    return EnvFile().with(values);
}

Result<ExportSecrets> judge_secrets(std::string_view app, const ExportWish& wish, const std::vector<std::string>& secrets)
{
    const auto needed = [&](std::string_view what, std::string hint) {
        return fail({.kind = ErrorKind::invalid,
            .key = "passphrase_needed",
            .message = fmt::format("an export with the {} of {} needs a passphrase", what, app),
            .hint = std::move(hint),
            .details = {{"for", std::string(what)}}});
    };
    if (wish.data && !wish.has_passphrase)
        return needed("data", "give a passphrase: an app's data is as secret as its settings");
    if (secrets.empty()) return ExportSecrets::none;
    if (wish.leave_out_secrets) return ExportSecrets::left_out;
    if (wish.has_passphrase) return ExportSecrets::included;
    return needed("secrets", fmt::format("give a passphrase, or leave the secrets out ({})", fmt::join(secrets, ", ")));
}

bool same_image(const ExportedImage& exported, const HereImage& here)
{
    return exported.id == here.id || (!exported.layers.empty() && exported.layers == here.layers);
}

} // namespace furtka
