// What kind of compose file this is: refused_shape, mended, and brought into one shape.
#include "domain/import/draft.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

constexpr std::array<std::string_view, 84> service_members{"annotations", "attach", "blkio_config", "build", "cap_add",
    "cap_drop", "cgroup", "cgroup_parent", "command", "configs", "container_name", "cpu_count", "cpu_percent", "cpu_period",
    "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "cpus", "cpuset", "credential_spec", "depends_on",
    "deploy", "develop", "device_cgroup_rules", "devices", "dns", "dns_opt", "dns_search", "domainname", "entrypoint",
    "env_file", "environment", "expose", "extends", "external_links", "extra_hosts", "group_add", "healthcheck", "hostname",
    "image", "init", "ipc", "isolation", "labels", "links", "logging", "mac_address", "mem_limit", "mem_reservation",
    "mem_swappiness", "memswap_limit", "network_mode", "networks", "oom_kill_disable", "oom_score_adj", "pid", "pids_limit",
    "platform", "ports", "privileged", "profiles", "pull_policy", "read_only", "restart", "runtime", "scale", "secrets",
    "security_opt", "shm_size", "stdin_open", "stop_grace_period", "stop_signal", "storage_opt", "sysctls", "tmpfs", "tty",
    "ulimits", "user", "userns_mode", "uts", "volumes", "volumes_from", "working_dir"};
constexpr std::array<std::string_view, 8> volume_members{
    "type", "source", "target", "read_only", "consistency", "bind", "volume", "tmpfs"};
constexpr std::array<std::string_view, 7> health_members{
    "disable", "test", "interval", "timeout", "retries", "start_period", "start_interval"};

std::unexpected<Error> refused_shape(std::string message, std::string hint = {})
{
    return fail(
        {.kind = ErrorKind::invalid, .key = "import_refused", .message = std::move(message), .hint = std::move(hint)});
}

bool is_extension(std::string_view name) { return name.starts_with("x-"); }

/// Drops members that Compose refuses. `what` is the word of the repair.
void keep_known(Draft& draft, Node& map, const auto& known, std::string_view what)
{
    std::erase_if(map.members, [&](const Node::Member& member) {
        const auto& name = member.first;
        if (is_extension(name) || std::ranges::find(known, name) != known.end()) return false;
        draft.rewrite = true;
        draft.repair(fmt::format("drop-{}:{}", what, name));
        return true;
    });
}

/// `gpus` in the words that every Compose knows.
void spell_out_gpus(Draft& draft, Node& service)
{
    const auto* gpus = service.find("gpus");
    if (gpus == nullptr) return;
    auto wanted = gpus->items;
    if (gpus->is_scalar()) wanted.push_back(Node::map({{"count", *gpus}}));
    auto& devices = service.at("deploy").at("resources").at("reservations").at("devices");
    devices.kind = Node::Kind::list;
    for (auto& device : wanted) {
        if (device.find("count") == nullptr && device.find("device_ids") == nullptr)
            device.set("count", Node::scalar("all"));
        if (device.find("capabilities") == nullptr) device.set("capabilities", Node::list({Node::scalar("gpu")}));
        devices.items.push_back(std::move(device));
    }
    service.erase("gpus");
    draft.rewrite = true;
    draft.repair("spell-out-gpus");
}

/// Members of newer versions of Compose, which the app may need.
void tell_of_newer(Draft& draft, const std::string& name, const Node& service)
{
    constexpr std::array<std::string_view, 6> newer{
        "post_start", "pre_stop", "models", "provider", "label_file", "use_api_socket"};
    for (const auto member : newer) {
        if (service.find(member) != nullptr)
            draft.reason(fmt::format(
                "its service {} has `{}`, which only newer versions of Docker Compose know: it is left out", name, member));
    }
}

/// `[A=b, C]` as a map; a `C` without a value is null. A map inside of the list is an error of the author's.
void listed_as_map(Draft& draft, Node& node, char separator)
{
    if (!node.is_list()) return;
    Node map = Node::map();
    for (auto& item : node.items) {
        if (item.is_map()) {
            draft.rewrite = true;
            draft.repair("map-in-list");
            draft.reason("a list holds `KEY: value` where it must hold KEY=value");
            for (auto& [name, value] : item.members) map.set(name, std::move(value));
            continue;
        }
        const auto at = item.text.find(separator);
        if (at == std::string::npos) {
            if (!item.text.empty()) map.set(item.text, Node{});
        } else {
            map.set(item.text.substr(0, at), Node::scalar(item.text.substr(at + 1)));
        }
    }
    node = std::move(map);
}

void networks_as_map(Node& node)
{
    if (!node.is_list()) return;
    Node map = Node::map();
    for (const auto& item : node.items) map.set(item.text, Node{});
    node = std::move(map);
}

/// As Compose extends: maps are merged, lists follow each other, other values give way.
void extend(Node& service, const Node& base)
{
    for (const auto& [name, value] : base.members) {
        auto* own = service.find(name);
        if (own == nullptr) {
            service.members.emplace_back(name, value);
        } else if (own->is_map() && value.is_map()) {
            extend(*own, value);
        } else if (own->is_list() && value.is_list() && name != "command" && name != "entrypoint") {
            own->items.insert(own->items.begin(), value.items.begin(), value.items.end());
        }
    }
}

