// cli/help.hpp — the help texts, made from the table of commands.
#pragma once

#include "cli/command_table.hpp"

#include <string>
#include <string_view>

namespace furtka::cli {

/// `furtka --help`
std::string overview_text();
/// `furtka app --help`
std::string group_text(std::string_view group);
/// `furtka app install --help`
std::string command_text(const CommandInfo& info);
/// `furtka app install NAME|PATH [OPTION]…`
std::string usage_line(const CommandInfo& info);

} // namespace furtka::cli
