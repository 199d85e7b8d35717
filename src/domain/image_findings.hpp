// domain/image_findings.hpp — what a new image does otherwise than the old one, and what of a container an update loses.
#pragma once

#include "domain/compose_model.hpp"
#include "domain/image_config.hpp"
#include "domain/update_plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// VOLUME, USER, EXPOSE, ENTRYPOINT, HEALTHCHECK and platform of the old image against the new one.
std::vector<Finding> image_findings(const ServiceModel& service, const ImageConfig& from, const ImageConfig& to);

/// A file that the container wrote into its own layer.
struct WrittenFile {
    std::string path;
    bool at_start = false; ///< within two minutes of the container's making: the next one will write it again
    bool operator==(const WrittenFile&) const = default;
};

/// Paths among those that differ from the image which may hold what somebody wants to keep: no folders above other
/// changes, nothing in `mounted` paths, and nothing that every program leaves (`/tmp`, `/run`, caches, logs, `*.pid`, …).
std::vector<std::string> worth_keeping(const std::vector<std::string>& changed, const std::vector<std::string>& mounted);

/// What a recreated container of the service loses, or keeps in volumes without a name.
std::vector<Finding> unsaved_findings(
    const std::string& service, const std::vector<WrittenFile>& written, const std::vector<std::string>& anonymous_volumes);

} // namespace furtka
