// domain/history.hpp — what became of an app's updates and ways back, for its owner to look up.
#pragma once

#include "base/result.hpp"
#include "domain/job.hpp"
#include "domain/names.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class HistoryOutcome {
    done, ///< proven
    taken_back, ///< it failed, and the version before runs again
    failed, ///< nothing was changed, or going back failed too: `reason` says which
};

/// One service whose image was, or should have been, another.
struct HistoryChange {
    std::string service;
    std::string tag;
    ImageId from;
    ImageId to;
    std::string from_version; ///< label org.opencontainers.image.version, or empty
    std::string to_version;
    std::string to_digest; ///< in its registry, or empty
    bool operator==(const HistoryChange&) const = default;
};

struct HistoryEntry {
    std::int64_t id = 0; ///< given by the store
    std::string app;
    JobKind kind = JobKind::update; ///< update, rollback or edit
    std::string by; ///< `owner`, `policy`
    JobId job = 0;
    HistoryOutcome outcome = HistoryOutcome::done;
    std::chrono::sys_time<std::chrono::milliseconds> at{}; ///< its end
    std::vector<HistoryChange> changes;
    std::uint64_t bytes_pulled = 0;
    std::optional<std::chrono::milliseconds> downtime; ///< none: the containers were not touched
    std::vector<std::string> proof; ///< sentences: `web: healthy`
    std::string key; ///< of what went wrong, or empty
    std::string reason; ///< the same in a sentence
    std::string service; ///< that went wrong, or empty: of the whole app
    bool operator==(const HistoryEntry&) const = default;
};

std::string_view to_text(HistoryOutcome outcome);

/// All but `id`, `app` and `at`, which a store keeps apart.
std::string to_json(const HistoryEntry& entry);
/// invalid `history_entry`.
Result<HistoryEntry> parse_history_entry(std::string_view json);

/// An image that was taken back: it is not tried again unless its owner asks for it.
struct RefusedImage {
    std::string app;
    std::string tag; ///< as the compose file has it
    ImageId image;
    std::string digest; ///< in its registry, or empty
    std::string reason;
    std::chrono::sys_time<std::chrono::milliseconds> at{};
    bool operator==(const RefusedImage&) const = default;
};

/// The refusal of what the tag points to, by image id or by digest; null: none.
const RefusedImage* refusal_of(
    const std::vector<RefusedImage>& refused, std::string_view app, std::string_view tag, std::string_view id_or_digest);

} // namespace furtka
