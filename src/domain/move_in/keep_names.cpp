#include "domain/import/variables.hpp"
#include "domain/move_in/take_over_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::moving {
namespace {

bool is_mentioned(const Work& work, const std::string& name)
{
    bool found = false;
    each_scalar(work.source.spot.program == Program::umbrel ? work.tree : *work.tree.find("services"),
        [&](const Node& scalar) { found = found || work.filled(scalar.text).contains(name); });
    return found;
}

/// Others still find the container by its old name.
void add_alias(Node& service, const std::string& name)
{
    Node networks = Node::map();
    if (const auto* author = service.find("networks")) {
        if (author->is_map()) networks = *author;
        for (const auto& item : author->items) networks.set(item.text, Node{});
    }
    if (networks.members.empty()) networks.set("default", Node{});
    for (auto& [key, network] : networks.members) {
        auto& aliases = network.at("aliases");
        if (aliases.is_null()) aliases = Node::list();
        aliases.items.push_back(Node::scalar(imports::escaped(name)));
    }
    service.set("networks", std::move(networks));
}

} // namespace

void keep_names(const Work& work, const std::string& name, Node& service)
{
    const bool named = service.erase("container_name");
    if (service.find("network_mode") != nullptr) return;
    for (const auto* old : work.containers_of(name)) {
        if (named || is_mentioned(work, old->container.name)) add_alias(service, old->container.name);
    }
}

void keep_networks(const Work& work, Node& tree)
{
    auto* networks = tree.find("networks");
    if (networks != nullptr) {
        for (auto& [key, network] : networks->members) {
            const auto* external = network.find("external");
            if (external != nullptr && external->text_or_empty() != "false") continue;
            if (network.find("name") == nullptr && network.find("ipam") == nullptr) continue;
            const auto name = engine_name(work, key, network);
            work.note("network_kept", name, fmt::format("the network {} stays the one that is there", name));
            network = outside_node(name);
        }
    }
    const bool in_umbrels = work.source.spot.program == Program::umbrel
        && std::ranges::any_of(work.source.project.containers, [](const ForeignContainer& old) {
               return std::ranges::find(old.networks, umbrel_network) != old.networks.end();
           });
    if (!in_umbrels) return;
    work.note("network_kept", std::string(umbrel_network), "it stays in Umbrel's network, so Umbrel must stay too");
    tree.at("networks").set("default", outside_node(std::string(umbrel_network)));
}

} // namespace furtka::moving
