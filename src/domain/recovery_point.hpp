// domain/recovery_point.hpp — what is needed to go back: which images an app ran, and how well it was; its files are kept
// beside.
#pragma once

#include "base/result.hpp"
#include "domain/gate.hpp"
#include "domain/image_change.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct PointService {
    std::string service;
    std::string tag; ///< as the compose file has it
    ImageId image; ///< it ran
    std::string version; ///< label org.opencontainers.image.version, or empty
    std::string digest; ///< in its registry, or empty: to download it again when it is gone
    bool operator==(const PointService&) const = default;
};

struct RecoveryPoint {
    int number = 0; ///< counts from 1 for each app, and is never used twice
    std::string app;
    std::string app_version; ///< of its manifest
    std::string reason; ///< `update`, `rollback`: what it was made for
    std::chrono::sys_time<std::chrono::milliseconds> made_at{};
    std::vector<PointService> services; ///< those that ran from an image with a tag
    GateBaseline baseline; ///< without images
    bool operator==(const RecoveryPoint&) const = default;
};

std::string to_json(const RecoveryPoint& point);
/// broken `recovery_point`.
Result<RecoveryPoint> parse_recovery_point(std::string_view json);

/// Images by service.
std::map<std::string, ImageId> images_of(const RecoveryPoint& point);
/// Images by tag; of two services with one tag and different images the first counts.
std::map<std::string, ImageId> tags_of(const RecoveryPoint& point);

/// Numbers of the points that go when the newest `keep` stay.
std::vector<int> surplus_points(const std::vector<RecoveryPoint>& points, std::size_t keep);
int next_point_number(const std::vector<RecoveryPoint>& points);

/// What an update or a way back writes into the journal, so that whoever comes after a crash can end it.
struct SwapNote {
    int point = 0; ///< made for it; 0: none yet
    std::string by; ///< `owner`, `policy`
    std::uint64_t bytes = 0;
    std::map<std::string, ImageId> tags_before; ///< what the tags pointed to before anything was pulled
    std::map<std::string, ImageId> tags_after; ///< what they shall point to
    std::vector<ServiceChange> changes;
    std::vector<std::string> services; ///< for `up`; empty: all
    bool remove_orphans = false; ///< containers of services that the app's files name no more go with the exchange
    int restored = 0; ///< the point whose files were put into the app's folder; 0: the folder was not touched
    bool operator==(const SwapNote&) const = default;
};

std::string to_json(const SwapNote& note);
/// invalid `journal_data`.
Result<SwapNote> parse_swap_note(std::string_view json);

/// A path that the old image declares as VOLUME and the app keeps on a volume of its own, while the new image declares
/// others that the app does not mount: what the new version writes would be lost with its container. `mounted` are the
/// targets in the compose file. Empty: none.
std::string moved_volume(const std::vector<std::string>& old_volumes, const std::vector<std::string>& new_volumes,
    const std::vector<std::string>& mounted);

} // namespace furtka
