// domain/install_plan.hpp — what installing an app takes: providers first, then the app.
#pragma once

#include "base/result.hpp"
#include "domain/app_folder.hpp"
#include "domain/names.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace furtka {

struct InstallStep {
    AppName app;
    bool already_installed = false;
    std::vector<std::string> needed_by; ///< apps of the plan
    bool operator==(const InstallStep&) const = default;
};

/// Providers before consumers, the asked app last. `find` gives the manifest of an app that is installed or available.
/// not_found `requirement_unknown` (`zigbee2mqtt needs mosquitto, which is in no catalog`) |
/// conflict `requirement_cycle` (`a -> b -> a`).
using FindManifest = std::function<const Manifest*(std::string_view app)>;
Result<std::vector<InstallStep>> installation_order(
    const Manifest& app, const FindManifest& find, const std::vector<std::string>& installed);

/// Installed apps ordered providers first; apps of a cycle or with a missing provider come last, in name order.
std::vector<std::string> start_order(const std::map<std::string, Manifest>& installed);

/// Installed apps that require `app`.
std::vector<std::string> consumers_of(std::string_view app, const std::map<std::string, Manifest>& installed);

/// conflict `architecture`: the engine's architecture is not in the manifest's list (an empty list means any).
Result<void> check_architecture(const Manifest& manifest, std::string_view engine_architecture);

} // namespace furtka
