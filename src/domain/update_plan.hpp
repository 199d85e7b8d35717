// domain/update_plan.hpp — what an update of an app would do, told before anything is downloaded or changed.
#pragma once

#include "domain/image_config.hpp"
#include "domain/image_document.hpp"
#include "domain/names.hpp"
#include "domain/update_check.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

struct ComposeModel;

enum class Severity {
    note,
    serious, ///< an update that nobody watches must not be done
};

/// Something an owner should know before the update; the message says what would be lost or be otherwise.
struct Finding {
    std::string service; ///< empty: of the whole app
    Severity severity = Severity::note;
    std::string key;
    std::string message;
    bool operator==(const Finding&) const = default;
};

struct ServicePlan {
    std::string service;
    std::string image; ///< as the compose file has it
    bool changes = false;
    Why why; ///< of no change: `up_to_date`, `not_running`, `not_yet`, `built_here`, or the key of an error
    ImageId from; ///< empty: it does not run
    Digest to; ///< what the tag points to; empty: not known
    std::string from_version; ///< by the image's own label, or empty
    std::string to_version;
    std::string notes_url; ///< or empty
    std::uint64_t download = 0; ///< bytes
    bool operator==(const ServicePlan&) const = default;
};

/// Another service that is restarted, or cut off, along with one that changes.
struct Follower {
    std::string app; ///< empty: of no app of Furtka's
    std::string service; ///< or the container's name
    std::string why; ///< `depends on db`
    bool operator==(const Follower&) const = default;
};

struct UpdatePlan {
    std::string app;
    std::vector<ServicePlan> services;
    std::vector<Follower> followers;
    std::vector<Finding> findings; ///< the serious ones first
    std::uint64_t download = 0; ///< bytes; layers that several images share counted once
    std::uint64_t disk_needed = 0; ///< bytes, estimated from the download
    std::optional<std::uint64_t> disk_free; ///< none: the engine's disk is not this machine's
    std::optional<std::chrono::milliseconds> downtime; ///< expected; none: this app has no history

    bool changes() const;
    bool has_serious() const;
    bool operator==(const UpdatePlan&) const = default;
};

/// How an image store tells which layers it has.
enum class LayerRule {
    chain, ///< classic: a layer counts only above the same layers
    content, ///< containerd: it counts wherever it is
};
LayerRule layer_rule(std::string_view image_store);

/// The layers of an image that the engine lacks, given the layers (diff ids) of each image it has.
std::vector<BlobInfo> missing_layers(const ImageDocument& manifest, const ImageConfig& config,
    const std::vector<std::vector<std::string>>& present, LayerRule rule);

/// Services of the app that follow those that change: they share a network with one, or depend on one; transitively.
std::vector<Follower> followers_of(const ComposeModel& model, const std::vector<std::string>& changing);

/// The space that a download takes in the end: the compressed layers and, by experience, three times as much unpacked.
std::uint64_t disk_needed_for(std::uint64_t download);

} // namespace furtka
