// services/engine_back.hpp — waiting for an engine that went away in the middle of something that must be brought to an end.
#pragma once

#include "services/world.hpp"

namespace furtka {

/// Ends when the engine answers. Its error: it has not for `policies.engine_patience`. cancelled.
Task<Result<void>> wait_for_engine(World world, Policies policies);

} // namespace furtka
