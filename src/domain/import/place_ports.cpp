// Which port is the app's page, and what becomes of the others.
#include "domain/import/draft.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/page_addresses.hpp"
#include "domain/import/port_entry.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::imports {
namespace {

constexpr int usual_page_port = 8080;

class Ports {
public:
    explicit Ports(Draft& draft) : draft_(draft), hint_(draft.definition.page)
    {
        if (auto settled = with_defaults(hint_.container_port); !settled.empty()) hint_.container_port = std::move(settled);
    }

    void run()
    {
        for (auto& [name, service] : draft_.services_node()->members) collect(name, service);
        auto page = hint_.host_port == "-" ? ports_.end() : find_page();
        if (page == ports_.end() && serves_unpublished()) {
            ports_.push_back(
                {.service = hint_.service, .address = {}, .host = "", .container = hint_.container_port, .protocol = "tcp"});
            page = ports_.end() - 1;
        }
        if (page != ports_.end()) {
            make_page(*page);
        } else {
            make_host_page();
        }
        for (const auto& [service, port] : draft_.definition.more_pages) further_.push_back(add_page(service, port));
        drop_chosen_by_engine();
        name_variables();
        write();
        note_fixed();
        move_page_addresses(draft_, {.host = old_host_, .container = old_container_, .further = further_});
        open_networks();
    }

private:
    void collect(const std::string& name, Node& service)
    {
        auto* list = service.find("ports");
        if (list == nullptr) return;
        const std::string mode(service.text_of("network_mode"));
        // A service that shares the network of another is published by that one.
        const auto owner = mode.starts_with("service:") ? mode.substr(8) : name;
        for (const auto& entry : list->items) {
            const auto port = read_port(owner, entry);
            if (!port) {
                draft_.reason(fmt::format("a port of its service {} cannot be read; it is left out", name));
                continue;
            }
            if (mode == "host") {
                host_ports_.push_back(*port);
                draft_.repair("drop-ports:" + name);
                continue;
            }
            const bool twice = std::ranges::any_of(ports_, [&](const Port& other) {
                return !port->host.empty() && other.host == port->host && other.protocol == port->protocol
                    && other.service == port->service && other.container == port->container;
            });
            if (!twice) ports_.push_back(*port);
        }
    }

    /// The store tells the container's port, or the one it publishes; else it is the first that may be a page.
    std::vector<Port>::iterator find_page()
    {
        const auto find = [&](const auto& wanted) { return std::ranges::find_if(ports_, wanted); };
        const bool service_told = !hint_.service.empty() && draft_.services_node()->find(hint_.service) != nullptr;
        const auto of_service = [&](const Port& port) { return !service_told || port.service == hint_.service; };
        const auto tcp = [](const Port& port) { return port.protocol == "tcp" && !with_defaults(port.host).contains('-'); };
        if (!hint_.container_port.empty()) {
            auto found = find([&](const Port& port) {
                return tcp(port) && of_service(port) && with_defaults(port.container) == hint_.container_port;
            });
            if (found != ports_.end() || service_told) return found;
        }
        if (!hint_.host_port.empty()) {
            auto found = find([&](const Port& port) { return tcp(port) && with_defaults(port.host) == hint_.host_port; });
            // Stores want a port of every app: that of a name server or a database is no page.
            if (found != ports_.end() && !is_web_port(with_defaults(found->container))) return ports_.end();
            if (found != ports_.end()) return found;
        }
        // The page of a service on the host's network is published by nobody.
        const bool told = !hint_.host_port.empty() || !hint_.container_port.empty();
        if (told && service_told && draft_.services_node()->find(hint_.service)->text_of("network_mode") == "host")
            return ports_.end();
        const bool platform = draft_.definition.format == Format::dokploy || draft_.definition.format == Format::coolify;
        if (platform && service_told)
            return find(
                [&](const Port& port) { return tcp(port) && port.service == hint_.service && is_web_port(port.container); });
        const auto may_be = [&](const Port& port) {
            return tcp(port) && of_service(port) && is_web_port(with_defaults(port.container));
        };
        const auto usual =
            find([&](const Port& port) { return may_be(port) && is_usual_page(with_defaults(port.container)); });
        if (usual != ports_.end() || platform) return usual;
        const auto own = find(may_be);
        if (own != ports_.end() || std::ranges::any_of(ports_, of_service)) return own;
        // The service that the store names is behind another one.
        return find([&](const Port& port) { return tcp(port) && is_usual_page(with_defaults(port.container)); });
    }

