#include "domain/compose_model.hpp"

#include "domain/compose_privileges.hpp"
#include "domain/shown.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_output = std::size_t{16} * 1024 * 1024; ///< bytes; a model of 12 services has about 30,000
constexpr std::size_t deepest_output = 100; ///< `x-…` extensions may nest as they like
constexpr std::int64_t most_replicas = 10'000;

std::unexpected<Error> refused(std::string message)
{
    return fail({.kind = ErrorKind::upstream,
        .key = "compose_output",
        .message = std::move(message),
        .hint = "run `docker compose config --format json` in the app's folder and look at what it prints; Compose must be "
                "2.20 or later"});
}

/// A member of the document with the way to it, so that an error can say where.
struct Node {
    const json::value* value = nullptr; ///< null: absent
    std::string path;

    bool absent() const { return value == nullptr || value->is_null(); }
    Node at(std::string_view key) const
    {
        const auto* object = value == nullptr ? nullptr : value->if_object();
        return {
            .value = object == nullptr ? nullptr : object->if_contains(key), .path = fmt::format("{}.{}", path, shown(key))};
    }
    std::unexpected<Error> not_a(std::string_view wanted) const
    {
        return refused(
            fmt::format("compose printed a model whose {} is not {}", path.empty() ? "root" : path.substr(1), wanted));
    }
};

Result<std::string> text(const Node& node)
{
    if (node.absent()) return std::string{};
    if (const auto* string = node.value->if_string()) return std::string(*string);
    return node.not_a("a text");
}

/// A text, or a number as text: `published` has been both.
Result<std::string> text_or_number(const Node& node)
{
    if (node.absent()) return std::string{};
    if (const auto* number = node.value->if_int64()) return fmt::format("{}", *number);
    return text(node);
}

Result<bool> flag(const Node& node)
{
    if (node.absent()) return false;
    if (const auto* boolean = node.value->if_bool()) return *boolean;
    return node.not_a("true or false");
}

Result<int> whole_number(const Node& node, std::int64_t least, std::int64_t most)
{
    const auto* number = node.absent() ? nullptr : node.value->if_int64();
    if (number == nullptr || *number < least || *number > most)
        return node.not_a(fmt::format("a whole number from {} to {}", least, most));
    return static_cast<int>(*number);
}

Result<std::vector<Node>> list(const Node& node)
{
    std::vector<Node> items;
    if (node.absent()) return items;
    const auto* array = node.value->if_array();
    if (array == nullptr) return node.not_a("a list");
    for (std::size_t i = 0; i < array->size(); ++i)
        items.push_back({.value = &(*array)[i], .path = fmt::format("{}[{}]", node.path, i)});
    return items;
}

struct Entry {
    std::string key;
    Node node;
};

/// The members of an object ordered by key.
Result<std::vector<Entry>> members(const Node& node)
{
    std::vector<Entry> entries;
    if (node.absent()) return entries;
    const auto* object = node.value->if_object();
    if (object == nullptr) return node.not_a("an object");
    for (const auto& member : *object) entries.push_back({.key = std::string(member.key()), .node = node.at(member.key())});
    std::ranges::sort(entries, {}, &Entry::key);
    return entries;
}

Result<std::vector<std::string>> texts(const Node& node)
{
    TRY(const auto items, list(node));
    std::vector<std::string> out;
    for (const auto& item : items) {
        TRY(auto one, text(item));
        out.push_back(std::move(one));
    }
    return out;
}

/// The names of a mapping or of a list: `depends_on` and `networks` may be either.
Result<std::vector<std::string>> names(const Node& node)
{
    if (!node.absent() && node.value->is_array()) return texts(node);
    TRY(const auto entries, members(node));
    std::vector<std::string> out;
    for (const auto& entry : entries) out.push_back(entry.key);
    return out;
}

Result<std::vector<PortMapping>> ports(const Node& node)
{
    TRY(const auto items, list(node));
    std::vector<PortMapping> out;
    for (const auto& item : items) {
        PortMapping port;
        TRY(port.host_ip, text(item.at("host_ip")));
        TRY(port.published, text_or_number(item.at("published")));
        TRY(port.protocol, text(item.at("protocol")));
        TRY(port.name, text(item.at("name")));
        TRY(port.mode, text(item.at("mode")));
        if (port.mode == "ingress") port.mode.clear();
        TRY(port.app_protocol, text(item.at("app_protocol")));
        TRY(const auto target, whole_number(item.at("target"), 1, std::numeric_limits<std::uint16_t>::max()));
        port.target = static_cast<std::uint16_t>(target);
        if (port.protocol.empty()) port.protocol = "tcp";
        out.push_back(std::move(port));
    }
    return out;
}

