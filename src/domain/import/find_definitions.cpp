#include "domain/import/find_definitions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace furtka::imports {
namespace {

constexpr std::size_t most_definition_files = 200; ///< of one definition

struct SplitPath {
    std::string folder;
    std::string name;
};
SplitPath split_path(const std::string& path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return {.folder = "", .name = path};
    return {.folder = path.substr(0, slash), .name = path.substr(slash + 1)};
}

std::string last_part(const std::string& path) { return split_path(path).name; }

/// The folder that names the app: `mattermost` of `mattermost/11.9.0`.
std::string app_part(const std::string& folder)
{
    const auto [above, name] = split_path(folder);
    const auto in_version = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == 'v' || c == '-'; };
    const bool version = name == "latest" || (name.contains('.') && std::ranges::all_of(name, in_version));
    return version && !above.empty() ? last_part(above) : name;
}

bool is_yaml(std::string_view name) { return name.ends_with(".yml") || name.ends_with(".yaml"); }

/// The compose file of a folder, by the names stores use; the earlier counts more.
std::string compose_in(const std::set<std::string>& names)
{
    for (const auto* name : {"docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml"}) {
        if (names.contains(name)) return name;
    }
    return {};
}

std::string without_ending(std::string name)
{
    const auto dot = name.rfind('.');
    return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

using Folders = std::map<std::string, std::set<std::string>>; ///< names of the files in each folder

Folders folders_of(const std::vector<std::string>& paths)
{
    Folders folders;
    for (const auto& path : paths) {
        auto [folder, name] = split_path(path);
        folders[folder].insert(name);
    }
    return folders;
}

std::vector<std::string> files_below(const std::string& folder, const std::vector<std::string>& paths)
{
    const auto prefix = folder.empty() ? std::string() : folder + "/";
    std::vector<std::string> files;
    for (auto path = std::ranges::lower_bound(paths, prefix); path != paths.end() && path->starts_with(prefix); ++path) {
        if (files.size() >= most_definition_files) break;
        files.push_back(path->substr(prefix.size()));
    }
    return files;
}

/// A folder that a platform keeps for itself: samples, tests, hidden ones.
bool is_aside(const std::string& folder)
{
    const auto path = "/" + folder + "/";
    return path.contains("/.") || path.contains("/node_modules/") || path.contains("/__tests__/");
}

std::string file_that_marks(Format format, const std::set<std::string>& names)
{
    switch (format) {
    case Format::runtipi:
        if (names.contains("docker-compose.json")) return "docker-compose.json";
        return names.contains("config.json") ? compose_in(names) : std::string();
    case Format::dokploy:
        return names.contains("template.toml") || names.contains("meta.json") ? compose_in(names) : std::string();
    default: return compose_in(names);
    }
}

std::vector<Spot> folder_spots(Format format, const Folders& folders, const std::vector<std::string>& paths)
{
    std::vector<Spot> spots;
    for (const auto& [folder, names] : folders) {
        const auto file = file_that_marks(format, names);
        if (file.empty() || is_aside(folder)) continue;
        spots.push_back(
            {.id = app_part(folder), .folder = folder, .file = file, .path = folder, .files = files_below(folder, paths)});
    }
    return spots;
}

/// Every YAML file is a template; in a checkout of the whole program only those in templates/compose are.
std::vector<Spot> coolify_spots(const std::vector<std::string>& paths)
{
    const auto in_store = [](const std::string& path) { return path.contains("templates/compose/"); };
    const bool whole = std::ranges::any_of(paths, in_store);
    std::vector<Spot> spots;
    for (const auto& path : paths) {
        const auto [folder, name] = split_path(path);
        if (!is_yaml(name) || is_aside(folder) || (whole && !in_store(path))) continue;
        auto id = without_ending(name);
        if (!compose_in({name}).empty()) id = last_part(folder);
        spots.push_back({.id = id, .folder = folder, .file = name, .path = path, .files = {name}});
    }
    return spots;
}

std::vector<Spot> file_spots(const std::vector<std::string>& paths, const auto& wanted)
{
    std::vector<Spot> spots;
    for (const auto& path : paths) {
        const auto [folder, name] = split_path(path);
        if (!wanted(name) || is_aside(folder)) continue;
        spots.push_back({.id = without_ending(name), .folder = folder, .file = name, .path = path, .files = {name}});
    }
    return spots;
}

} // namespace

std::vector<Spot> find_definitions(Format format, const std::vector<std::string>& paths)
{
    switch (format) {
    case Format::coolify: return coolify_spots(paths);
    case Format::portainer:
        return file_spots(
            paths, [](const std::string& name) { return name.ends_with(".json") && name.contains("template"); });
    case Format::run:
        return file_spots(paths, [](const std::string& name) { return name.ends_with(".txt") || name.ends_with(".sh"); });
    default: return folder_spots(format, folders_of(paths), paths);
    }
}

std::string foreign_kind(const std::vector<std::string>& paths)
{
    const auto has = [&](std::string_view name) {
        return std::ranges::any_of(paths, [name](const std::string& path) { return last_part(path) == name; });
    };
    if (has("cosmos-compose.json")) return "this is a store of Cosmos, whose definitions are templates of its own";
    if (has("ix_values.yaml") || has("questions.yaml"))
        return "this is a store of TrueNAS, whose definitions are templates of its own";
    if (has("umbrel-app.yml")) return "this is a store of Umbrel";
    if (has("docker-compose.json")) return "this looks like a store of Runtipi: use --from runtipi";
    if (has("template.toml")) return "this looks like a store of Dokploy: use --from dokploy";
    if (has("config.yaml") && has("en.yaml")) return "these are add-ons of Home Assistant, which have no compose file";
    if (has("docker-compose.yml") || has("docker-compose.yaml") || has("compose.yaml"))
        return "there are compose files: use --from compose";
    return {};
}

} // namespace furtka::imports
