#include "domain/move_in/program_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace furtka {
namespace {

constexpr std::array programs{std::pair(Program::compose, std::pair("compose", "Docker Compose")),
    std::pair(Program::casaos, std::pair("casaos", "CasaOS")), std::pair(Program::umbrel, std::pair("umbrel", "Umbrel")),
    std::pair(Program::runtipi, std::pair("runtipi", "Runtipi")),
    std::pair(Program::portainer, std::pair("portainer", "Portainer")),
    std::pair(Program::dockge, std::pair("dockge", "Dockge"))};

constexpr std::string_view inner_root = "/data/"; ///< of programs that run in a container

std::optional<std::string_view> below(std::string_view path, std::string_view folder)
{
    if (folder.empty() || !path.starts_with(folder) || path.size() <= folder.size() + 1 || path[folder.size()] != '/')
        return std::nullopt;
    return path.substr(folder.size() + 1);
}

std::string_view parent_of(std::string_view path)
{
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos || slash == 0 ? std::string_view("/") : path.substr(0, slash);
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_version(std::string_view name)
{
    return name.size() > 1 && name.front() == 'v'
        && std::ranges::all_of(name.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

std::string joined_path(std::string_view folder, std::string_view name) { return fmt::format("{}/{}", folder, name); }

} // namespace

std::string_view to_text(Program program) { return programs.at(static_cast<std::size_t>(program)).second.first; }
std::string_view display_name(Program program) { return programs.at(static_cast<std::size_t>(program)).second.second; }

std::optional<Program> program_of(std::string_view text)
{
    const auto* const found = std::ranges::find(programs, text, [](const auto& row) { return row.second.first; });
    if (found == programs.end()) return std::nullopt;
    return found->first;
}

std::optional<ProgramRoot> parse_program_root(std::string_view text)
{
    const auto equals = text.find('=');
    const auto program = program_of(text.substr(0, equals));
    if (equals == std::string_view::npos || !program || *program == Program::compose) return std::nullopt;
    auto path = text.substr(equals + 1);
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    if (path.size() < 2 || !path.starts_with('/')) return std::nullopt;
    return ProgramRoot{.program = *program, .path = std::string(path)};
}

AppShelf shelf_of(Program program)
{
    switch (program) {
    case Program::umbrel: return {.folder = "app-data"};
    case Program::runtipi: return {.folder = "apps", .depth = 2};
    case Program::portainer: return {.folder = "compose", .depth = 2};
    case Program::compose:
    case Program::casaos:
    case Program::dockge: break;
    }
    return {};
}

AppSpot spot_of(std::string_view file, const std::vector<ProgramRoot>& roots)
{
    const auto folder = parent_of(file);
    for (const auto& root : roots) {
        const auto shelf = shelf_of(root.program);
        const auto begin = shelf.folder.empty() ? root.path : joined_path(root.path, shelf.folder);
        const auto rest = below(folder, begin);
        if (!rest || std::ranges::count(*rest, '/') >= shelf.depth) continue;
        auto name = last_part(*rest);
        if (root.program == Program::portainer && is_version(name)) name = last_part(parent_of(folder));
        return {.program = root.program, .root = root.path, .name = std::string(name), .folder = std::string(folder)};
    }
    return {.program = Program::compose, .root = "", .name = std::string(last_part(folder)), .folder = std::string(folder)};
}

std::vector<std::string> paths_on_server(std::string_view noted, const std::vector<ProgramRoot>& roots)
{
    std::vector<std::string> paths{std::string(noted)};
    if (!noted.starts_with(inner_root)) return paths;
    const auto rest = noted.substr(inner_root.size());
    for (const auto& root : roots) {
        const bool in_container = root.program == Program::portainer || root.program == Program::runtipi;
        const auto shelf = shelf_of(root.program).folder;
        const bool its_own = rest.starts_with(shelf + "/") || rest.starts_with("app-data/");
        if (in_container && its_own) paths.push_back(joined_path(root.path, rest));
    }
    return paths;
}

std::vector<std::string> variable_files(const AppSpot& spot)
{
    if (spot.program == Program::portainer) return {joined_path(spot.folder, "stack.env")};
    if (spot.program != Program::runtipi) return {};
    const auto rest = below(spot.folder, joined_path(spot.root, "apps"));
    if (!rest) return {};
    return {fmt::format("{}/app-data/{}/app.env", spot.root, *rest)};
}

} // namespace furtka
