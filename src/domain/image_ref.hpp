// domain/image_ref.hpp — an image reference as written in a compose file, taken apart the way the engine does.
#pragma once

#include "base/result.hpp"
#include "domain/names.hpp"

#include <string>
#include <string_view>

namespace furtka {

/// `registry/repository:tag@digest` after the engine's defaults: `nginx` is `docker.io/library/nginx:latest`.
/// Source: distribution/reference `ParseNormalizedNamed`, TagNameOnly.
struct ImageRef {
    std::string registry; ///< host with optional port: `docker.io`, `127.0.0.1:5000`
    std::string repository; ///< `library/nginx`
    std::string tag; ///< `latest`; empty when only a digest is given
    std::string digest; ///< `sha256:…` or empty; a digest pins the image, its tag is decoration

    /// invalid `image_ref`: not a reference, or over 4,096 characters.
    static Result<ImageRef> parse(std::string_view text);

    /// The name the engine's API takes: Docker Hub's shortened as a person writes it (`nginx:1`), a digest kept.
    std::string familiar() const;
    /// The repository with its registry, without tag and digest, as in `RepoDigests`: `nginx`, `127.0.0.1:5000/web`.
    std::string familiar_repository() const;
    bool pinned() const { return !digest.empty(); }

    bool operator==(const ImageRef&) const = default;
};

} // namespace furtka
