// adapters/compose/program.hpp — which Compose program is used, and which version it is.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace furtka {

/// What a child of Furtka's inherits.
using Environment = std::map<std::string, std::string>;

/// Of `whole`: PATH, HOME, DOCKER_HOST, DOCKER_CONFIG and the proxy variables in either case; and Compose told to write
/// plain text. A compose file can name no other variable of the daemon's.
Environment compose_environment(const Environment& whole);

/// The environment of this process.
Environment own_environment();

/// The Compose program: `setting` (a path, or a name in PATH) if it is not empty; else where the docker client looks for the
/// plugin: `$DOCKER_CONFIG/cli-plugins` or `~/.docker/cli-plugins`, then the four system folders below `root`; else
/// `docker-compose` in PATH. unavailable `compose_missing`.
Result<std::filesystem::path> find_compose(
    const std::string& setting, const Environment& environment, const std::filesystem::path& root = "/");

/// The version of `version --short`: `2.26.1-4`, a leading `v` taken off.
/// unavailable `compose_too_old` (before 2.20), `compose_missing` (not a version).
Result<std::string> checked_version(std::string_view output, const std::filesystem::path& program);

/// Which file a path is and whether it was replaced: changes when the program does. Empty when there is none.
std::string program_identity(const std::filesystem::path& program);

} // namespace furtka
