// ports/registry.hpp — what a tag points to and what an image is made of, asked from the registry without downloading it.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/image_config.hpp"
#include "domain/image_document.hpp"
#include "domain/image_ref.hpp"
#include "domain/rate_limit.hpp"
#include "domain/registry_login.hpp"
#include "ports/engine.hpp"

#include <string>
#include <vector>

namespace furtka {

/// What a registry said of its limit since the daemon's start.
struct RegistryLimit {
    std::string registry; ///< as in `ImageRef::registry`
    RateLimit rate;
    bool logged_in = false; ///< it was asked with a login
};

/// Follows the engine's own rules: insecure registries by plain HTTP, mirrors for Docker Hub, the owner's logins, anonymous
/// token flow.
///
/// Any failure is an error and says nothing about the image. not_found `image_not_found` | denied `registry_login` |
/// unavailable `registry_unreachable` | timeout `registry_timeout` | upstream `registry_rate_limited`, `registry_no_digest`,
/// `registry_error` | cancelled. Source: OCI distribution 1.1.
class Registry {
public:
    virtual ~Registry() = default;

    /// `HEAD /v2/<name>/manifests/<tag>` with the four media types (Docker list and manifest, OCI index and manifest): the
    /// `Docker-Content-Digest`. A pinned image is answered with its pin.
    virtual Task<Result<Digest>> digest(ImageRef ref, EngineInfo engine) = 0;

    /// What the reference names, by its digest when it has one: an index or a manifest. Some registries count this as a
    /// download.
    virtual Task<Result<ImageDocument>> document(ImageRef ref, EngineInfo engine) = 0;

    /// A config in the repository of `ref`.
    virtual Task<Result<ImageConfig>> config(ImageRef ref, Digest config, EngineInfo engine) = 0;

    /// Tags of the repository of `ref`, at most 10,000.
    virtual Task<Result<std::vector<std::string>>> tags(ImageRef ref, EngineInfo engine) = 0;

    /// Whether the registry takes the login. denied `registry_login`: it does not.
    virtual Task<Result<void>> try_login(std::string registry, RegistryLogin login, EngineInfo engine) = 0;

    /// Of every registry that was asked.
    virtual std::vector<RegistryLimit> limits() const = 0;
};

} // namespace furtka
