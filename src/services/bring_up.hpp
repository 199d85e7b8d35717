// services/bring_up.hpp — an app's volumes there, its containers up, and what may stand in the way cleared.
#pragma once

#include "domain/app_folder.hpp"
#include "services/world.hpp"

#include <string>
#include <vector>

namespace furtka {

/// Creates the manifest's volumes that are missing; the engine's names of those it created.
Task<Result<std::vector<std::string>>> ensure_volumes(World world, AppName app, std::vector<std::string> short_names);

/// Volumes, then `up`. A name conflict with the leftover of an interrupted recreate is cleared and `up` tried once more;
/// when the engine has no subnet left the app gets its own and `up` is tried once more; so it is with new containers when
/// one cannot be started after a crash of the engine, and with a new network when the engine holds a port for a container
/// that is gone. conflict `port_in_use` names who holds the port; `port_leaked`: only a restart of the engine gives it back.
Task<Result<void>> bring_up(World world, Policies policies, AppName app, UpOptions options, OutputSink log);

/// The same with new containers on a new network, for all services that run: what a crash of the engine left in the way of
/// packets is gone then. A network that other projects use, or that the engine does not remove, stays.
Task<Result<void>> bring_up_anew(World world, Policies policies, AppName app, UpOptions options, OutputSink log);

/// Removes containers an interrupted recreate left: named `<12 hex>_<name>`, not running, beside the one they should
/// replace.
Task<Result<void>> remove_leftovers(World world, AppName app);

} // namespace furtka
