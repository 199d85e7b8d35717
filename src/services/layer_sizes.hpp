// services/layer_sizes.hpp — the sizes of downloaded layers, from the registry, where the engine did not tell them.
#pragma once

#include "domain/image_ref.hpp"
#include "domain/names.hpp"
#include "domain/pull_progress.hpp"
#include "services/world.hpp"

namespace furtka {

/// Reads the manifest that `pulled` names in the repository of `ref`, or of this machine's platform in an index: one or two
/// requests. A registry that does not answer leaves the layers without a size: the figure is not worth a failed update.
Task<void> learn_sizes(World world, EngineInfo engine, ImageRef ref, Digest pulled, PullProgress& progress);

} // namespace furtka
