// services/stand_ins.hpp — the local images that stand for those which an app's files name by a digest: found, named,
// remembered in the app's folder, and given up again.
#pragma once

#include "domain/stand_in.hpp"
#include "services/world.hpp"

#include <optional>
#include <vector>

namespace furtka {

/// The image that a service of a model starts from, or none: the one that stands for it, else the one of the author's name.
Task<Result<std::optional<Image>>> find_image(World world, ImageRef ref, std::optional<ImageId> stand_in);

/// Remembers them beside those that the app has, and gives the images their local names.
Task<Result<void>> add_stand_ins(World world, AppName app, std::vector<StandIn> added);

/// Before containers are made, of those that the app has: an image that lost its local name gets it back. One that is gone
/// stands for nothing any more, so that Compose asks the registry for the author's.
Task<Result<void>> mend_stand_ins(World world, AppName app, std::vector<StandIn> stand_ins);

/// Forgets what neither the app's files nor one of its recovery points name.
Task<Result<void>> prune_stand_ins(World world, AppName app);

/// Takes the local names away that no installed app remembers; an image goes with its last name, unless a container uses it.
Task<Result<void>> release_stand_ins(World world, std::vector<StandIn> given_up);

/// Takes an app's names for images on their way from these, `furtka/moving/<app>:<n>`. There may be none.
Task<Result<void>> release_moving_names(World world, AppName app);

} // namespace furtka
