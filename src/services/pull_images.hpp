// services/pull_images.hpp — the newest image of every service on the engine, downloaded only where the registry has
// another.
#pragma once

#include "domain/compose_model.hpp"
#include "domain/image_change.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

enum class WhenRegistryFails {
    fail, ///< an update must know
    use_local_image, ///< an installation goes on with what is there
};

struct PulledImages {
    std::map<std::string, ImageId> local; ///< by image reference as the compose file has it
    std::map<std::string, std::string> digests; ///< in their registries, by the same, where the engine knows them
    bool asked_engine = false; ///< the engine was asked to pull at least one
    std::uint64_t bytes = 0; ///< downloaded
};

/// Called once, before the first pull, with what the tags point to until then. A failure ends it: nothing was pulled.
using BeforePull = std::function<Task<Result<void>>(std::map<std::string, ImageId> tags)>;

/// For every distinct image of the model: asks the registry what the tag points to; pulls through the engine unless that
/// digest is the local image's. When the registry does not answer Furtka, the engine is asked to pull: its words are the
/// ones that count. The first failed pull is the error; nothing but local images has changed then. no_space `disk_low`: the
/// engine's disk has less room than `policies.disk_reserve`.
Task<Result<PulledImages>> pull_images(World world, Policies policies, const LivePicture& picture, ComposeModel model,
    WhenRegistryFails rule, JobContext& job, BeforePull before = {});

/// The digest that an image goes by in the repository of `ref`; empty: none is known.
std::string registry_digest(const Image& image, const ImageRef& ref);

} // namespace furtka
