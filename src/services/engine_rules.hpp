// services/engine_rules.hpp — what the engine says of itself: its registry rules, platform and image store.
#pragma once

#include "services/live_picture.hpp"
#include "services/world.hpp"

namespace furtka {

/// From the picture while it is true, else asked anew: right after the start nothing has answered yet. The engine's errors.
Task<Result<EngineInfo>> engine_rules(World world, const LivePicture& picture);

} // namespace furtka
