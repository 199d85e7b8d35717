// domain/name_claims.hpp — names on the engine that an app would take, beside those that Compose makes of its own name.
#pragma once

#include "domain/compose_model.hpp"
#include "domain/manifest.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class NameKind { container, network, volume };
std::string_view to_text(NameKind kind);

struct NameClaim {
    NameKind kind = NameKind::container;
    std::string name;
    auto operator<=>(const NameClaim&) const = default;
};

/// Fixed container names, networks and volumes that the app's project makes, each once. What it shares with others on
/// purpose (external networks, external volumes that are not its manifest's) is none.
std::vector<NameClaim> name_claims(const ComposeModel& model, const Manifest& manifest);

/// A name that somebody else has.
struct NameTaken {
    NameClaim claim;
    std::string app; ///< of Furtka; or
    std::string project; ///< another program's, empty: a container of its own
    bool operator==(const NameTaken&) const = default;
};

/// `the container name web is that of the app wiki`
std::string to_text(const NameTaken& taken);

} // namespace furtka