Result<void> resolve_extends(Draft& draft, Node& services)
{
    for (auto& [name, service] : services.members) {
        for (int step = 0; service.find("extends") != nullptr; ++step) {
            const Node from = *service.find("extends");
            const auto wanted = std::string(from.is_scalar() ? from.text : from.text_of("service"));
            if (from.find("file") != nullptr || step > 8)
                return refused_shape(fmt::format("its service {} needs another file (extends)", name));
            const auto* base = services.find(wanted);
            if (base == nullptr)
                return refused_shape(fmt::format("its service {} extends {}, which is not there", name, wanted));
            const Node copy = *base;
            service.erase("extends");
            extend(service, copy);
            draft.rewrite = true;
            draft.repair("resolve-extends");
        }
    }
    return {};
}

Result<void> check_service(Draft& draft, const std::string& name, Node& service)
{
    if (!service.is_map()) return refused_shape(fmt::format("its service {} is empty", name));
    if (service.find("build") != nullptr)
        return refused_shape(
            fmt::format("its service {} is built from source (build)", name), "only published images are used");
    if (service.find("volumes_from") != nullptr)
        return refused_shape(fmt::format("its service {} takes the volumes of another container (volumes_from)", name));
    spell_out_gpus(draft, service);
    tell_of_newer(draft, name, service);
    keep_known(draft, service, service_members, "key");
    if (service.text_of("image").empty()) return refused_shape(fmt::format("its service {} names no image", name));
    if (auto* environment = service.find("environment")) listed_as_map(draft, *environment, '=');
    if (auto* labels = service.find("labels")) listed_as_map(draft, *labels, '=');
    if (auto* networks = service.find("networks")) networks_as_map(*networks);
    if (auto* check = service.find("healthcheck"); check != nullptr && check->is_map())
        keep_known(draft, *check, health_members, "health-key");
    if (auto* volumes = service.find("volumes")) {
        for (auto& volume : volumes->items) {
            if (volume.is_map()) keep_known(draft, volume, volume_members, "volume-key");
        }
    }
    return {};
}

/// `${` that Compose cannot read: the author meant the text, so every dollar of it becomes one.
void mend_variables(Draft& draft, Node& node)
{
    each_scalar(node, [&](Node& scalar) {
        if (pieces_of(scalar.text)) return;
        scalar.text = escaped(scalar.text);
        draft.rewrite = true;
        draft.repair("escape-dollar");
        draft.reason("a text holds ${…} that Compose cannot read: see that it means what it should");
    });
}

/// Waiting for a service that is not there.
void drop_lost_waits(Draft& draft, Node& services)
{
    for (auto& [name, service] : services.members) {
        auto* waits = service.find("depends_on");
        if (waits == nullptr) continue;
        const auto lost = [&](const std::string& other) {
            if (services.find(other) != nullptr || other.empty()) return false;
            draft.rewrite = true;
            draft.repair("drop-depends-on:" + other);
            draft.reason(fmt::format("its service {} waits for {}, which is not there", name, other));
            return true;
        };
        std::erase_if(waits->items, [&](const Node& item) { return lost(item.text); });
        std::erase_if(waits->members, [&](const Node::Member& member) { return lost(member.first); });
    }
}

int count_services(const Node& services)
{
    return static_cast<int>(std::ranges::count_if(
        services.members, [](const Node::Member& member) { return member.second.texts_of("profiles").empty(); }));
}

} // namespace

Result<void> check_shape(Draft& draft)
{
    auto& compose = draft.definition.compose;
    if (!compose.is_map()) return refused_shape("its compose file is no map");
    if (compose.find("include") != nullptr) return refused_shape("it needs other compose files (include)");
    auto* services = compose.find("services");
    if (services == nullptr || services->members.empty()) return refused_shape("it has no services");
    for (const auto& path : draft.definition.doubled) {
        draft.rewrite = true;
        draft.repair("doubled-key");
        draft.reason(fmt::format("{} is there twice; the last one is taken", path));
    }
    const std::array<std::string_view, 7> known{"version", "name", "services", "networks", "volumes", "configs", "secrets"};
    keep_known(draft, compose, known, "key");
    CHECK(resolve_extends(draft, *services));
    for (auto& [name, service] : services->members) CHECK(check_service(draft, name, service));
    mend_variables(draft, compose);
    drop_lost_waits(draft, *services);
    draft.services = count_services(*services);
    draft.before = compose;
    draft.tree = compose;
    for (const auto* word : {"version", "name"}) draft.tree.erase(word);
    const auto drop_extensions = [](Node& map) {
        std::erase_if(map.members, [](const Node::Member& member) { return is_extension(member.first); });
    };
    drop_extensions(draft.tree);
    for (auto& [name, service] : draft.services_node()->members) drop_extensions(service);
    return {};
}

} // namespace furtka::imports
