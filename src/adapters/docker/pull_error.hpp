// adapters/docker/pull_error.hpp — which kind of failure a pull met, from the engine's status and words.
#pragma once

#include "base/error.hpp"
#include "domain/image_ref.hpp"

#include <string>
#include <string_view>

namespace furtka::docker {

/// What is known of a failed pull.
struct PullFailure {
    int status = 0; ///< of the answer; 200: the failure came inside the stream
    std::string words; ///< the engine's own
};

/// The kinds and keys of `Images::pull`. The status alone says little: a rate limit comes as 429, as 500, or inside a 200,
/// and a refused login as 401, 404 or 500, by engine version and image store (20.10 to 28.5). So the words decide.
Error pull_error(const ImageRef& ref, const PullFailure& failure);

} // namespace furtka::docker
