#include "domain/name_claims.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {

std::string_view to_text(NameKind kind)
{
    switch (kind) {
    case NameKind::container: return "container";
    case NameKind::network: return "network";
    case NameKind::volume: return "volume";
    }
    return "container";
}

std::vector<NameClaim> name_claims(const ComposeModel& model, const Manifest& manifest)
{
    std::vector<NameClaim> claims;
    for (const auto& service : model.services) {
        for (const auto& given : service.privileges) {
            if (given.what == "container_name") claims.push_back({NameKind::container, given.value});
        }
    }
    for (const auto& network : model.networks) {
        if (!network.external) claims.push_back({NameKind::network, network.name});
    }
    for (const auto& volume : model.volumes) {
        if (!volume.external) claims.push_back({NameKind::volume, volume.name});
    }
    for (const auto& volume : manifest.volumes)
        claims.push_back({NameKind::volume, fmt::format("furtka_{}_{}", manifest.name, volume)});
    std::ranges::sort(claims);
    const auto doubled = std::ranges::unique(claims);
    claims.erase(doubled.begin(), doubled.end());
    return claims;
}

std::string to_text(const NameTaken& taken)
{
    const auto kind = to_text(taken.claim.kind);
    if (!taken.app.empty()) return fmt::format("the {} name {} is that of the app {}", kind, taken.claim.name, taken.app);
    if (!taken.project.empty())
        return fmt::format("the {} name {} is that of the project {}", kind, taken.claim.name, taken.project);
    return fmt::format("there is a {} named {} already, which is no app's", kind, taken.claim.name);
}

} // namespace furtka
