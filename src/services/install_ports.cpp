#include "services/install_ports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace furtka {
namespace {

std::string value_of(const SettingValues& values, const std::string& key)
{
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
}

std::string as_wanted(const std::string& published, const std::vector<Setting>& form, const SettingValues& example,
    const SettingValues& wanted)
{
    for (const auto& setting : form) {
        const bool is_default = published == setting.default_value || published == value_of(example, setting.name);
        const auto value = value_of(wanted, setting.name);
        if (is_default && !value.empty()) return value;
    }
    return published;
}

/// The installed app that publishes the port, from the picture.
const AppView* publisher_of(
    const LivePicture& picture, std::uint16_t port, const std::string& protocol, std::string_view except)
{
    for (const auto& [name, app] : picture.apps()) {
        if (name == except) continue;
        for (const auto& container : app.containers) {
            const bool publishes = std::ranges::any_of(
                container.ports, [&](const auto& p) { return p.host_port == port && p.protocol == protocol; });
            if (publishes) return &app;
        }
    }
    return nullptr;
}

} // namespace

std::optional<std::uint16_t> single_port(const PortMapping& mapping)
{
    std::uint16_t port = 0;
    const auto* end = mapping.published.data() + mapping.published.size();
    const auto read = std::from_chars(mapping.published.data(), end, port);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return port;
}

std::vector<PortMapping> ports_to_publish(
    const ComposeModel& model, const std::vector<Setting>& form, const SettingValues& example, const SettingValues& wanted)
{
    std::vector<PortMapping> ports;
    for (const auto& service : model.services) {
        for (auto port : service.ports) {
            if (port.published.empty()) continue;
            port.published = as_wanted(port.published, form, example, wanted);
            ports.push_back(std::move(port));
        }
    }
    return ports;
}

Task<std::vector<std::string>> port_conflicts(
    World world, Policies policies, const LivePicture& picture, AppName app, bool installed, std::vector<PortMapping> ports)
{
    std::vector<std::string> conflicts;
    for (const auto& mapping : ports) {
        const auto port = single_port(mapping);
        if (!port) continue;
        if (const auto* other = publisher_of(picture, *port, mapping.protocol, app.text())) {
            conflicts.push_back(fmt::format("port {} is used by {}", *port, other->name));
            continue;
        }
        if (installed || !policies.engine_is_local) continue;
        const auto holder = co_await world.host.port_holder(*port, mapping.protocol);
        if (!holder || !*holder) continue;
        conflicts.push_back(fmt::format("port {} is used by {}", *port, holder_text(**holder)));
    }
    co_return conflicts;
}

std::string holder_text(const PortHolder& holder)
{
    const auto name = holder.process.empty() ? std::string("another program") : holder.process;
    return holder.pid == 0 ? name : fmt::format("{} (pid {})", name, holder.pid);
}

} // namespace furtka
