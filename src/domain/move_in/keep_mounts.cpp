#include "domain/import/variables.hpp"
#include "domain/move_in/take_over_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace furtka::moving {
namespace {

/// Where Compose puts a service's configs and secrets.
std::set<std::string> given_files(const Work& work, const Node& service)
{
    std::set<std::string> targets;
    for (const auto& [part, folder] : {std::pair("configs", "/"), std::pair("secrets", "/run/secrets/")}) {
        const auto* list = service.find(part);
        if (list == nullptr) continue;
        for (const auto& item : list->items) {
            auto target = item.is_map() ? work.filled(item.text_of("target")) : std::string();
            if (target.empty()) target = item.is_map() ? work.filled(item.text_of("source")) : work.filled(item.text);
            targets.insert(target.starts_with('/') ? target : folder + target);
        }
    }
    return targets;
}

Node mount_node(const ForeignMount& mount, const std::string& source)
{
    Node node = Node::map();
    node.set("type", Node::scalar(mount.type));
    node.set("source", Node::scalar(source));
    node.set("target", Node::scalar(imports::escaped(mount.target)));
    if (mount.read_only) node.set("read_only", Node::bare("true"));
    if (mount.type != "bind") return node;
    Node bind = Node::map();
    if (!mount.propagation.empty() && mount.propagation != "rprivate")
        bind.set("propagation", Node::scalar(mount.propagation));
    if (mount.mode == "z" || mount.mode == "Z") bind.set("selinux", Node::scalar(mount.mode));
    if (!bind.members.empty()) node.set("bind", std::move(bind));
    return node;
}

} // namespace

std::map<std::string, std::string> volume_keys(const Work& work)
{
    std::map<std::string, std::string> keys;
    const auto* volumes = work.tree.find("volumes");
    if (volumes == nullptr) return keys;
    for (const auto& [key, volume] : volumes->members) keys.emplace(engine_name(work, key, volume), key);
    return keys;
}

void keep_mounts(
    const Work& work, const std::map<std::string, std::string>& keys, const std::string& name, Node& service, Node& volumes)
{
    const auto containers = work.containers_of(name);
    if (containers.empty()) return;
    auto mounts = containers.front()->mounts;
    for (const auto* other : containers) {
        if (other->mounts != mounts)
            work.need("replicas_differ", name,
                fmt::format("the containers of {} have volumes of their own each; let one of them run", name));
    }
    std::vector<Node> list;
    if (const auto* author = service.find("volumes")) {
        for (const auto& item : author->items) {
            if (item.text_of("type") == "tmpfs") list.push_back(item);
            const auto* volume = item.find("volume");
            if (volume != nullptr && volume->find("subpath") != nullptr)
                work.need("part_of_volume", name, fmt::format("{} uses a part of a volume", name));
        }
    }
    const auto given = given_files(work, service);
    for (const auto& mount : mounts) {
        if (mount.type == "tmpfs" || given.contains(mount.target)) continue;
        if (mount.type == "bind") {
            list.push_back(mount_node(mount, imports::escaped(mount.source)));
            continue;
        }
        if (mount.type != "volume") {
            work.need("mount_kind", name, fmt::format("{} has a mount of the kind {}", name, mount.type));
            continue;
        }
        const auto key = keys.contains(mount.name) ? keys.at(mount.name) : mount.name;
        volumes.set(key, outside_node(mount.name));
        list.push_back(mount_node(mount, key));
    }
    if (list.empty()) {
        service.erase("volumes");
    } else {
        service.set("volumes", Node::list(std::move(list)));
    }
}

} // namespace furtka::moving
