// api/prefer.hpp — the Prefer header (RFC 7240): whether a long action is waited for.
#pragma once

#include "http/message.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace furtka::api {

inline constexpr std::chrono::seconds longest_wait{600};

struct Preferences {
    bool respond_async = false;
    std::optional<std::chrono::seconds> wait; ///< at most `longest_wait`
    bool operator==(const Preferences&) const = default;
};

/// Unknown and malformed preferences are passed over, as the RFC asks; of a repeated one the first counts.
Preferences parse_prefer(const http::Headers& headers);

/// How long a call waits for its job.
struct Patience {
    bool unlimited = false;
    std::chrono::seconds limit{0}; ///< 0: answer 202 at once
    std::string applied; ///< the header Preference-Applied, or empty
};

enum class WaitByDefault { no, yes };
Patience patience(const Preferences& preferences, WaitByDefault by_default);

} // namespace furtka::api
