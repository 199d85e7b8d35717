// services/app_networks.hpp — gives an app's networks subnets of their own when the engine has none left.
#pragma once

#include "domain/app_folder.hpp"
#include "domain/subnets.hpp"
#include "ports/compose.hpp"
#include "ports/engine.hpp"
#include "ports/host.hpp"
#include "ports/installed_apps.hpp"

#include <map>
#include <string>
#include <vector>

namespace furtka {

/// The engine's default address pools hold about 30 networks (seen on 20.10 to 28.5). The subnets go into the override file
/// `.furtka/networks.yaml`; the app's own compose file is never touched.
class AppNetworks {
public:
    AppNetworks(Engine& engine, Compose& compose, InstalledApps& folders, Host& host, Subnet pool);

    /// Whether this failure of `up` is cured by other subnets.
    static bool cures(const Error& failure);

    /// Writes subnets that are free on the engine, on this machine, and not handed out to another app before, for every
    /// network of the app that the engine would number itself. unavailable `no_subnet_left`.
    Task<Result<void>> assign(AppName app);

private:
    Task<Result<std::vector<Subnet>>> taken(std::string app);

    Engine& engine_;
    Compose& compose_;
    InstalledApps& folders_;
    Host& host_;
    Subnet pool_;
    std::map<std::string, std::vector<Subnet>> handed_out_; ///< by app: two that come up side by side must not get the same
};

} // namespace furtka
