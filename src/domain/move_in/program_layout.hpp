// domain/move_in/program_layout.hpp — where other programs keep the compose files of their apps.
//
// CasaOS: <root>/<app>/docker-compose.yml. Umbrel: <root>/app-data/<app>/docker-compose.yml. Runtipi:
// <root>/apps/[<store>/]<app>/docker-compose.yml with its variables in <root>/app-data/[<store>/]<app>/app.env; it runs in a
// container, where <root> is /data. Portainer: <root>/compose/<number>/[v<version>/]docker-compose.yml; it runs in a
// container, where <root> is /data. Dockge: <root>/<app>/compose.yaml.
#pragma once

#include "base/result.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class Program { compose, casaos, umbrel, runtipi, portainer, dockge };
std::string_view to_text(Program program); ///< `casaos`
std::string_view display_name(Program program); ///< `CasaOS`
std::optional<Program> program_of(std::string_view text);

struct ProgramRoot {
    Program program = Program::compose;
    std::string path; ///< absolute; one `*` may stand for a folder's name
    bool operator==(const ProgramRoot&) const = default;
};

/// `casaos=/var/lib/casaos/apps`. None: it is not of that form.
std::optional<ProgramRoot> parse_program_root(std::string_view text);

/// Names a compose file may have, in the order Compose prefers them.
inline constexpr std::array compose_names{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"};

/// Below a root: the folders that hold apps, with how deep they may lie.
struct AppShelf {
    std::string folder; ///< relative to the root, or empty: the root itself
    int depth = 1;
};
AppShelf shelf_of(Program program);

/// An app of a program, by one of its compose files.
struct AppSpot {
    Program program = Program::compose;
    std::string root; ///< on the server
    std::string name; ///< of the app in that program
    std::string folder; ///< of its compose file, on the server
    bool operator==(const AppSpot&) const = default;
};
/// `file` is a path on the server. Files that lie in no root are of plain Compose, named after their folder.
AppSpot spot_of(std::string_view file, const std::vector<ProgramRoot>& roots);

/// Where a path that a program noted may be on the server: as it is, and as programs in containers see their roots.
std::vector<std::string> paths_on_server(std::string_view noted, const std::vector<ProgramRoot>& roots);

/// Files with the values of an app's variables, the first one weakest, beside those that Compose noted.
std::vector<std::string> variable_files(const AppSpot& spot);

} // namespace furtka
