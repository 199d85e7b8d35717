// domain/image_change.hpp — the decision of an update: which services run an image other than their tag's.
#pragma once

#include "domain/names.hpp"

#include <optional>
#include <string>
#include <vector>

namespace furtka {

struct ServiceImage {
    std::string service;
    std::string tag; ///< image reference of the compose file
    std::optional<ImageId> running; ///< none: the service does not run
    std::optional<ImageId> local; ///< none: the tag is not on the engine
    bool operator==(const ServiceImage&) const = default;
};

struct ServiceChange {
    std::string service;
    ImageId from;
    ImageId to;
    std::string tag;
    bool operator==(const ServiceChange&) const = default;
};

/// Services that run and whose tag points to another image, in the given order. One that does not run is not compared.
std::vector<ServiceChange> changed_services(const std::vector<ServiceImage>& images);

/// After `up`: the changes that did not happen (the running image is not `to`). Empty: all done.
std::vector<ServiceChange> unapplied_changes(
    const std::vector<ServiceChange>& changes, const std::vector<ServiceImage>& after);

} // namespace furtka
