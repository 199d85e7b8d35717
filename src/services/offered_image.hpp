// services/offered_image.hpp — what a tag points to in the registry, down to the config of this machine's platform.
#pragma once

#include "domain/image_config.hpp"
#include "domain/image_document.hpp"
#include "ports/registry.hpp"

#include <optional>

namespace furtka {

struct OfferedImage {
    Digest tag; ///< what the tag points to: an index or a manifest
    std::optional<Digest> manifest; ///< of this machine's platform; none: not published for it
    ImageDocument document; ///< that manifest
    ImageConfig config;
};

/// One HEAD and at most three GETs. Errors of Registry.
Task<Result<OfferedImage>> offered_image(Registry& registry, ImageRef ref, Platform wanted, EngineInfo engine);

} // namespace furtka
