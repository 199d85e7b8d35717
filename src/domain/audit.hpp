// domain/audit.hpp — one line of the audit log: who did what, from where, and what came of it. Never a body, never a secret.
#pragma once

#include "domain/access.hpp"
#include "domain/rate_limit.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace furtka {

struct AuditEntry {
    std::int64_t id = 0; ///< given by the store
    WallTime at{};
    bool known = false; ///< the caller was: strangers cannot push these entries out
    std::string who; ///< domain/access.hpp
    std::string from; ///< an address, or `socket uid 1000`
    std::string what; ///< `POST /api/apps/{name}/update`
    std::string app; ///< or what else was named, or empty
    std::optional<std::uint64_t> job;
    std::string result; ///< `done`, `started`, or the key of the error
    int times = 1; ///< the same again within a minute
    bool operator==(const AuditEntry&) const = default;
};

/// Whether `next` is the same again, and is counted with `first` instead of being kept.
bool is_repetition(const AuditEntry& first, const AuditEntry& next);

/// Entries that are kept of known callers, and of strangers.
inline constexpr std::size_t most_known_entries = 10'000;
inline constexpr std::size_t most_strange_entries = 2'000;

} // namespace furtka
