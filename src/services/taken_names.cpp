#include "services/taken_names.hpp"

#include <algorithm>

namespace furtka {
namespace {

std::vector<NameClaim> claims_of(const AppView& app)
{
    const Manifest nothing;
    const auto& manifest = app.folder ? app.folder->manifest : nothing;
    return name_claims(app.resolved == nullptr ? ComposeModel() : app.resolved->model, manifest);
}

} // namespace

Task<std::vector<NameTaken>> names_taken(
    World world, const LivePicture& picture, std::string app, std::vector<NameClaim> claims)
{
    std::vector<NameTaken> taken;
    for (const auto& [name, view] : picture.apps()) {
        if (name == app) continue;
        const auto theirs = claims_of(view);
        for (const auto& claim : claims) {
            const bool told = std::ranges::find(taken, claim, &NameTaken::claim) != taken.end();
            if (!told && std::ranges::find(theirs, claim) != theirs.end()) taken.push_back({.claim = claim, .app = name});
        }
    }
    for (const auto& claim : claims) {
        if (claim.kind != NameKind::container) continue;
        if (std::ranges::find(taken, claim, &NameTaken::claim) != taken.end()) continue;
        // The engine takes a name for an id, and the beginning of an id too.
        const auto found = co_await world.containers.inspect(ContainerId{claim.name});
        if (!found || found->name != claim.name || found->project == app) continue;
        const bool is_app = picture.find(found->project) != nullptr;
        taken.push_back({.claim = claim, .app = is_app ? found->project : "", .project = is_app ? "" : found->project});
    }
    co_return taken;
}

} // namespace furtka
