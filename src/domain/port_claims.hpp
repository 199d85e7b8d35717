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
    std::string place = {}; ///< without a setting: what a choice of another port calls it, `web:80`
    std::uint16_t offset = 0; ///< among the ports that move together
    std::uint16_t count = 1; ///< of those
    std::string address = {}; ///< of the server; empty: all
    auto operator<=>(const PortClaim&) const = default;

    /// Whether one move moves both.
    bool moves_with(const PortClaim& other) const;
    /// Whether both may be published: on addresses of their own.
    bool may_be_beside(const PortClaim& other) const;
};

/// What the model publishes: each port once, ranges port by port (at most 100 of each); none where the engine chooses.
/// `values` are those that the model was made with: a port setting whose value is published can move it. Three ports and
/// more that follow each other, on the server as in the container, are a range and move together.
std::vector<PortClaim> port_claims(
    const std::string& app, const ComposeModel& model, const std::vector<Setting>& form, const SettingValues& values);

/// A port that is moved by its place, or several that move together.
struct PortPlace {
    std::string place; ///< `web:80`
    std::string now; ///< what is published: `8081`, `9500-9510`
    std::string written; ///< what the files say of it
    bool operator==(const PortPlace&) const = default;
};
/// Of each port that no setting moves, in the order of the model.
std::vector<PortPlace> port_places(const ComposeModel& model, const std::vector<Setting>& form, const SettingValues& values);

/// A port that an app cannot have: of its holder one of the names is known, or none.
struct PortTaken {
    PortClaim claim;
    std::string app; ///< an installed app, or one of the same installation
    std::string container; ///< one that no app of Furtka's has
    std::string process;
    int pid = 0;
    bool waits = false; ///< its owner stopped that app: nothing is in the way until he starts it again
    std::uint16_t free = 0; ///< what it could be instead; 0: none is free
    bool operator==(const PortTaken&) const = default;

    /// What its setting or its place is to be given: `8081`; of a range `9500-9510`. Empty: none is free.
    std::string take() const;
};

/// `nginx (pid 12)`, `broker`, `the container web-1`, `another program`.
std::string holder_words(const PortTaken& taken);
/// `port 8080 is used by nginx (pid 12)`
std::string to_text(const PortTaken& taken);

/// What to try instead of the claim's port, the likeliest first: the next ones; for 80 and 443 begin with 8080 and 8443. Of
/// a range it is the first port, and all of it has to fit.
std::vector<std::uint16_t> ports_instead(const PortClaim& claim);

/// Ports that are others than they would have been. Of one that moves by a setting `setting` is set, else `place`.
struct PortMoved {
    std::string app;
    std::string setting;
    std::uint16_t from = 0;
    std::uint16_t to = 0;
    std::string place = {};
    std::string take = {}; ///< what the place was given: of a range all of it
    bool operator==(const PortMoved&) const = default;
};

} // namespace furtka
