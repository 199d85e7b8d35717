// services/taken_names.hpp — names that an app would take on the engine and that somebody has already.
#pragma once

#include "domain/name_claims.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <string>
#include <vector>

namespace furtka {

/// By installed apps, whether they run or not; a container's also by containers of anybody.
Task<std::vector<NameTaken>> names_taken(
    World world, const LivePicture& picture, std::string app, std::vector<NameClaim> claims);

} // namespace furtka
