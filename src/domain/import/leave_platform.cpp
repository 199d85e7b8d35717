// What belongs to the platform that the definition was written for.
#include "domain/import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

bool is_platform_label(std::string_view name)
{
    constexpr std::array<std::string_view, 12> starts{"traefik.", "caddy", "coolify.", "dokploy.", "runtipi.", "tipi.",
        "casaos", "createdBy", "icon", "io.portainer.", "net.unraid.", "nginx-proxy"};
    return std::ranges::any_of(starts, [name](std::string_view start) { return name.starts_with(start); });
}

void drop_labels(Node& service)
{
    auto* labels = service.find("labels");
    if (labels == nullptr) return;
    std::erase_if(labels->members, [](const Node::Member& label) { return is_platform_label(label.first); });
    if (labels->members.empty()) service.erase("labels");
}

class Platform {
public:
    explicit Platform(Draft& draft) : draft_(draft), services_(*draft.services_node()) { }

    void run()
    {
        choose_networks();
        tell_of_neighbours();
        tell_of_unreachable();
        for (auto& [name, service] : services_.members) {
            drop_labels(service);
            leave_names(name, service);
            leave_networks(name, service);
            service.erase("mac_address");
            service.erase("external_links");
        }
        for (auto& [name, service] : services_.members) leave_links(name, service);
        find_container_names();
        for (auto& [name, service] : services_.members) give_aliases(name, service);
        replace_addresses();
        declare_networks();
    }

private:
    /// Networks of others are dropped; of the rest only what is no address of a particular server stays.
    void choose_networks()
    {
        const auto* top = draft_.before.find("networks");
        if (top == nullptr) return;
        for (const auto& [name, network] : top->members) {
            const auto* external = network.find("external");
            const bool others = external != nullptr && (external->is_map() || external->text == "true");
            if (others || draft_.definition.platform_networks.contains(name)) {
                dropped_.insert(name);
                if (!draft_.definition.platform_networks.contains(name)) external_.insert(name);
                draft_.repair("drop-network:" + name);
                continue;
            }
            Node kept = network;
            const auto driver = network.text_of("driver");
            if (driver == "macvlan" || driver == "ipvlan") {
                draft_.reason(fmt::format(
                    "the network {} gives the app an address of its own in your network ({}): it gets an ordinary one", name,
                    driver));
                kept = Node::map();
            }
            for (const auto* word : {"ipam", "name", "driver_opts", "attachable", "enable_ipv6"}) kept.erase(word);
            if (kept.text_of("driver") == "overlay" || kept.text_of("driver") == "bridge") kept.erase("driver");
            if (network.find("ipam") != nullptr) draft_.repair("drop-subnet:" + name);
            if (!kept.is_map()) kept = Node::map();
            kept_.set(name, std::move(kept));
        }
    }

    /// What the app's own services are called.
    std::set<std::string, std::less<>> own_names() const
    {
        std::set<std::string, std::less<>> own{"localhost"};
        for (const auto& [name, service] : services_.members) {
            own.insert({name, std::string(service.text_of("container_name")), std::string(service.text_of("hostname"))});
            for (const auto& link : service.texts_of("links")) own.insert(link.substr(link.find(':') + 1));
            const auto* networks = service.find("networks");
            if (networks == nullptr) continue;
            for (const auto& [network, options] : networks->members) {
                for (const auto& alias : options.texts_of("aliases")) own.insert(alias);
            }
        }
        return own;
    }

    /// `http://auth:9092` on a network of others: what answers there is no part of the app.
    void tell_of_neighbours()
    {
        const auto own = own_names();
        const auto of_others = [&](const Node::Member& network) { return external_.contains(network.first); };
        for (const auto& [name, service] : services_.members) {
            const auto* networks = service.find("networks");
            const auto* environment = service.find("environment");
            if (networks == nullptr || environment == nullptr || !std::ranges::any_of(networks->members, of_others))
                continue;
            for (const auto& [key, value] : environment->members) {
                const auto host = host_of(value.text_or_empty());
                if (!host.empty() && !own.contains(host))
                    draft_.reason(fmt::format("its service {} speaks to {} ({}), which is not part of it", name, host, key));
            }
        }
    }

