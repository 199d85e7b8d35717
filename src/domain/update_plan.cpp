#include "domain/update_plan.hpp"

#include "domain/compose_model.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace furtka {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::ranges::find(names, name) != names.end();
}

std::size_t common_start(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

/// Why `service` follows one of `changing`; empty: it does not.
std::string follows(const ServiceModel& service, const std::vector<std::string>& changing)
{
    for (const auto& name : changing) {
        if (service.network_mode == "service:" + name) return "shares the network of " + name;
    }
    for (const auto& name : service.depends_on) {
        if (contains(changing, name)) return "depends on " + name;
    }
    return {};
}

} // namespace

bool UpdatePlan::changes() const { return std::ranges::any_of(services, &ServicePlan::changes); }

bool UpdatePlan::has_serious() const
{
    return std::ranges::any_of(findings, [](const Finding& finding) { return finding.severity == Severity::serious; });
}

LayerRule layer_rule(std::string_view image_store)
{
    constexpr std::array<std::string_view, 7> classic{
        "overlay2", "overlay", "vfs", "btrfs", "zfs", "aufs", "fuse-overlayfs"};
    return std::ranges::find(classic, image_store) == classic.end() ? LayerRule::content : LayerRule::chain;
}

std::vector<BlobInfo> missing_layers(const ImageDocument& manifest, const ImageConfig& config,
    const std::vector<std::vector<std::string>>& present, LayerRule rule)
{
    // Without a diff id for each layer nothing can be told apart.
    if (config.layers.size() != manifest.layers.size()) return manifest.layers;
    std::size_t shared = 0;
    std::set<std::string> anywhere;
    for (const auto& layers : present) {
        shared = std::max(shared, common_start(config.layers, layers));
        if (rule == LayerRule::content) anywhere.insert(layers.begin(), layers.end());
    }
    std::vector<BlobInfo> missing;
    for (std::size_t i = shared; i < manifest.layers.size(); ++i) {
        if (!anywhere.contains(config.layers[i])) missing.push_back(manifest.layers[i]);
    }
    return missing;
}

std::vector<Follower> followers_of(const ComposeModel& model, const std::vector<std::string>& changing)
{
    std::vector<Follower> followers;
    std::vector<std::string> moving = changing;
    for (bool more = true; more;) {
        more = false;
        for (const auto& service : model.services) {
            if (contains(moving, service.name)) continue;
            auto why = follows(service, moving);
            if (why.empty()) continue;
            followers.push_back({.app = model.project, .service = service.name, .why = std::move(why)});
            moving.push_back(service.name);
            more = true;
        }
    }
    return followers;
}

std::uint64_t disk_needed_for(std::uint64_t download) { return download * 4; }

} // namespace furtka
