#include "domain/move_in/take_over_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::moving {

void leave_proxy(const Work& work, Node& tree)
{
    auto& services = tree.at("services");
    const auto proxies = work.containers_of(umbrel_proxy);
    if (work.source.spot.program != Program::umbrel || !services.erase(umbrel_proxy)) return;
    if (proxies.empty()) return;
    const auto& proxy = *proxies.front();
    const auto value = [&](const std::string& key) {
        const auto found = proxy.environment.find(key);
        return found == proxy.environment.end() ? std::string() : found->second;
    };
    const auto host = value("APP_HOST");
    const auto target = std::ranges::find_if(work.source.project.containers,
        [&](const ForeignContainer& old) { return old.container.name == host || old.container.service == host; });
    const auto port = value("APP_PORT");
    const bool known = target != work.source.project.containers.end() && !proxy.container.ports.empty() && !port.empty();
    auto* service = known ? services.find(target->container.service) : nullptr;
    if (service == nullptr) {
        work.need("proxy", std::string(umbrel_proxy), "it cannot be told where Umbrel's proxy leads to");
        return;
    }
    auto& ports = service->at("ports");
    if (ports.is_null()) ports = Node::list();
    ports.items.push_back(Node::scalar(fmt::format("{}:{}", proxy.container.ports.front().host_port, port)));
    work.note("proxy_left", std::string(umbrel_proxy), "its page is opened directly, without Umbrel's login");
}

} // namespace furtka::moving
