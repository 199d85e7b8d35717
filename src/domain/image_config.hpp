// domain/image_config.hpp — how an image wants to be run, as its config tells it.
#pragma once

#include "base/result.hpp"
#include "domain/image_document.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct ImageConfig {
    Platform platform;
    std::map<std::string, std::string> labels;
    std::vector<std::string> volumes; ///< paths, sorted
    std::vector<std::string> exposed; ///< `80/tcp`, sorted
    std::vector<std::string> entrypoint;
    std::vector<std::string> command;
    std::vector<std::string> healthcheck; ///< `CMD`, `wget`, …; empty: none
    std::string user; ///< empty: root
    std::string created; ///< RFC 3339, or empty
    std::vector<std::string> layers; ///< diff ids, the lowest first
    bool operator==(const ImageConfig&) const = default;
};

/// Reads an image config of a registry. upstream `registry_error`: not such a document. Members that cannot be read are
/// empty. Source: OCI image-spec 1.1, `config.md`.
Result<ImageConfig> parse_image_config(std::string_view json);

/// The label `org.opencontainers.image.version`, or empty.
std::string version_label(const ImageConfig& config);
/// Where a person reads what changed: the releases of a source on a known forge, else `…image.url` or
/// `…image.documentation`. Empty: the image does not say. Only http and https.
std::string notes_link(const ImageConfig& config);

} // namespace furtka
