// services/wait_stopped.hpp — the look after `stop`: does nothing of the app run any more?
#pragma once

#include "services/world.hpp"

namespace furtka {

/// Waits until no container of the app runs, at most 5 s. The engine's list lags behind the end of a stop by some
/// milliseconds (seen on 26.1). upstream `app_not_stopped` (detail `service`).
Task<Result<void>> wait_stopped(World world, AppName app);

} // namespace furtka