    static bool has_address(const Node& options)
    {
        return options.find("mac_address") != nullptr || options.find("ipv4_address") != nullptr;
    }

    /// An app that publishes nothing was reached on the network of others.
    void tell_of_unreachable()
    {
        const auto& page = draft_.definition.page;
        const bool paged = !page.container_port.empty() || (!page.host_port.empty() && page.host_port != "-");
        if (external_.empty() || paged) return;
        const auto reached = [](const Node::Member& service) {
            const auto* ports = service.second.find("ports");
            return (ports != nullptr && !ports->items.empty()) || service.second.text_of("network_mode") == "host";
        };
        if (std::ranges::any_of(services_.members, reached)) return;
        for (const auto& [name, service] : services_.members) {
            const auto* networks = service.find("networks");
            if (networks == nullptr) continue;
            const auto own = std::ranges::find_if(networks->members,
                [&](const Node::Member& member) { return external_.contains(member.first) && has_address(member.second); });
            if (own == networks->members.end()) continue;
            draft_.reason(fmt::format("its service {} was reached at an address of its own on the network {}, and publishes "
                                      "no port: give it those "
                                      "it needs",
                name, own->first));
        }
    }

    /// The host of an address with a port; empty: it is none, or has a domain, or is told by a variable.
    static std::string_view host_of(std::string_view text)
    {
        const auto scheme = text.find("://");
        if (scheme == std::string_view::npos || text.contains('$')) return {};
        auto host = text.substr(scheme + 3);
        host = host.substr(0, host.find_first_of("/?# "));
        if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
        const auto colon = host.find(':');
        if (colon == std::string_view::npos || host.find_first_of(".[<") != std::string_view::npos) return {};
        return host.substr(0, colon);
    }

    void leave_names(const std::string& name, Node& service)
    {
        const std::string own(service.text_of("container_name"));
        if (own.empty()) return;
        containers_[own] = name;
        if (own != name && !own.contains('$') && services_.find(own) == nullptr) aliases_[name].insert(own);
        service.erase("container_name");
    }

    /// Compose itself calls a container `project_service_1`: others may know it by that name.
    void find_container_names()
    {
        const std::string project(draft_.before.text_of("name"));
        if (project.empty()) return;
        std::string all;
        each_scalar(services_, [&](const Node& scalar) { all += scalar.text + "\n"; });
        for (const auto& [name, service] : services_.members) {
            for (const char sign : {'_', '-'}) {
                const auto container = fmt::format("{}{}{}{}1", project, sign, name, sign);
                if (all.contains(container + ":") || all.contains(container + "\n") || all.contains(container + "/"))
                    aliases_[name].insert(container);
            }
        }
    }

    void leave_networks(const std::string& name, Node& service)
    {
        const std::string mode(service.text_of("network_mode"));
        if (mode == "bridge" || mode == "default" || draft_.definition.platform_networks.contains(mode))
            service.erase("network_mode");
        auto* networks = service.find("networks");
        if (networks == nullptr) return;
        std::erase_if(networks->members, [&](const Node::Member& member) {
            const bool platform = dropped_.contains(member.first)
                || (draft_.definition.platform_networks.contains(member.first) && kept_.find(member.first) == nullptr);
            if (platform) draft_.repair("drop-network:" + member.first);
            return platform;
        });
        for (auto& [network, options] : networks->members) {
            for (const auto* word : {"ipv4_address", "ipv6_address", "mac_address", "link_local_ips"}) {
                const std::string address(options.text_of(word));
                if (options.erase(word)) draft_.repair("drop-address:" + name);
                if (!address.empty() && !address.contains('$')) addresses_[address] = name;
            }
            if (options.is_map() && options.members.empty()) options = {};
            if (network != "default" && kept_.find(network) == nullptr) {
                kept_.set(network, Node::map());
                draft_.repair("add-network:" + network);
            }
        }
        if (networks->members.empty()) service.erase("networks");
    }

