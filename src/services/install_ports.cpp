#include "services/install_ports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace furtka {
namespace {

using PortKey = std::pair<std::uint16_t, std::string>;

PortKey key_of(const PortClaim& claim) { return {claim.port, claim.protocol}; }

bool has_open(const AppView& app, const PortKey& port)
{
    return std::ranges::any_of(app.containers, [&](const Container& container) {
        return std::ranges::any_of(
            container.ports, [&](const auto& p) { return p.host_port == port.first && p.protocol == port.second; });
    });
}

bool would_open(const AppView& app, const PortKey& port)
{
    if (app.resolved == nullptr) return false;
    const auto claims = port_claims(app.name, app.resolved->model, {}, {});
    return std::ranges::any_of(claims, [&](const PortClaim& claim) { return key_of(claim) == port; });
}

bool is_running(const AppView& app) { return std::ranges::any_of(app.containers, &Container::runs); }

bool has_already(const LivePicture& picture, const std::string& name, const PortKey& port)
{
    const auto* app = picture.find(name);
    return app != nullptr && is_running(*app) && (has_open(*app, port) || would_open(*app, port));
}

/// The installed app that has the port, or will have it; those that run come first.
std::optional<PortTaken> taken_by_app(const LivePicture& picture, const PortKey& port, const std::string& except)
{
    std::optional<PortTaken> found;
    for (const auto& [name, app] : picture.apps()) {
        if (name == except) continue;
        const bool open = has_open(app, port);
        if (!open && !would_open(app, port)) continue;
        const bool waits = !open && !is_running(app) && app.folder && app.folder->intent == Intent::stop;
        if (!found || found->waits) found = PortTaken{.app = name, .waits = waits};
    }
    return found;
}

/// What forwards published ports of containers.
bool is_of_engine(std::string_view process)
{
    return process == "docker-proxy" || process == "dockerd" || process.starts_with("rootless") || process == "slirp4netns";
}

class PortSearch {
public:
    PortSearch(World world, const Policies& policies, const LivePicture& picture)
        : world_(world), engine_is_local_(policies.engine_is_local), picture_(picture)
    {
    }

    Task<std::optional<PortTaken>> holder(PortKey port, std::string app)
    {
        if (has_already(picture_, app, port)) co_return std::nullopt;
        auto by_app = taken_by_app(picture_, port, app);
        if (by_app && !by_app->waits) co_return by_app;
        auto outside = co_await outsider(port, app);
        co_return outside ? outside : by_app;
    }

    Task<std::optional<PortTaken>> holder_now(PortKey port, std::string app)
    {
        if (has_already(picture_, app, port)) co_return std::nullopt;
        for (const auto& [name, view] : picture_.apps()) {
            if (name != app && has_open(view, port)) co_return PortTaken{.app = name};
        }
        auto found = co_await outsider(port, app);
        if (found && found->container.empty() && is_of_engine(found->process)) co_return std::nullopt;
        co_return found;
    }

    /// 0: none.
    Task<std::uint16_t> free_instead(PortClaim claim, std::set<PortKey> wanted)
    {
        for (const auto port : ports_instead(claim)) {
            const PortKey key{port, claim.protocol};
            if (wanted.contains({port, "tcp"}) || wanted.contains({port, "udp"})) continue;
            if (taken_by_app(picture_, key, "")) continue;
            const auto outside = co_await outsider(key, "");
            if (!outside) co_return port;
        }
        co_return 0;
    }

private:
    Task<std::optional<PortTaken>> outsider(PortKey port, std::string app)
    {
        const auto publishers = co_await world_.containers.publishers(port.first, port.second);
        if (publishers) {
            for (const auto& container : *publishers) {
                if (container.project == app && !app.empty()) co_return std::nullopt;
                co_return PortTaken{.container = container.name};
            }
        }
        if (!engine_is_local_) co_return std::nullopt;
        const auto holder = co_await world_.host.port_holder(port.first, port.second);
        if (!holder || !*holder) co_return std::nullopt;
        co_return PortTaken{.process = (*holder)->process, .pid = (*holder)->pid};
    }

