// domain/import/shell_words.hpp — a command line cut into words as a shell would, without running anything.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka::imports {

/// The commands of a text, of a shell's or of Windows' (PowerShell, cmd): quotes and backslashes are read, line ends inside
/// of a command (after a backslash) join, comments are left out. Ends of a command are line ends, `;`, `&&`, `||`, `|`.
/// `$NAME` stays for Compose, a `$` in single quotes is doubled. `$(pwd)`, `$(id -u)` and the like are known without being
/// run. invalid `shell_syntax`: an open quote, or other
/// `$(…)` and `` `…` ``, which nobody runs here.
Result<std::vector<std::vector<std::string>>> shell_commands(std::string_view text);

} // namespace furtka::imports