Result<std::vector<Mount>> mounts(const Node& node)
{
    TRY(const auto items, list(node));
    std::vector<Mount> out;
    for (const auto& item : items) {
        if (!item.value->is_object()) return item.not_a("an object");
        Mount mount;
        TRY(mount.type, text(item.at("type")));
        TRY(mount.source, text(item.at("source")));
        TRY(mount.target, text(item.at("target")));
        TRY(mount.read_only, flag(item.at("read_only")));
        TRY(mount.propagation, text(item.at("bind").at("propagation")));
        out.push_back(std::move(mount));
    }
    return out;
}

/// `scale` wins over `deploy.replicas`, as in Compose.
Result<int> replicas(const Node& service)
{
    for (const auto& node : {service.at("scale"), service.at("deploy").at("replicas")}) {
        if (!node.absent()) return whole_number(node, 0, most_replicas);
    }
    return 1;
}

/// Services that must have ended with 0 before the service starts. The list form of `depends_on` has no conditions.
Result<std::vector<std::string>> completed_first(const Node& depends_on)
{
    std::vector<std::string> out;
    if (depends_on.absent() || depends_on.value->is_array()) return out;
    TRY(const auto entries, members(depends_on));
    for (const auto& entry : entries) {
        TRY(const auto condition, text(entry.node.at("condition")));
        if (condition == "service_completed_successfully") out.push_back(entry.key);
    }
    return out;
}

/// The engine's restart policy. `deploy.restart_policy` wins over `restart`, as in Compose (`getRestartPolicy`, 2.26).
Result<std::string> restart_policy(const Node& service)
{
    const auto policy = service.at("deploy").at("restart_policy");
    if (policy.absent()) return text(service.at("restart"));
    TRY(auto condition, text(policy.at("condition")));
    if (condition == "any" || condition.empty()) return "always";
    if (condition == "none") return "no";
    return condition;
}

Result<bool> checks_health(const Node& check)
{
    if (check.absent()) return false;
    TRY(const auto disabled, flag(check.at("disable")));
    const auto test = check.at("test");
    if (disabled || test.absent()) return !disabled;
    if (test.value->is_string()) return test.value->as_string() != "NONE";
    TRY(const auto words, texts(test));
    return words.empty() || words.front() != "NONE";
}

Result<ServiceModel> service_model(const Entry& entry, const json::object& document)
{
    const auto& node = entry.node;
    if (!node.absent() && !node.value->is_object()) return node.not_a("an object");
    ServiceModel service{.name = entry.key};
    TRY(auto image, text(node.at("image")));
    if (!image.empty()) service.image = std::move(image);
    service.builds = !node.at("build").absent();
    TRY(service.replicas, replicas(node));
    TRY(service.restart, restart_policy(node));
    TRY(service.has_healthcheck, checks_health(node.at("healthcheck")));
    TRY(service.network_mode, text(node.at("network_mode")));
    TRY(service.profiles, texts(node.at("profiles")));
    TRY(service.depends_on, names(node.at("depends_on")));
    TRY(service.completes_first, completed_first(node.at("depends_on")));
    TRY(service.ports, ports(node.at("ports")));
    TRY(service.mounts, mounts(node.at("volumes")));
    TRY(service.networks, names(node.at("networks")));
    if (!node.absent()) service.privileges = read_privileges(node.value->get_object(), document);
    return service;
}

/// `true`, or an object with the outer name as files of version 2 wrote it.
bool is_external(const Node& node)
{
    const auto external = node.at("external");
    return !external.absent() && (external.value->is_object() || *external.value == json::value(true));
}

/// The engine's name: given, or made by Compose from the project and the key.
Result<std::string> outer_name(const Entry& entry, std::string_view project)
{
    TRY(auto name, text(entry.node.at("name")));
    if (!name.empty()) return name;
    return is_external(entry.node) ? entry.key : fmt::format("{}_{}", project, entry.key);
}

