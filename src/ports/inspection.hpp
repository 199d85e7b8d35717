// ports/inspection.hpp — looking closely at what the engine has: images with what they are made of, and what a container
// has written.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/image_config.hpp"
#include "domain/names.hpp"
#include "domain/update_check.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// One image of the engine, in full.
struct InspectedImage {
    ImageId id;
    ImageConfig config;
    std::uint64_t size = 0; ///< bytes on disk, as this image store counts
    /// Manifests of single platforms in it whose content is here; known from engines with the containerd store and API 1.48
    /// or newer.
    std::vector<Digest> platforms;
    bool operator==(const InspectedImage&) const = default;
};

enum class ChangeKind { modified, added, deleted };

/// One path that differs from the image.
struct LayerChange {
    std::string path;
    ChangeKind kind = ChangeKind::modified;
    bool operator==(const LayerChange&) const = default;
};

/// A path inside a container.
struct FileFacts {
    bool is_folder = false;
    std::uint64_t size = 0;
    std::chrono::sys_seconds changed_at{};
    bool operator==(const FileFacts&) const = default;
};

struct MountedPath {
    std::string type; ///< `volume`, `bind`, `tmpfs`
    std::string name; ///< of a volume
    std::string target;
    bool operator==(const MountedPath&) const = default;
};

/// What of a container a compose file does not tell.
struct ContainerFacts {
    std::vector<MountedPath> mounts;
    std::string network_mode; ///< `bridge`, `container:<id>`
    std::optional<std::chrono::sys_seconds> started_at; ///< of its last start, while it runs
    bool operator==(const ContainerFacts&) const = default;
};

/// A container that lives in another's network.
struct NetworkGuest {
    std::string name;
    std::string project; ///< empty: of no compose project
    std::string service;
    ContainerId host; ///< whose network it uses
    bool operator==(const NetworkGuest&) const = default;
};

/// Every call changes nothing. unavailable `engine_unreachable`, upstream `engine_error`, timeout, cancelled.
class Inspection {
public:
    virtual ~Inspection() = default;

    /// All images of the engine, in one call. Source: GET /images/json.
    virtual Task<Result<std::vector<LocalImage>>> images() = 0;

    /// One image; nothing: the engine has none of that id. Source: GET /images/{id}/json.
    virtual Task<Result<std::optional<InspectedImage>>> image(ImageId id) = 0;

    /// What differs in the container's own layer, at most 5,000 paths. not_found `container_unknown`.
    /// Source: GET /containers/{id}/changes.
    virtual Task<Result<std::vector<LayerChange>>> changes(ContainerId id) = 0;

    /// not_found `container_unknown`. Source: GET /containers/{id}/json.
    virtual Task<Result<ContainerFacts>> container(ContainerId id) = 0;

    /// Nothing: the container has no such path. Source: HEAD /containers/{id}/archive.
    virtual Task<Result<std::optional<FileFacts>>> file(ContainerId id, std::string path) = 0;

    /// Of all containers of the engine. Source: GET /containers/json.
    virtual Task<Result<std::vector<NetworkGuest>>> network_guests() = 0;
};

} // namespace furtka
