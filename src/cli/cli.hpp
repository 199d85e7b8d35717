// cli/cli.hpp — the command line: a client of the daemon's API over its unix socket.
#pragma once

namespace furtka::cli {

/// Everything but `furtka serve`. Returns the exit code.
int run(int argc, char** argv);

} // namespace furtka::cli
