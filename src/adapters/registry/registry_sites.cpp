#include "adapters/registry/registry_sites.hpp"

#include "adapters/registry/web_address.hpp"

#include <algorithm>

namespace furtka::registry {
namespace {

constexpr std::string_view hub = "docker.io";
constexpr std::string_view hub_server = "registry-1.docker.io";

std::string_view without_port(std::string_view host)
{
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

bool is_insecure(std::string_view host, const EngineInfo& engine)
{
    if (std::ranges::find(engine.insecure_registries, host) != engine.insecure_registries.end()) return true;
    const std::string_view name = without_port(host);
    if (name == "[::1]") return true; // the engine lists ::1/128 always; EngineInfo has IPv4 networks only
    const auto address = Subnet::parse(std::string(name == "localhost" ? "127.0.0.1" : name) + "/32");
    if (!address) return false;
    return std::ranges::any_of(engine.insecure_networks, [&](const Subnet& net) { return net.overlaps(*address); });
}

Site mirror_site(const WebAddress& address, const EngineInfo& engine)
{
    Site site{.host = address.host, .prefix = address.target, .login = address.host};
    while (site.prefix.ends_with('/')) site.prefix.pop_back();
    site.scheme = address.tls ? Scheme::tls : Scheme::plain;
    site.verify = !is_insecure(address.host, engine);
    return site;
}

} // namespace

std::vector<Site> sites_of(const ImageRef& ref, const EngineInfo& engine)
{
    if (ref.registry != hub) {
        const bool insecure = is_insecure(ref.registry, engine);
        return {{.host = ref.registry,
            .scheme = insecure ? Scheme::either : Scheme::tls,
            .verify = !insecure,
            .login = ref.registry}};
    }
    std::vector<Site> sites;
    for (const auto& mirror : engine.mirrors) {
        if (const auto address = parse_address(mirror)) sites.push_back(mirror_site(*address, engine));
    }
    sites.push_back({.host = std::string(hub_server), .login = std::string(hub)});
    return sites;
}

} // namespace furtka::registry
