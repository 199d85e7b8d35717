// daemon/serve.hpp — `furtka serve`.
#pragma once

namespace furtka::daemon {

/// Runs the daemon until SIGTERM or SIGINT. `argv` as in main, `serve` in the second place. Returns the exit code: 0 after a
/// drain, 1 when it could not start, 2 for settings that cannot be used.
int serve(int argc, char** argv);

} // namespace furtka::daemon
