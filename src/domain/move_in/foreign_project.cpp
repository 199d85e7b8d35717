#include "domain/move_in/foreign_project.hpp"

#include <algorithm>
#include <utility>

namespace furtka {

std::vector<ForeignProject> projects_of(std::vector<ForeignContainer> containers)
{
    std::map<std::string, ForeignProject> projects;
    for (auto& container : containers) {
        const auto name = container.container.project;
        if (name.empty()) continue;
        auto& project = projects[name];
        project.name = name;
        if (container.container.one_off) {
            ++project.one_off;
        } else {
            project.containers.push_back(std::move(container));
        }
    }
    std::vector<ForeignProject> list;
    for (auto& [name, project] : projects) {
        std::ranges::sort(project.containers, {},
            [](const ForeignContainer& old) { return std::pair(old.started_at, old.container.name); });
        list.push_back(std::move(project));
    }
    return list;
}

} // namespace furtka
