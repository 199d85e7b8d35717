#include "domain/move_in/take_over.hpp"

#include "domain/env_file.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/override.hpp"
#include "domain/import/variables.hpp"
#include "domain/import/yaml_read.hpp"
#include "domain/import/yaml_write.hpp"
#include "domain/path_rules.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

namespace furtka {
namespace {

namespace json = boost::json;
using imports::Node;

constexpr std::string_view umbrel_proxy = "app_proxy";
constexpr std::string_view umbrel_network = "umbrel_main_network";
constexpr std::size_t longest_base = 50; ///< of an app's name, before what tells it from the project

/// One take-over while it is worked out.
struct Work {
    const TakeOverSource& source;
    TakeOver& out;
    Node tree; ///< as the app will run
    SettingValues values{}; ///< of variables

    void refuse(std::string key, std::string about, std::string text) const
    {
        out.refused.push_back({std::move(key), std::move(about), std::move(text)});
    }
    void need(std::string key, std::string about, std::string text) const
    {
        out.needed.push_back({std::move(key), std::move(about), std::move(text)});
    }
    void note(std::string key, std::string about, std::string text) const
    {
        out.notes.push_back({std::move(key), std::move(about), std::move(text)});
    }
    std::string filled(std::string_view text) const
    {
        const auto value = [&](const imports::Piece& piece) -> std::optional<std::string> {
            const auto found = values.find(piece.name);
            if (found == values.end() || (found->second.empty() && piece.op.starts_with(':'))) return std::nullopt;
            return imports::escaped(found->second);
        };
        return imports::with_defaults(imports::with_variables(text, value));
    }
    std::vector<const ForeignContainer*> containers_of(std::string_view service) const
    {
        std::vector<const ForeignContainer*> found;
        for (const auto& old : source.project.containers) {
            if (old.container.service == service) found.push_back(&old);
        }
        return found;
    }
};

// ---- what cannot be taken over

/// The one compose file; none: a reason was told.
std::optional<std::string> compose_text(const Work& work)
{
    const auto& source = work.source;
    std::vector<std::string> files;
    std::ranges::copy_if(source.config_files, std::back_inserter(files), [&](const std::string& file) {
        // Umbrel runs every app with two files of its own; what they add is put in place here.
        return source.spot.program != Program::umbrel || source.config_files.size() == 1
            || file.starts_with(source.spot.folder + "/");
    });
    if (files.empty()) {
        work.refuse("no_compose_file", "", "nothing tells which compose file it was started from");
        return std::nullopt;
    }
    if (files.size() > 1) {
        work.need("several_files", fmt::format("{}", fmt::join(files, ", ")),
            "it was started from several compose files; write them into one, and start it from that");
        return std::nullopt;
    }
    const auto found = source.files.find(files.front());
    if (found == source.files.end()) {
        work.refuse("file_unreadable", files.front(),
            fmt::format("its compose file {} cannot be read on this server", files.front()));
        return std::nullopt;
    }
    return found->second;
}

bool look_at_shape(const Work& work)
{
    const auto* services = work.tree.find("services");
    if (services == nullptr || !services->is_map() || services->members.empty()) {
        work.refuse("no_services", "", "its compose file has no services");
        return false;
    }
    if (work.tree.find("include") != nullptr) work.refuse("includes_files", "", "its compose file includes others");
    for (const auto& [name, service] : services->members) {
        if (service.find("build") != nullptr)
            work.refuse("builds_image", name, fmt::format("{} is built from source on this server", name));
        if (service.find("volumes_from") != nullptr)
            work.refuse("volumes_from", name, fmt::format("{} uses the volumes of another container", name));
        const auto* extends = service.find("extends");
        if (extends != nullptr && extends->find("file") != nullptr)
            work.refuse("includes_files", name, fmt::format("{} is described in another file", name));
    }
    return work.out.refused.empty();
}

void look_at_containers(const Work& work)
{
    const auto& services = *work.tree.find("services");
    if (work.source.project.containers.empty())
        work.need("no_containers", "", "it has no containers; start it in its own program once");
    if (work.source.project.one_off > 0)
        work.need("one_off", "", "a container of `docker compose run` is left of it; remove that first");
    for (const auto& old : work.source.project.containers) {
        const auto& service = old.container.service;
        const bool own_proxy = work.source.spot.program == Program::umbrel && service == umbrel_proxy;
        if (services.find(service) == nullptr && !own_proxy)
            work.need("service_gone", service,
                fmt::format("{} has a container and is not in the compose file any more; start the project anew", service));
        if (old.container.state == RunState::paused)
            work.need("paused", service, fmt::format("the container of {} is paused", service));
        if (old.removes_itself)
            work.need("removes_itself", service, fmt::format("the container of {} removes itself when it ends", service));
    }
    if (work.source.project.containers.empty()) return;
    for (const auto& [name, service] : services.members) {
        if (work.containers_of(name).empty() && service.find("profiles") == nullptr && name != umbrel_proxy)
            work.need("not_created", name, fmt::format("{} has no container; start the whole project once", name));
    }
}

// ---- variables

void read_values(Work& work)
{
    std::string text;
    for (const auto& file : work.source.env_files) {
        const auto found = work.source.files.find(file);
        if (found == work.source.files.end()) continue;
        auto env = EnvFile::parse(found->second);
        if (!env) {
            work.need("env_file", file, fmt::format("{} cannot be read: {}", file, env.error().message));
            continue;
        }
        SettingValues weaker;
        const auto stronger = env->values();
        for (const auto& [key, value] : work.values) {
            if (!stronger.contains(key)) weaker.emplace(key, value);
        }
        text = env->with(weaker).text();
        for (const auto& [key, value] : stronger) work.values[key] = value;
    }
    work.out.env = std::move(text);
}

SettingValues program_values(const AppSpot& spot)
{
    if (spot.program == Program::casaos) return {{"AppID", spot.name}};
    if (spot.program == Program::umbrel) return {{"APP_DATA_DIR", spot.folder}, {"UMBREL_ROOT", spot.root}};
    return {};
}

/// `KEY: ${NAME}`: what the container has as KEY is NAME.
void learn_from_containers(const Work& work, SettingValues& learned)
{
    for (const auto& [name, service] : work.tree.find("services")->members) {
        const auto containers = work.containers_of(name);
        const auto* environment = service.find("environment");
        if (containers.empty() || environment == nullptr) continue;
        const auto& has = containers.front()->environment;
        const auto learn = [&](const std::string& key, std::string_view text) {
            const auto variable = imports::only_variable(text);
            const auto value = has.find(key);
            if (variable && value != has.end() && !work.values.contains(variable->name))
                learned.emplace(variable->name, value->second);
        };
        for (const auto& [key, value] : environment->members) learn(key, value.text_or_empty());
        for (const auto& item : environment->items) {
            const auto text = item.text_or_empty();
            const auto equals = text.find('=');
            if (equals != std::string_view::npos) learn(std::string(text.substr(0, equals)), text.substr(equals + 1));
        }
    }
}

void know_variables(Work& work)
{
    SettingValues more = program_values(work.source.spot);
    std::erase_if(more, [&](const auto& row) { return work.values.contains(row.first); });
    learn_from_containers(work, more);
    std::set<std::string> unknown;
    SettingValues used;
    const auto look = [&](const imports::Piece& piece) {
        if (work.values.contains(piece.name) || piece.name == "COMPOSE_PROJECT_NAME") return;
        if (const auto found = more.find(piece.name); found != more.end()) {
            used.insert(*found);
        } else if (!piece.has_default() && piece.op != ":+" && piece.op != "+") {
            unknown.insert(piece.name);
        }
    };
    each_scalar(work.tree, [&](const Node& scalar) { imports::each_variable(scalar.text, look); });
    for (const auto& name : unknown)
        work.need("variable_unknown", name,
            fmt::format("the value of {} is not known; write it into the .env beside the compose file", name));
    const auto env = EnvFile::parse(work.out.env);
    if (!env) return; // told already
    work.out.env = env->with(used).text();
    work.values.insert(used.begin(), used.end());
}

// ---- what stays where it is

/// Of a relative path the one on the server; else none.
std::optional<std::string> absolute(const Work& work, std::string_view text)
{
    const auto path = work.filled(text);
    if (path.empty() || path.starts_with('/')) return std::nullopt;
    const auto whole = (std::filesystem::path(work.source.spot.folder) / path).lexically_normal();
    return imports::escaped(whole.string());
}

void keep_file_paths(const Work& work, Node& tree)
{
    for (const auto* part : {"configs", "secrets"}) {
        auto* list = tree.find(part);
        if (list == nullptr) continue;
        for (auto& [name, value] : list->members) {
            auto* file = value.find("file");
            if (file == nullptr) continue;
            if (auto path = absolute(work, file->text)) *file = Node::scalar(*std::move(path));
        }
    }
}

bool comes_along(const Work& work)
{
    const auto found = work.source.files.find(work.source.spot.folder + "/.env");
    return found != work.source.files.end() && found->second == work.out.env;
}

void keep_env_files(const Work& work, Node& service)
{
    auto* files = service.find("env_file");
    if (files == nullptr) return;
    const auto keep = [&](Node& item) {
        auto* path = item.is_map() ? item.find("path") : &item;
        if (path == nullptr) return;
        // The variables' own file comes along as the app's `.env`, unless more had to be written into that.
        const auto name = work.filled(path->text);
        if ((name == ".env" || name == "./.env") && comes_along(work)) return;
        if (auto whole = absolute(work, path->text)) *path = Node::scalar(*std::move(whole));
    };
    if (files->is_scalar()) *files = Node::list({*files});
    for (auto& item : files->items) keep(item);
}

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

/// The engine's name of a volume that the compose file names.
std::string engine_name(const Work& work, const std::string& key, const Node& volume)
{
    auto name = work.filled(volume.text_of("name"));
    const auto* external = volume.find("external");
    if (name.empty() && external != nullptr && external->is_map()) name = work.filled(external->text_of("name"));
    if (!name.empty()) return name;
    const bool outside = external != nullptr && external->text_or_empty() != "false";
    return outside ? key : fmt::format("{}_{}", work.source.project.name, key);
}

/// The compose file's own keys of volumes, by the engine's name.
std::map<std::string, std::string> volume_keys(const Work& work)
{
    std::map<std::string, std::string> keys;
    const auto* volumes = work.tree.find("volumes");
    if (volumes == nullptr) return keys;
    for (const auto& [key, volume] : volumes->members) keys.emplace(engine_name(work, key, volume), key);
    return keys;
}

Node outside_node(const std::string& name)
{
    Node node = Node::map();
    node.set("external", Node::bare("true"));
    node.set("name", Node::scalar(imports::escaped(name)));
    return node;
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

// ---- names

bool is_mentioned(const Work& work, const std::string& name)
{
    bool found = false;
    each_scalar(work.source.spot.program == Program::umbrel ? work.tree : *work.tree.find("services"),
        [&](const Node& scalar) { found = found || work.filled(scalar.text).contains(name); });
    return found;
}

/// Others still find the container by its old name.
void add_alias(Node& service, const std::string& name)
{
    Node networks = Node::map();
    if (const auto* author = service.find("networks")) {
        if (author->is_map()) networks = *author;
        for (const auto& item : author->items) networks.set(item.text, Node{});
    }
    if (networks.members.empty()) networks.set("default", Node{});
    for (auto& [key, network] : networks.members) {
        auto& aliases = network.at("aliases");
        if (aliases.is_null()) aliases = Node::list();
        aliases.items.push_back(Node::scalar(imports::escaped(name)));
    }
    service.set("networks", std::move(networks));
}

void keep_names(const Work& work, const std::string& name, Node& service)
{
    const bool named = service.erase("container_name");
    if (service.find("network_mode") != nullptr) return;
    for (const auto* old : work.containers_of(name)) {
        if (named || is_mentioned(work, old->container.name)) add_alias(service, old->container.name);
    }
}

/// Networks with a name or addresses of their own stay as they are: another with these cannot be beside them.
void keep_networks(const Work& work, Node& tree)
{
    auto* networks = tree.find("networks");
    if (networks != nullptr) {
        for (auto& [key, network] : networks->members) {
            const auto* external = network.find("external");
            if (external != nullptr && external->text_or_empty() != "false") continue;
            if (network.find("name") == nullptr && network.find("ipam") == nullptr) continue;
            const auto name = engine_name(work, key, network);
            work.note("network_kept", name, fmt::format("the network {} stays the one that is there", name));
            network = outside_node(name);
        }
    }
    const bool in_umbrels = work.source.spot.program == Program::umbrel
        && std::ranges::any_of(work.source.project.containers, [](const ForeignContainer& old) {
               return std::ranges::find(old.networks, umbrel_network) != old.networks.end();
           });
    if (!in_umbrels) return;
    work.note("network_kept", std::string(umbrel_network), "it stays in Umbrel's network, so Umbrel must stay too");
    tree.at("networks").set("default", outside_node(std::string(umbrel_network)));
}

// ---- Umbrel's proxy

/// Umbrel puts a container of its own before each app's page; without it the page's port leads to the app itself.
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

// ---- the folder

std::string page_of(const Work& work, const Node& tree)
{
    const auto* casa = tree.find("x-casaos");
    std::string port = casa == nullptr ? "" : work.filled(casa->text_of("port_map"));
    const auto path = casa == nullptr ? "" : work.filled(casa->text_of("index"));
    const auto scheme = casa == nullptr || casa->text_of("scheme").empty() ? "http" : work.filled(casa->text_of("scheme"));
    for (const auto& [name, service] : tree.find("services")->members) {
        for (const auto* old : work.containers_of(name)) {
            for (const auto& mapping : old->container.ports) {
                if (port.empty() && mapping.host_port != 0 && mapping.protocol == "tcp")
                    port = fmt::format("{}", mapping.host_port);
            }
        }
    }
    if (port.empty() || !std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) return "";
    return fmt::format("{}://{{host}}:{}{}", scheme == "https" ? "https" : "http", port, path.starts_with('/') ? path : "");
}

std::string shown_name(const Work& work, const Node& tree)
{
    const auto* casa = tree.find("x-casaos");
    const auto title = imports::english(casa == nullptr ? nullptr : casa->find("title"));
    if (!title.empty()) return title;
    return imports::title_of(work.source.project.name.empty() ? work.source.spot.name : work.source.project.name);
}

std::string manifest_text(const Work& work, const Node& tree)
{
    const auto& first = tree.find("services")->members.front().second;
    const auto version = imports::version_of_image(work.filled(first.text_of("image")));
    json::array ports;
    std::set<int> numbers;
    for (const auto& old : work.source.project.containers) {
        for (const auto& mapping : old.container.ports) {
            if (mapping.host_port != 0 && numbers.insert(mapping.host_port).second) ports.emplace_back(mapping.host_port);
        }
    }
    const auto program = display_name(work.source.spot.program);
    json::object manifest{{"name", work.source.app}, {"display_name", work.out.display_name},
        {"version", version.empty() ? "0" : version}, {"description", fmt::format("Taken over from {}", program)},
        {"volumes", json::array()}, {"ports", std::move(ports)}, {"icon", "icon.svg"},
        {"imported_from", json::object{{"store", to_text(work.source.spot.program)}, {"path", work.source.spot.folder}}}};
    if (const auto page = page_of(work, tree); !page.empty()) manifest["open_url"] = page;
    return json::serialize(manifest) + "\n";
}

void write_files(const Work& work, const std::string& author, const Node& before, const Node& wanted)
{
    auto override = imports::override_of(before, wanted);
    if (before.find("services")->find(umbrel_proxy) != nullptr && wanted.find("services")->find(umbrel_proxy) == nullptr) {
        Node gone;
        gone.tag = "!reset";
        override.at("services").set(umbrel_proxy, std::move(gone));
    }
    // Compose puts the files of both together, also where each names only one.
    if (auto* services = override.find("services")) {
        for (auto& [name, service] : services->members) {
            if (auto* env_files = service.find("env_file"); env_files != nullptr && env_files->is_list())
                env_files->tag = "!override";
        }
    }
    auto& files = work.out.files;
    files["docker-compose.yaml"] = author;
    if (!override.members.empty()) {
        files["compose.override.yaml"] =
            "# Written by Furtka when this app was taken over: what its containers had.\n" + imports::to_yaml(override);
    }
    files["manifest.json"] = manifest_text(work, wanted);
}

} // namespace

std::string_view to_text(TakeOverVerdict verdict)
{
    switch (verdict) {
    case TakeOverVerdict::ready: return "ready";
    case TakeOverVerdict::needs_person: return "needs-person";
    case TakeOverVerdict::refused: return "refused";
    }
    return "refused";
}

TakeOver take_over(const TakeOverSource& source)
{
    TakeOver out;
    Work work{.source = source, .out = out, .tree = {}};
    out.display_name = shown_name(work, work.tree);
    const auto author = compose_text(work);
    if (!author) return out;
    auto document = imports::parse_yaml(*author);
    if (!document) {
        work.refuse("file_syntax", "", fmt::format("its compose file cannot be read: {}", document.error().message));
        return out;
    }
    const Node before = std::move(document->root);
    work.tree = before;
    if (!look_at_shape(work)) return out;
    out.display_name = shown_name(work, before);
    look_at_containers(work);
    read_values(work);
    know_variables(work);

    Node wanted = before;
    leave_proxy(work, wanted);
    keep_file_paths(work, wanted);
    const auto keys = volume_keys(work);
    Node volumes = Node::map();
    for (auto& [name, service] : wanted.at("services").members) {
        out.services.push_back(name);
        keep_env_files(work, service);
        keep_mounts(work, keys, name, service, volumes);
        keep_names(work, name, service);
    }
    wanted.erase("volumes");
    if (!volumes.members.empty()) wanted.set("volumes", std::move(volumes));
    keep_networks(work, wanted);
    if (out.verdict() == TakeOverVerdict::ready) write_files(work, *author, before, wanted);
    return out;
}

std::string take_over_name(std::string_view project, const std::vector<std::string>& taken)
{
    auto base = imports::app_name_of(project);
    if (base.empty()) base = "moved";
    if (base.size() > longest_base) base.resize(longest_base);
    const auto is_taken = [&](const std::string& name) { return std::ranges::find(taken, name) != taken.end(); };
    auto name = base + "-app";
    for (int number = 2; is_taken(name); ++number) name = fmt::format("{}-app-{}", base, number);
    return name;
}

} // namespace furtka