Result<bool> has_subnet(const Node& network)
{
    TRY(const auto pools, list(network.at("ipam").at("config")));
    for (const auto& pool : pools) {
        TRY(const auto subnet, text(pool.at("subnet")));
        if (!subnet.empty()) return true;
    }
    return false;
}

Result<NetworkModel> network_model(const Entry& entry, std::string_view project)
{
    NetworkModel network{.key = entry.key, .external = is_external(entry.node)};
    TRY(network.name, outer_name(entry, project));
    TRY(network.driver, text(entry.node.at("driver")));
    TRY(network.has_subnet, has_subnet(entry.node));
    return network;
}

/// Of mount options those that say what is mounted: others hold passwords of network disks.
std::string mount_flags(std::string_view options)
{
    static constexpr std::array flags{"bind", "rbind", "ro", "rw", "shared", "rshared"};
    std::string kept;
    while (!options.empty()) {
        const auto end = std::min(options.find(','), options.size());
        const auto option = options.substr(0, end);
        options.remove_prefix(std::min(end + 1, options.size()));
        const bool layer = option.starts_with("lowerdir=") || option.starts_with("upperdir=");
        if (!layer && std::ranges::find(flags, option) == flags.end()) continue;
        kept.append(kept.empty() ? "" : ",").append(option);
    }
    return kept;
}

Result<VolumeModel> volume_model(const Entry& entry, std::string_view project)
{
    VolumeModel volume{.key = entry.key, .external = is_external(entry.node)};
    TRY(volume.name, outer_name(entry, project));
    TRY(volume.driver, text(entry.node.at("driver")));
    const auto options = entry.node.at("driver_opts");
    for (const auto* key : {"type", "device", "o"}) {
        TRY(auto value, text_or_number(options.at(key)));
        if (key == std::string_view("o")) value = mount_flags(value);
        if (!value.empty()) volume.options.emplace(key, std::move(value));
    }
    return volume;
}

Result<ComposeModel> read_model(const Node& root)
{
    if (!root.value->is_object()) return root.not_a("an object");
    if (root.at("name").absent()) return root.at("name").not_a("there");
    if (root.at("services").value == nullptr) return root.at("services").not_a("there");

    ComposeModel model;
    TRY(model.project, text(root.at("name")));
    TRY(const auto services, members(root.at("services")));
    for (const auto& entry : services) {
        TRY(auto service, service_model(entry, root.value->get_object()));
        model.services.push_back(std::move(service));
    }
    TRY(const auto networks, members(root.at("networks")));
    for (const auto& entry : networks) {
        TRY(auto network, network_model(entry, model.project));
        model.networks.push_back(std::move(network));
    }
    TRY(const auto volumes, members(root.at("volumes")));
    for (const auto& entry : volumes) {
        TRY(auto volume, volume_model(entry, model.project));
        model.volumes.push_back(std::move(volume));
    }
    return model;
}

} // namespace

const ServiceModel* ComposeModel::service(std::string_view name) const
{
    const auto found = std::ranges::find(services, name, &ServiceModel::name);
    return found == services.end() ? nullptr : &*found;
}

std::vector<std::string> ComposeModel::service_names() const
{
    std::vector<std::string> names;
    names.reserve(services.size());
    for (const auto& service : services) names.push_back(service.name);
    return names;
}

std::map<std::string, std::string> ComposeModel::image_tags() const
{
    std::map<std::string, std::string> tags;
    for (const auto& service : services) {
        if (service.image) tags.emplace(service.name, *service.image);
    }
    return tags;
}

Result<ComposeModel> parse_compose_model(std::string_view json)
{
    if (json.size() > largest_output) {
        return refused(fmt::format("compose printed a model of {} bytes; at most {} are read", json.size(), largest_output));
    }
    if (json.empty()) return refused("compose printed nothing where a model was wanted");
    json::parse_options options;
    options.max_depth = deepest_output;
    boost::system::error_code problem;
    const auto document = json::parse(json, problem, {}, options);
    if (problem) return refused(fmt::format("compose printed what is not JSON ({}): '{}'", problem.message(), shown(json)));
    return read_model({.value = &document});
}

} // namespace furtka