    World world_;
    bool engine_is_local_;
    const LivePicture& picture_;
};

} // namespace

std::optional<std::uint16_t> single_port(const PortMapping& mapping)
{
    std::uint16_t port = 0;
    const auto* end = mapping.published.data() + mapping.published.size();
    const auto read = std::from_chars(mapping.published.data(), end, port);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return port;
}

Task<std::vector<PortTaken>> ports_taken(
    World world, Policies policies, const LivePicture& picture, std::vector<PortClaim> claims)
{
    PortSearch search(world, policies, picture);
    std::set<PortKey> wanted;
    for (const auto& claim : claims) wanted.insert(key_of(claim));

    std::vector<PortTaken> all;
    std::map<PortKey, PortClaim> first;
    for (const auto& claim : claims) {
        const auto [before, is_first] = first.try_emplace(key_of(claim), claim);
        std::optional<PortTaken> taken;
        if (is_first) {
            taken = co_await search.holder(key_of(claim), claim.app);
        } else if (before->second.app != claim.app || before->second.setting != claim.setting) {
            const auto held =
                std::ranges::find_if(all, [&](const PortTaken& other) { return key_of(other.claim) == key_of(claim); });
            taken = held == all.end() ? PortTaken{.app = before->second.app} : *held;
        }
        if (!taken) continue;
        taken->claim = claim;
        taken->free = 0;
        // A setting may move a port of both protocols: what was found for the one holds for the other.
        const auto same = std::ranges::find_if(all, [&](const PortTaken& other) {
            return other.claim.app == claim.app && other.claim.setting == claim.setting && other.claim.port == claim.port;
        });
        if (!claim.setting.empty()) {
            const auto found = same != all.end() ? same->free : co_await search.free_instead(claim, wanted);
            taken->free = found;
            if (found != 0) wanted.insert({found, claim.protocol});
        }
        all.push_back(*std::move(taken));
    }
    co_return all;
}

Task<std::vector<PortTaken>> ports_held(
    World world, Policies policies, const LivePicture& picture, std::vector<PortClaim> claims)
{
    PortSearch search(world, policies, picture);
    std::vector<PortTaken> all;
    for (const auto& claim : claims) {
        auto held = co_await search.holder_now(key_of(claim), claim.app);
        if (!held) continue;
        held->claim = claim;
        if (!claim.setting.empty()) held->free = co_await search.free_instead(claim, {});
        all.push_back(*std::move(held));
    }
    co_return all;
}

std::optional<Error> port_in_use(const std::string& app, const std::vector<PortTaken>& taken)
{
    const auto first = std::ranges::find(taken, false, &PortTaken::waits);
    if (first == taken.end()) return std::nullopt;
    Error error{.kind = ErrorKind::conflict,
        .key = "port_in_use",
        .message = to_text(*first),
        .hint = "stop what uses the port, or give the app another one",
        .details = {{"port", fmt::format("{}", first->claim.port)}, {"protocol", first->claim.protocol},
            {"holder", holder_words(*first)}}};
    if (first->free != 0) {
        error.hint = fmt::format("give {} the port {}, which is free, or stop what uses {}", first->claim.setting,
            first->free, first->claim.port);
        error.details.emplace_back("free", fmt::format("{}", first->free));
        if (first->claim.app == app) error.details.emplace_back("setting", first->claim.setting);
    }
    return error;
}

Task<Result<void>> check_added_ports(World world, Policies policies, const LivePicture& picture, std::string app,
    std::vector<PortClaim> before, std::vector<PortClaim> after)
{
    std::erase_if(after, [&](const PortClaim& claim) {
        return std::ranges::any_of(
            before, [&](const PortClaim& each) { return each.port == claim.port && each.protocol == claim.protocol; });
    });
    const auto taken = co_await ports_taken(world, std::move(policies), picture, std::move(after));
    auto error = port_in_use(app, taken);
    if (!error) co_return Result<void>{};
    co_return fail(*std::move(error));
}

std::string holder_text(const PortHolder& holder) { return holder_words({.process = holder.process, .pid = holder.pid}); }

} // namespace furtka
