#include "services/app_networks.hpp"

#include "services/app_project.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr int subnet_prefix = 24; // 254 addresses an app network, 256 networks in a /16

bool numbered_by_engine(const NetworkModel& network)
{
    return !network.external && !network.has_subnet && (network.driver.empty() || network.driver == "bridge");
}

std::vector<std::string> keys_to_number(const ComposeModel& model)
{
    std::vector<std::string> keys;
    for (const auto& network : model.networks) {
        if (numbered_by_engine(network)) keys.push_back(network.key);
    }
    return keys;
}

} // namespace

AppNetworks::AppNetworks(Engine& engine, Compose& compose, InstalledApps& folders, Host& host, Subnet pool)
    : engine_(engine), compose_(compose), folders_(folders), host_(host), pool_(pool)
{
}

bool AppNetworks::cures(const Error& failure)
{
    // A subnet of an earlier override can meanwhile belong to another network: the engine then says "Pool overlaps" (20.10
    // to 28.5).
    return failure.key == "address_pools_full" || failure.message.find("Pool overlaps with other one") != std::string::npos;
}

Task<Result<void>> AppNetworks::assign(AppName app)
{
    CO_CHECK(co_await folders_.write_network_override(app, "")); // subnets of an earlier override are to be numbered anew
    CO_TRY(const auto folder, co_await folders_.read(app));
    CO_TRY(const auto resolved, co_await compose_.resolve(project_of(app, folder)));
    const auto keys = keys_to_number(resolved.model);
    CO_TRY(const auto in_use, co_await taken(app.text()));

    const auto subnets = free_subnets(pool_, subnet_prefix, in_use, keys.size());
    if (subnets.size() < keys.size()) {
        co_return fail({.kind = ErrorKind::unavailable,
            .key = "no_subnet_left",
            .message = fmt::format(
                "{} needs {} networks, and {} has room for {} more", app.text(), keys.size(), pool_.text(), subnets.size()),
            .hint = "remove an app, or set a larger --subnet-pool"});
    }
    std::vector<std::pair<std::string, Subnet>> numbered;
    for (std::size_t i = 0; i < keys.size(); ++i) numbered.emplace_back(keys[i], subnets[i]);
    handed_out_[app.text()] = subnets;
    co_return co_await folders_.write_network_override(app, network_override(numbered));
}

Task<Result<std::vector<Subnet>>> AppNetworks::taken(std::string app)
{
    CO_TRY(auto subnets, co_await engine_.subnets_in_use());
    std::ranges::copy(host_.routed_networks(), std::back_inserter(subnets));
    for (const auto& [other, theirs] : handed_out_) {
        if (other != app) std::ranges::copy(theirs, std::back_inserter(subnets));
    }
    co_return subnets;
}

} // namespace furtka
