#include "services/app_project.hpp"

namespace furtka {

ComposeProject project_of(const AppName& app, const AppFolder& folder)
{
    std::vector<std::string> files{folder.compose_file};
    if (folder.network_override) files.emplace_back(network_override_file);
    return {.app = app, .folder = folder.path, .files = std::move(files)};
}

} // namespace furtka
