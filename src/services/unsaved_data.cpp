#include "services/unsaved_data.hpp"

#include "domain/image_findings.hpp"

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t most_looked_at = 20;
constexpr std::chrono::minutes starting{2}; ///< what a container writes so early it writes at each start

bool is_named(const ServiceModel& service, const std::string& target)
{
    return std::ranges::any_of(
        service.mounts, [&](const Mount& mount) { return mount.target == target && !mount.source.empty(); });
}

std::vector<std::string> anonymous_volumes(const ServiceModel& service, const std::vector<MountedPath>& mounts)
{
    std::vector<std::string> targets;
    for (const auto& mount : mounts) {
        if (mount.type == "volume" && !is_named(service, mount.target)) targets.push_back(mount.target);
    }
    std::ranges::sort(targets);
    return targets;
}

Task<Result<std::vector<WrittenFile>>> written_files(
    Inspection& inspection, Container container, std::vector<std::string> paths)
{
    std::vector<WrittenFile> files;
    for (const auto& path : paths) {
        if (files.size() == most_looked_at) break;
        CO_TRY(const auto file, co_await inspection.file(container.id, path));
        if (!file || file->is_folder) continue; // an empty folder holds nothing
        files.push_back({.path = path, .at_start = file->changed_at <= container.created_at + starting});
    }
    co_return files;
}

} // namespace

Task<Result<std::vector<Finding>>> unsaved_data(Inspection& inspection, ServiceModel service, Container container)
{
    CO_TRY(const auto facts, co_await inspection.container(container.id));
    CO_TRY(const auto changes, co_await inspection.changes(container.id));
    std::vector<std::string> changed;
    for (const auto& change : changes) {
        if (change.kind != ChangeKind::deleted) changed.push_back(change.path);
    }
    std::vector<std::string> mounted;
    for (const auto& mount : facts.mounts) mounted.push_back(mount.target);
    auto paths = worth_keeping(changed, mounted);
    CO_TRY(const auto written, co_await written_files(inspection, container, std::move(paths)));
    co_return unsaved_findings(service.name, written, anonymous_volumes(service, facts.mounts));
}

} // namespace furtka
