// adapters/compose/failure.hpp — a failed run of Compose as an Error that callers can act on.
#pragma once

#include "base/error.hpp"
#include "domain/names.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace furtka {

/// A run that ended with a non-zero exit code.
struct FailedRun {
    std::string verb; ///< `up`
    std::string app;
    int exit_code = 1;
    std::string words; ///< as failure_words gives them
};

/// conflict `port_in_use` (details `port` and, if told, `protocol`) | upstream `address_pools_full`, `name_conflict` (detail
/// `container`), `container_stuck` (the engine can neither stop nor remove one: only its restart helps), `compose_failed`
/// (detail `exit_code`) | unavailable `engine_unreachable` | no_space `disk_full`. The message is the verb, the exit code
/// and Compose's words in all of them. Texts seen with engines 20.10, 26.1 and 28.5 and Compose 2.26 and 2.40.
Error failure_of(const FailedRun& run);

/// The host port of a message that an address is taken: `Bind for 0.0.0.0:8080 failed: port is already allocated`,
/// `listen tcp4 0.0.0.0:8080: bind: address already in use`, `failed to bind host port for [::]:8080:172.18.0.2:80/tcp: …`.
struct TakenPort {
    std::uint16_t port = 0;
    std::string protocol; ///< `tcp`, `udp`, or empty: not told
    bool operator==(const TakenPort&) const = default;
};
std::optional<TakenPort> taken_port(std::string_view words);

} // namespace furtka
