// domain/image_document.hpp — what a registry keeps of an image: an index of platforms, or the manifest of one.
#pragma once

#include "base/result.hpp"
#include "domain/names.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct Platform {
    std::string os = "linux";
    std::string architecture; ///< `amd64`, `arm64`, `arm`
    std::string variant; ///< `v7`, or empty
    bool operator==(const Platform&) const = default;
};

/// `linux/arm/v7`
std::string to_text(const Platform& platform);

struct IndexEntry {
    Digest digest;
    Platform platform;
    bool operator==(const IndexEntry&) const = default;
};

struct BlobInfo {
    std::string digest;
    std::uint64_t size = 0; ///< bytes as they are downloaded
    bool operator==(const BlobInfo&) const = default;
};

struct ImageDocument {
    bool is_index = false;
    std::vector<IndexEntry> platforms; ///< of an index, without attestations
    BlobInfo config; ///< of a manifest
    std::vector<BlobInfo> layers;
    bool operator==(const ImageDocument&) const = default;
};

/// Reads an OCI index or manifest, or Docker's list or manifest of schema 2. upstream `registry_error`: none of these, or
/// more than 256 platforms or layers.
Result<ImageDocument> parse_image_document(std::string_view json);

/// The platform of an index that the engine would choose: the same variant, else one without, else (on arm) the highest
/// below it. Nothing: the image is not published for this machine.
std::optional<Digest> platform_digest(const ImageDocument& index, const Platform& wanted);

} // namespace furtka