    /// The store's proxy would have gone to a port that is not published.
    bool serves_unpublished()
    {
        if (hint_.container_port.empty() || hint_.host_port == "-") return false;
        const bool no_page = std::ranges::any_of(ports_, [&](const Port& port) {
            return port.protocol == "udp" && port.service == hint_.service
                && with_defaults(port.container) == hint_.container_port;
        });
        if (no_page) return false;
        auto& services = *draft_.services_node();
        if (hint_.service.empty() || services.find(hint_.service) == nullptr) {
            const bool proxied = draft_.definition.format != Format::casaos && draft_.definition.format != Format::compose;
            if (!proxied) return false;
            hint_.service = services.members.front().first;
        }
        const auto mode = services.find(hint_.service)->text_of("network_mode");
        return mode.empty();
    }

    /// What the author's `.env` says of a variable.
    std::string proposed(std::string_view text) const
    {
        const auto variable = only_variable(text);
        const auto& all = draft_.definition.proposals;
        const auto found = variable ? all.find(variable->name) : all.end();
        return found == all.end() ? std::string() : found->second;
    }

    int wanted_port(const Port& port) const
    {
        for (const auto& text :
            {proposed(port.host), with_defaults(port.host), hint_.host_port, with_defaults(port.container)}) {
            if (const auto value = port_number(text)) return *value;
        }
        return usual_page_port;
    }

    void make_page(Port& port)
    {
        Page page{.port = wanted_port(port), .scheme = hint_.scheme, .path = page_path()};
        if (hint_.scheme == "http" && (port.container == "443" || port.container == "8443" || port.container == "9443"))
            page.scheme = "https";
        const auto variable = only_variable(port.host);
        page.setting = variable && variable->name != "WEB_PORT" ? setting_name_of(variable->name) : "WEB_PORT";
        if (const auto* known = draft_.find_setting(page.setting); known != nullptr && known->type == SettingType::password)
            page.setting = "WEB_PORT";
        auto& setting = draft_.setting(page.setting);
        setting.label = "Port of the page";
        setting.description = "Where the app's page is found on this server.";
        setting.type = SettingType::port;
        setting.required = true;
        setting.generate.clear();
        setting.options.clear();
        const bool proxied = draft_.definition.format == Format::dokploy || draft_.definition.format == Format::coolify;
        // The store's proxy needs no published port; here it is how the page is reached.
        if (proxied && (port.address == "127.0.0.1" || port.address == "localhost")) port.address.clear();
        old_host_ = with_defaults(port.host);
        old_container_ = with_defaults(port.container);
        // HTTP/3 is at the same number: it moves along.
        for (auto& other : ports_) {
            const bool twin = other.service == port.service && other.protocol == "udp" && !port.host.empty()
                && other.host == port.host && other.container == port.container;
            if (twin) other.host = "${" + page.setting + "}";
        }
        port.host = "${" + page.setting + "}";
        // Whose version is the app's, where the store does not say.
        if (draft_.services_node()->find(hint_.service) == nullptr) draft_.definition.page.service = port.service;
        draft_.page = std::move(page);
    }

    /// Another service that the store's proxy would have served: a port of its own, by a setting. The port it is found at.
    std::string add_page(const std::string& service, const std::string& container)
    {
        const auto* known = draft_.services_node()->find(service);
        const auto wanted = port_number(container);
        if (known == nullptr || !wanted || !known->text_of("network_mode").empty()) return {};
        const auto same = std::ranges::find_if(ports_, [&](const Port& port) {
            return port.service == service && with_defaults(port.container) == container && port.protocol == "tcp";
        });
        if (same != ports_.end() && !same->host.empty()) return same->host;
        auto name = setting_name_of(service + "_PORT");
        const auto taken = [&] { return draft_.more_pages.contains(name) || draft_.find_setting(name) != nullptr; };
        if (taken()) name = setting_name_of(fmt::format("{}_PORT_{}", service, container));
        if (taken()) return {};
        auto& setting = draft_.setting(name);
        setting.label = "Port of " + service;
        setting.type = SettingType::port;
        setting.required = true;
        draft_.more_pages[name] = *wanted;
        Port port{.service = service, .address = {}, .host = "${" + name + "}", .container = container, .protocol = "tcp"};
        auto host = port.host;
        if (same != ports_.end())
            *same = std::move(port);
        else
            ports_.push_back(std::move(port));
        return host;
    }

    std::string page_path() const
    {
        auto path = with_defaults(hint_.path);
        if (path.contains(' ')) return {};
        if (!path.empty() && !path.starts_with('/') && !path.starts_with('?')) path = "/" + path;
        return path;
    }