    /// `links: [db:database]` is the name `database` for the service db.
    void leave_links(const std::string& name, Node& service)
    {
        for (const auto& link : service.texts_of("links")) {
            const auto colon = link.find(':');
            auto target = link.substr(0, colon);
            if (const auto container = containers_.find(target); container != containers_.end()) target = container->second;
            if (services_.find(target) == nullptr) {
                draft_.reason(fmt::format("its service {} is linked to {}, which is not there", name, target));
                continue;
            }
            if (colon != std::string::npos && link.substr(colon + 1) != target)
                aliases_[target].insert(link.substr(colon + 1));
            auto& waits = service.at("depends_on");
            if (waits.is_null()) waits = Node::list();
            const bool known = waits.find(target) != nullptr
                || std::ranges::any_of(waits.items, [&](const Node& item) { return item.text == target; });
            if (!known && waits.is_list()) waits.items.push_back(Node::scalar(target));
            if (!known && waits.is_map()) waits.set(target, Node::map({{"condition", Node::scalar("service_started")}}));
        }
        if (service.erase("links")) draft_.repair("drop-links:" + name);
        for (const auto* word : {"network_mode", "pid", "ipc"}) leave_container(name, service, word);
    }

    /// `network_mode: container:vpn` is the service of that name, or one that is not here.
    void leave_container(const std::string& name, Node& service, const char* word)
    {
        const std::string mode(service.text_of(word));
        if (!mode.starts_with("container:")) return;
        auto target = mode.substr(10);
        if (const auto container = containers_.find(target); container != containers_.end()) target = container->second;
        if (services_.find(target) != nullptr) {
            service.set(word, Node::scalar("service:" + target));
        } else {
            service.erase(word);
            draft_.reason(fmt::format(
                "its service {} shares the {} of the container {}, which is not part of it", name, word, target));
        }
    }

    /// Others find a service by the name its container had.
    void give_aliases(const std::string& name, Node& service)
    {
        const auto found = aliases_.find(name);
        if (found == aliases_.end() || service.find("network_mode") != nullptr) return;
        auto& networks = service.at("networks");
        if (networks.members.empty()) networks = Node::map({{"default", Node{}}});
        for (auto& [network, options] : networks.members) {
            Node aliases = options.find("aliases") == nullptr ? Node::list() : *options.find("aliases");
            for (const auto& alias : found->second) {
                const bool there = std::ranges::any_of(aliases.items, [&](const Node& item) { return item.text == alias; });
                if (!there) aliases.items.push_back(Node::scalar(alias));
            }
            options.at("aliases") = std::move(aliases);
        }
    }

    /// A fixed address that another service was told becomes the service's name.
    void replace_addresses()
    {
        for (const auto& [address, service] : addresses_) {
            bool told = false;
            bool masked = false;
            each_scalar(services_, [&](Node& scalar) {
                auto& text = scalar.text;
                for (auto at = text.find(address); at != std::string::npos; at = text.find(address, at + 1)) {
                    const auto end = at + address.size();
                    const bool mask = end + 1 < text.size() && text[end] == '/' && text[end + 1] >= '0'
                        && text[end + 1] <= '9' && !std::string_view(text).substr(0, at).ends_with('/');
                    masked = masked || mask;
                    if (mask) continue;
                    text.replace(at, address.size(), service);
                    told = true;
                }
            });
            if (masked)
                draft_.reason(fmt::format(
                    "the fixed address {} of its service {} stands in a list of networks: it has another one here", address,
                    service));
            if (told)
                draft_.reason(fmt::format(
                    "the fixed address {} became the name {}: see that the app takes a name there", address, service));
        }
    }

    void declare_networks()
    {
        std::set<std::string> used;
        for (const auto& [name, service] : services_.members) {
            if (const auto* networks = service.find("networks")) {
                for (const auto& [network, options] : networks->members) used.insert(network);
            }
        }
        std::erase_if(kept_.members,
            [&](const Node::Member& member) { return !used.contains(member.first) && member.first != "default"; });
        draft_.tree.erase("networks");
        if (!kept_.members.empty()) draft_.tree.set("networks", kept_);
    }

    Draft& draft_;
    Node& services_;
    Node kept_ = Node::map();
    std::set<std::string> dropped_;
    std::set<std::string> external_; ///< those of them that others made
    std::map<std::string, std::string> containers_; ///< container name, and its service
    std::map<std::string, std::set<std::string>> aliases_; ///< by service
    std::map<std::string, std::string> addresses_; ///< fixed ones, and their services
};

} // namespace

void leave_platform(Draft& draft) { Platform(draft).run(); }

} // namespace furtka::imports
