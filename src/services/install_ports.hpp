// services/install_ports.hpp — the ports an app would publish, and who uses them already.
#pragma once

#include "domain/compose_model.hpp"
#include "domain/settings.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// The one port that is published; none for a range, or when the engine chooses.
std::optional<std::uint16_t> single_port(const PortMapping& mapping);

/// The published ports of the model. It was resolved without a `.env`: a port that is a setting's default (in the form or in
/// `example`, the values of `.env.example`) becomes the one that setting has in `wanted`.
std::vector<PortMapping> ports_to_publish(
    const ComposeModel& model, const std::vector<Setting>& form, const SettingValues& example, const SettingValues& wanted);

/// `port 8080 is used by nginx (pid 12)`, one for each port that an installed app other than `app` publishes, or that a
/// program on this machine listens on. An installed `app` may hold its ports itself, so then only other apps count.
Task<std::vector<std::string>> port_conflicts(
    World world, Policies policies, const LivePicture& picture, AppName app, bool installed, std::vector<PortMapping> ports);

/// `nginx (pid 12)`, or `another program`: a daemon without the right to look into others is not told their names.
std::string holder_text(const PortHolder& holder);

} // namespace furtka
