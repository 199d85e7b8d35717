// services/install_ports.hpp — who has the ports that apps want, and which ones are free.
#pragma once

#include "domain/compose_model.hpp"
#include "domain/port_claims.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// The one port that is published; none for a range, or when the engine chooses.
std::optional<std::uint16_t> single_port(const PortMapping& mapping);

/// The claims that cannot be met, each with its holder: another app of the claims, an installed app that publishes the port
/// or would when it runs, a container of anybody, a program on this machine. What a running app has already is its own.
/// Of each that can be moved, by a setting or by its place, a free one is told that nobody has and nobody wants.
Task<std::vector<PortTaken>> ports_taken(
    World world, Policies policies, const LivePicture& picture, std::vector<PortClaim> claims);

/// The claims that somebody has at this moment. Not counted are ports that the engine itself holds for a container: `up`
/// tells whether it gives them.
Task<std::vector<PortTaken>> ports_held(
    World world, Policies policies, const LivePicture& picture, std::vector<PortClaim> claims);

/// conflict `port_in_use` for all that are in the way of `app`; details `port`, `protocol` and `holder` of the first, and
/// where it can be moved `free`, with `setting`, or `place` and `take`.
std::optional<Error> port_in_use(const std::string& app, const std::vector<PortTaken>& taken);

/// The command that gives an installed app the ports that are free instead; empty: none are.
std::string settings_command(const std::string& app, const std::vector<PortTaken>& taken);

/// Only for ports that `after` adds to `before`: what the app has, or had, is not their doing. conflict `port_in_use`.
Task<Result<void>> check_added_ports(World world, Policies policies, const LivePicture& picture, std::string app,
    std::vector<PortClaim> before, std::vector<PortClaim> after);

/// `nginx (pid 12)`, or `another program`: a daemon without the right to look into others is not told their names.
std::string holder_text(const PortHolder& holder);

} // namespace furtka
