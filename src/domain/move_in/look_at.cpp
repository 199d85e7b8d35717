#include "domain/move_in/take_over_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace furtka::moving {

std::optional<std::string> compose_text(const Work& work)
{
    const auto& source = work.source;
    std::vector<std::string> files;
    std::ranges::copy_if(source.config_files, std::back_inserter(files), [&](const std::string& file) {
        // Umbrel runs every app with two files of its own; what they add is put in place here.
        return source.spot.program != Program::umbrel || source.config_files.size() == 1
            || file.starts_with(source.spot.folder + "/");
    });
    if (files.empty()) {
        work.refuse("no_compose_file", "", "nothing tells which compose file it was started from");
        return std::nullopt;
    }
    if (files.size() > 1) {
        work.need("several_files", fmt::format("{}", fmt::join(files, ", ")),
            "it was started from several compose files; write them into one, and start it from that");
        return std::nullopt;
    }
    const auto found = source.files.find(files.front());
    if (found == source.files.end()) {
        work.refuse("file_unreadable", files.front(),
            fmt::format("its compose file {} cannot be read on this server", files.front()));
        return std::nullopt;
    }
    return found->second;
}

bool look_at_shape(const Work& work)
{
    const auto* services = work.tree.find("services");
    if (services == nullptr || !services->is_map() || services->members.empty()) {
        work.refuse("no_services", "", "its compose file has no services");
        return false;
    }
    if (work.tree.find("include") != nullptr) work.refuse("includes_files", "", "its compose file includes others");
    for (const auto& [name, service] : services->members) {
        if (service.find("build") != nullptr)
            work.refuse("builds_image", name, fmt::format("{} is built from source on this server", name));
        if (service.find("volumes_from") != nullptr)
            work.refuse("volumes_from", name, fmt::format("{} uses the volumes of another container", name));
        const auto* extends = service.find("extends");
        if (extends != nullptr && extends->find("file") != nullptr)
            work.refuse("includes_files", name, fmt::format("{} is described in another file", name));
    }
    return work.out.refused.empty();
}

void look_at_containers(const Work& work)
{
    const auto& services = *work.tree.find("services");
    if (work.source.project.containers.empty())
        work.need("no_containers", "", "it has no containers; start it in its own program once");
    if (work.source.project.one_off > 0)
        work.need("one_off", "", "a container of `docker compose run` is left of it; remove that first");
    for (const auto& old : work.source.project.containers) {
        const auto& service = old.container.service;
        const bool own_proxy = work.source.spot.program == Program::umbrel && service == umbrel_proxy;
        if (services.find(service) == nullptr && !own_proxy)
            work.need("service_gone", service,
                fmt::format("{} has a container and is not in the compose file any more; start the project anew", service));
        if (old.container.state == RunState::paused)
            work.need("paused", service, fmt::format("the container of {} is paused", service));
        if (old.removes_itself)
            work.need("removes_itself", service, fmt::format("the container of {} removes itself when it ends", service));
    }
    if (work.source.project.containers.empty()) return;
    for (const auto& [name, service] : services.members) {
        if (work.containers_of(name).empty() && service.find("profiles") == nullptr && name != umbrel_proxy)
            work.need("not_created", name, fmt::format("{} has no container; start the whole project once", name));
    }
}

} // namespace furtka::moving