    /// On the host's network the port is the app's own: what is published there counts for nothing.
    void make_host_page()
    {
        for (const auto& port : host_ports_) {
            if (const auto number = port_number(with_defaults(port.container))) draft_.ports.insert(*number);
        }
        const auto& services = *draft_.services_node();
        const bool on_host = std::ranges::any_of(
            services.members, [](const Node::Member& member) { return member.second.text_of("network_mode") == "host"; });
        const auto told = host_page();
        if (!on_host || !told || hint_.host_port == "-") return;
        draft_.page = Page{.setting = "", .port = *told, .scheme = hint_.scheme, .path = page_path()};
        draft_.ports.insert(*told);
    }

    std::optional<int> host_page() const
    {
        const auto find = [&](const auto& wanted) { return std::ranges::find_if(host_ports_, wanted); };
        auto port = find([&](const Port& entry) { return with_defaults(entry.host) == hint_.host_port; });
        const bool told = !hint_.host_port.empty() || !hint_.container_port.empty();
        if (!told) {
            port = find(
                [](const Port& entry) { return entry.protocol == "tcp" && is_usual_page(with_defaults(entry.container)); });
        }
        if (!told && port == host_ports_.end()) {
            port = find(
                [](const Port& entry) { return entry.protocol == "tcp" && is_web_port(with_defaults(entry.container)); });
        }
        if (port != host_ports_.end()) return port_number(with_defaults(port->container));
        return port_number(hint_.host_port.empty() ? hint_.container_port : hint_.host_port);
    }

    /// `- 3000` would be another port after every start. Portainer's templates name all their ports so: each is one of the
    /// owner's there, and elsewhere none that is meant for people.
    void drop_chosen_by_engine()
    {
        const bool template_entry = draft_.definition.format == Format::portainer && draft_.definition.author_text.empty();
        for (auto& port : ports_) {
            const auto wanted = port_number(port.container);
            if (!template_entry || !port.host.empty() || !wanted) continue;
            const auto name =
                setting_name_of(fmt::format("{}PORT_{}", port.protocol == "udp" ? "UDP_" : "", port.container));
            auto& setting = draft_.setting(name);
            setting.label = fmt::format("Port for the app's {}{}", port.container, port.protocol == "udp" ? " (UDP)" : "");
            setting.type = SettingType::port;
            setting.required = true;
            draft_.more_pages[name] = *wanted;
            port.host = "${" + name + "}";
        }
        std::erase_if(ports_, [&](const Port& port) {
            if (!port.host.empty()) return false;
            draft_.repair("drop-random-port:" + port.container);
            return true;
        });
    }

    /// Variables of other published ports are ports.
    void name_variables()
    {
        for (const auto& port : ports_) {
            const auto variable = only_variable(port.host);
            if (!variable || (draft_.page && draft_.page->setting == variable->name)) continue;
            if (draft_.more_pages.contains(variable->name)) continue;
            auto& setting = draft_.setting(setting_name_of(variable->name));
            setting.type = SettingType::port;
            setting.required = true;
            setting.options.clear();
            if (!port_number(setting.default_value)) setting.default_value = proposed(port.host);
            if (!port_number(setting.default_value))
                setting.default_value = variable->has_default() ? variable->rest : port.container;
            if (!port_number(setting.default_value)) setting.default_value.clear();
        }
    }

    void write()
    {
        for (auto& [name, service] : draft_.services_node()->members) {
            Node list = Node::list();
            for (const auto& port : ports_) {
                if (port.service == name) list.items.push_back(written_port(port));
            }
            if (list.items.empty()) {
                service.erase("ports");
            } else {
                service.set("ports", std::move(list));
            }
        }
    }

    void note_fixed()
    {
        for (const auto& port : ports_) {
            if (const auto value = port_number(port.host)) draft_.ports.insert(*value);
        }
    }

    /// The engine publishes nothing of a container that is in internal networks only.
    void open_networks()
    {
        const auto* top = draft_.tree.find("networks");
        if (top == nullptr) return;
        for (auto& [name, service] : draft_.services_node()->members) {
            auto* networks = service.find("networks");
            if (networks == nullptr || service.find("ports") == nullptr) continue;
            const bool closed = std::ranges::all_of(networks->members, [&](const Node::Member& member) {
                const auto* network = top->find(member.first);
                return network != nullptr && network->text_of("internal") == "true";
            });
            if (!closed) continue;
            networks->set("default", Node{});
            draft_.repair("open-network:" + name);
        }
    }

    Draft& draft_;
    PageHint hint_;
    std::vector<Port> ports_;
    std::vector<std::string> further_; ///< where each further page is published, or nothing
    std::vector<Port> host_ports_; ///< of services on the host's network
    std::string old_host_, old_container_;
};

} // namespace

void place_ports(Draft& draft) { Ports(draft).run(); }

} // namespace furtka::imports
