// cli/table/groups.hpp — the commands, a file a group; in the order in which help lists them.
#pragma once

#include "cli/command_table.hpp"

#include <span>

namespace furtka::cli {

/// Apps: which there are, and how they come, are changed and go.
std::span<const CommandInfo> app_commands();
/// Newer versions of an app, and the way back.
std::span<const CommandInfo> update_commands();
/// An app that is installed: run, watched, set up.
std::span<const CommandInfo> running_commands();
/// What holds for the server: registries, jobs, rules for updates, who is told.
std::span<const CommandInfo> server_commands();
/// Where apps come from.
std::span<const CommandInfo> catalog_commands();
/// Apps of another program, taken over.
std::span<const CommandInfo> move_in_commands();
/// Who may do what, and the certificates.
std::span<const CommandInfo> access_commands();
/// The program itself.
std::span<const CommandInfo> program_commands();

} // namespace furtka::cli
