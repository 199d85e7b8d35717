// cli/cli.hpp — the command line: a client of the daemon's API.
#pragma once

#include "cli/program.hpp"

namespace furtka::cli {

/// Does what `argv[1]`… ask and returns the exit code (`furtka --help` has the table). `serve` is not one of its commands:
/// main starts the daemon itself.
int run(int argc, char** argv, OfflineCommands offline);

} // namespace furtka::cli
