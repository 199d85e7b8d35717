// domain/port_claims.hpp — the ports of the server that an app wants, and who has one of them already.
#pragma once

#include "domain/compose_model.hpp"
#include "domain/settings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace furtka {

struct PortClaim {
    std::string app;
    std::uint16_t port = 0;
    std::string protocol; ///< `tcp`, `udp`
    std::string setting; ///< the one whose value it is; empty: it is written into the compose file
    int lowest = 1; ///< what that setting may be
    int highest = 65535;
    auto operator<=>(const PortClaim&) const = default;
};

/// What the model publishes: each port once, ranges port by port (at most 100 of each); none where the engine chooses.
/// `values` are those that the model was made with: a port setting whose value is published can move it.
std::vector<PortClaim> port_claims(
    const std::string& app, const ComposeModel& model, const std::vector<Setting>& form, const SettingValues& values);

/// A port that an app cannot have: of its holder one of the names is known, or none.
struct PortTaken {
    PortClaim claim;
    std::string app; ///< an installed app, or one of the same installation
    std::string container; ///< one that no app of Furtka's has
    std::string process;
    int pid = 0;
    bool waits = false; ///< its owner stopped that app: nothing is in the way until he starts it again
    std::uint16_t free = 0; ///< what the setting could be instead; 0: it has none, or none is free
    bool operator==(const PortTaken&) const = default;
};

/// `nginx (pid 12)`, `broker`, `the container web-1`, `another program`.
std::string holder_words(const PortTaken& taken);
/// `port 8080 is used by nginx (pid 12)`
std::string to_text(const PortTaken& taken);

/// What to try instead of the claim's port, the likeliest first: the next ones; for 80 and 443 begin with 8080 and 8443.
std::vector<std::uint16_t> ports_instead(const PortClaim& claim);

/// A setting that got another port than it would have had.
struct PortMoved {
    std::string app;
    std::string setting;
    std::uint16_t from = 0;
    std::uint16_t to = 0;
    bool operator==(const PortMoved&) const = default;
};

} // namespace furtka
