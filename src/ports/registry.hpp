// ports/registry.hpp — what a tag points to, asked from the registry without downloading anything.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/image_ref.hpp"
#include "ports/engine.hpp"

namespace furtka {

/// Follows the engine's own rules: insecure registries by plain HTTP, mirrors for Docker Hub, credentials of the docker
/// client's configuration file, anonymous token flow.
class Registry {
public:
    virtual ~Registry() = default;

    /// `HEAD /v2/<name>/manifests/<tag>` with the four media types (Docker list and manifest, OCI index and manifest).
    /// A pinned image is answered with its pin. Any failure is an error and says nothing about the image: the caller then
    /// asks the engine to pull. not_found `image_not_found` | denied `registry_login` | unavailable `registry_unreachable` |
    /// timeout `registry_timeout` | upstream `registry_rate_limited`, `registry_no_digest`, `registry_error` | cancelled.
    /// Source: OCI distribution 1.1, `Docker-Content-Digest`.
    virtual Task<Result<Digest>> digest(ImageRef ref, EngineInfo engine) = 0;
};

} // namespace furtka
