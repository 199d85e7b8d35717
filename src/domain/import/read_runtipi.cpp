// Runtipi's app stores: config.json with the form, and docker-compose.json of its own kind, or docker-compose.yml with
// `x-runtipi`, or (older) a docker-compose.yml made for its proxy.
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/secret_words.hpp"
#include "domain/import/structured.hpp"
#include "domain/import/variables.hpp"
#include "domain/import/yaml_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

namespace furtka::imports {
namespace {

struct Renamed {
    std::string_view theirs;
    std::string_view compose;
};

/// Members of a service that only have another name.
constexpr std::array<Renamed, 33> renamed_members{{{"image", "image"}, {"command", "command"}, {"entrypoint", "entrypoint"},
    {"networkMode", "network_mode"}, {"extraHosts", "extra_hosts"}, {"devices", "devices"}, {"capAdd", "cap_add"},
    {"capDrop", "cap_drop"}, {"deviceCgroupRules", "device_cgroup_rules"}, {"securityOpt", "security_opt"},
    {"privileged", "privileged"}, {"tty", "tty"}, {"stdinOpen", "stdin_open"}, {"pid", "pid"}, {"user", "user"},
    {"hostname", "hostname"}, {"shmSize", "shm_size"}, {"readOnly", "read_only"}, {"workingDir", "working_dir"},
    {"stopSignal", "stop_signal"}, {"stopGracePeriod", "stop_grace_period"}, {"ulimits", "ulimits"}, {"sysctls", "sysctls"},
    {"logging", "logging"}, {"deploy", "deploy"}, {"dns", "dns"}, {"init", "init"}, {"ipc", "ipc"}, {"tmpfs", "tmpfs"},
    {"cpuset", "cpuset"}, {"groupAdd", "group_add"}, {"runtime", "runtime"}, {"extraLabels", "labels"}}};

Node runtipi_environment(const Node& theirs)
{
    if (theirs.is_map()) return theirs;
    Node environment = Node::map();
    for (const auto& item : theirs.items) {
        if (item.is_map()) {
            environment.set(item.text_of("key"), Node::scalar(std::string(item.text_of("value"))));
        } else if (const auto equals = item.text.find('='); equals != std::string::npos) {
            environment.set(item.text.substr(0, equals), Node::scalar(item.text.substr(equals + 1)));
        }
    }
    return environment;
}

Node runtipi_volumes(const Node& theirs)
{
    Node volumes = Node::list();
    for (const auto& item : theirs.items) {
        // `${APP_DATA_DIR}/data/:/app/config` was seen: what follows the colon is the other member's.
        auto source = split_outside(item.text_of("hostPath"), ':').front();
        Node volume = Node::map({{"type", Node::scalar("bind")}, {"source", Node::scalar(std::move(source))},
            {"target", Node::scalar(std::string(item.text_of("containerPath")))}});
        if (item.text_of("readOnly") == "true") volume.set("read_only", Node::bare("true"));
        Node options = Node::map();
        const auto* bind = item.find("bind");
        if (bind != nullptr && !bind->text_of("propagation").empty())
            options.set("propagation", Node::scalar(std::string(bind->text_of("propagation"))));
        if (item.text_of("shared") == "true") options.set("selinux", Node::scalar("z"));
        if (item.text_of("private") == "true") options.set("selinux", Node::scalar("Z"));
        if (!options.members.empty()) volume.set("bind", std::move(options));
        volumes.items.push_back(std::move(volume));
    }
    return volumes;
}

/// The server's own address is where a port is published: everywhere.
std::string at_any_address(std::string_view text)
{
    return with_variables(text, [](const Piece& piece) -> std::optional<std::string> {
        return piece.name == "INTERNAL_IP" ? std::optional<std::string>("0.0.0.0") : std::nullopt;
    });
}

Node runtipi_ports(const Node& theirs)
{
    Node ports = Node::list();
    for (const auto& item : theirs.items) {
        if (!item.is_map()) {
            ports.items.push_back(item);
            continue;
        }
        const auto interface = at_any_address(item.text_of("interface"));
        const auto head = interface.empty() ? std::string() : fmt::format("{}:", interface);
        const auto mapping = fmt::format("{}{}:{}", head, item.text_of("hostPort"), item.text_of("containerPort"));
        const bool udp = item.text_of("udp") == "true" || item.text_of("protocol") == "udp";
        if (item.text_of("tcp") == "true" || !udp) ports.items.push_back(Node::scalar(mapping));
        if (udp) ports.items.push_back(Node::scalar(mapping + "/udp"));
    }
    return ports;
}

Node healthcheck_of(const Node& theirs)
{
    constexpr std::array<Renamed, 6> names{{{"test", "test"}, {"interval", "interval"}, {"timeout", "timeout"},
        {"retries", "retries"}, {"startPeriod", "start_period"}, {"startInterval", "start_interval"}}};
    Node made = Node::map();
    for (const auto& [their, compose] : names) {
        const auto* value = theirs.find(their);
        if (value == nullptr) value = theirs.find(compose);
        if (value != nullptr) made.set(compose, *value);
    }
    return made;
}

/// `deviceIds` of a reserved device.
void rename_device_ids(Node& deploy)
{
    auto* resources = deploy.find("resources");
    auto* reservations = resources == nullptr ? nullptr : resources->find("reservations");
    auto* devices = reservations == nullptr ? nullptr : reservations->find("devices");
    if (devices == nullptr) return;
    for (auto& device : devices->items) {
        for (auto& [name, value] : device.members) {
            if (name == "deviceIds") name = "device_ids";
        }
    }
}

Node runtipi_service(const Node& theirs)
{
    Node service = Node::map();
    for (const auto& [their, compose] : renamed_members) {
        if (const auto* value = theirs.find(their)) service.set(compose, *value);
    }
    const auto restart = theirs.text_of("restart");
    if (!restart.empty()) service.set("restart", Node::scalar(std::string(restart)));
    if (auto* deploy = service.find("deploy")) rename_device_ids(*deploy);
    if (const auto* environment = theirs.find("environment")) service.set("environment", runtipi_environment(*environment));
    if (const auto* volumes = theirs.find("volumes")) service.set("volumes", runtipi_volumes(*volumes));
    // Authors write `ports` too, as they know it from Compose.
    for (const auto* word : {"addPorts", "ports"}) {
        const auto* ports = theirs.find(word);
        if (ports == nullptr) continue;
        auto& list = service.at("ports");
        list.kind = Node::Kind::list;
        for (auto& port : runtipi_ports(*ports).items) list.items.push_back(std::move(port));
    }
    if (const auto* check = theirs.find("healthCheck")) service.set("healthcheck", healthcheck_of(*check));
    if (const auto* waits = theirs.find("dependsOn")) service.set("depends_on", *waits);
    return service;
}

/// All are started again when they end, but not what others wait for to end.
void set_restarts(Node& services)
{
    std::set<std::string> ending;
    for (const auto& [name, service] : services.members) {
        const auto* waits = service.find("depends_on");
        if (waits == nullptr) continue;
        for (const auto& [other, how] : waits->members) {
            if (how.text_of("condition") == "service_completed_successfully") ending.insert(other);
        }
    }
    for (auto& [name, service] : services.members) {
        if (service.find("restart") == nullptr)
            service.set("restart", Node::scalar(ending.contains(name) ? "no" : "unless-stopped"));
    }
}

/// The compose file of a docker-compose.json; where the page is goes to `page`. A main service without a port has it behind
/// another one.
Node runtipi_compose(const Node& theirs, PageHint& page)
{
    Node services = Node::map();
    const auto* list = theirs.find("services");
    if (list == nullptr) return Node::map();
    PageHint other;
    const auto take = [&](const std::string& name, const Node& service) {
        services.set(name, runtipi_service(service));
        const bool main = service.text_of("isMain") == "true" || list->items.size() + list->members.size() == 1;
        auto& hint = main ? page : other;
        if (!main && (service.text_of("internalPort").empty() || !other.service.empty())) return;
        hint.service = name;
        hint.container_port = service.text_of("internalPort");
    };
    for (const auto& item : list->items) take(std::string(item.text_of("name")), item);
    for (const auto& [name, service] : list->members) take(name, service);
    if (page.container_port.empty() && !other.service.empty()) {
        page.service = other.service;
        page.container_port = other.container_port;
    }
    set_restarts(services);
    return Node::map({{"services", std::move(services)}});
}

/// Where `x-runtipi` of a compose file says that the page is.
void take_marks(const Node& compose, PageHint& page)
{
    const auto* services = compose.find("services");
    if (services == nullptr) return;
    for (const auto& [name, service] : services->members) {
        const auto* mark = service.find("x-runtipi");
        if (mark == nullptr || (mark->text_of("is_main") != "true" && services->members.size() != 1)) continue;
        page.service = name;
        page.container_port = mark->text_of("internal_port");
    }
}

/// Another image on one kind of processor is told: an app folder has one for all.
void tell_of_overrides(Definition& definition, const Node* overrides)
{
    if (overrides == nullptr) return;
    for (const auto& one : overrides->items) {
        const auto* services = one.find("services");
        if (services == nullptr) continue;
        const auto tell = [&](std::string_view name, const Node& service) {
            const auto image = service.text_of("image");
            definition.reasons.push_back(fmt::format("on {} the store runs its service {} differently{}{}",
                one.text_of("architecture"), name, image.empty() ? "" : ", with the image ", image));
        };
        for (const auto& item : services->items) tell(item.text_of("name"), item);
        for (const auto& [name, service] : services->members) tell(name, service);
    }
}

/// A docker-compose.json that only says where the page of the compose file beside it is.
bool is_stub(const Node& theirs, const Node& beside)
{
    const auto filled = [](const Node& compose, std::string_view word) {
        const auto* services = compose.find("services");
        if (services == nullptr) return false;
        const auto has = [word](const Node& service) {
            const auto* part = service.find(word);
            return part != nullptr && !(part->items.empty() && part->members.empty());
        };
        return std::ranges::any_of(services->items, has)
            || std::ranges::any_of(services->members, [&](const Node::Member& member) { return has(member.second); });
    };
    const auto any = [&](const Node& compose) { return filled(compose, "volumes") || filled(compose, "environment"); };
    return !any(theirs) && any(beside);
}

SettingType runtipi_type(std::string_view theirs)
{
    if (theirs == "password" || theirs == "random") return SettingType::password;
    if (theirs == "number") return SettingType::number;
    if (theirs == "boolean") return SettingType::boolean;
    return SettingType::text;
}

std::optional<std::size_t> whole_of(const Node& field, std::string_view name)
{
    const auto text = field.text_of(name);
    std::size_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && read.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

std::string runtipi_generate(const Node& field)
{
    const auto size = std::clamp<std::size_t>(whole_of(field, "min").value_or(32), 1, 256);
    if (field.text_of("encoding") == "base64") return fmt::format("base64:{}", size);
    return fmt::format("hex:{}", (size + 1) / 2);
}

/// A password that the app takes: of the length it wants, and none where it wants signs that hex has not.
std::string password_generate(const Node& field)
{
    constexpr std::size_t usual = 32;
    const auto least = whole_of(field, "min").value_or(0);
    const auto most = whole_of(field, "max").value_or(usual);
    const auto size = std::clamp(std::max(usual, least), std::size_t{2}, std::max<std::size_t>(most, 2)) / 2 * 2;
    const std::string pattern(field.text_of("regex"));
    if (size < least || size > 256 || (!pattern.empty() && !matches_pattern(pattern, std::string(size, 'a')))) return {};
    return fmt::format("hex:{}", size / 2);
}

/// The rules of a field that Furtka's form can hold the owner to.
void take_rules(Setting& setting, const Node& field)
{
    const std::string pattern(field.text_of("regex"));
    const bool whole = pattern.starts_with('^') && pattern.ends_with('$') && check_pattern(pattern).has_value();
    const bool fits = setting.default_value.empty() || matches_pattern(pattern, setting.default_value);
    const bool made = !setting.generate.empty();
    if (whole && fits && !made && (setting.type == SettingType::text || setting.type == SettingType::password))
        setting.pattern = pattern;
    if (setting.type != SettingType::number) return;
    const auto least = whole_of(field, "min");
    const auto most = whole_of(field, "max");
    if (least) setting.min = static_cast<double>(*least);
    if (most) setting.max = static_cast<double>(*most);
}

Setting runtipi_setting(const Node& field)
{
    const auto theirs = field.text_of("type");
    Setting setting{.name = std::string(field.text_of("env_variable")),
        .label = std::string(field.text_of("label")),
        .description = std::string(field.text_of("hint")),
        .type = runtipi_type(theirs),
        .required = field.text_of("required") == "true" && theirs != "boolean" && theirs != "random",
        .default_value = std::string(field.text_of("default"))};
    if (setting.description.empty()) setting.description = field.text_of("pattern_error");
    if (const auto* options = field.find("options"); options != nullptr && !options->items.empty()) {
        setting.type = SettingType::select;
        for (const auto& option : options->items)
            setting.options.emplace_back(option.is_map() ? option.text_of("value") : option.text_or_empty());
        const auto& choices = setting.options;
        if (std::ranges::find(choices, setting.default_value) == choices.end()) setting.default_value.clear();
    }
    // A text field for a password is shown as one.
    if (setting.type == SettingType::text && setting.default_value.empty() && is_secret_name(setting.name))
        setting.type = SettingType::password;
    if (theirs == "random") setting.generate = runtipi_generate(field);
    const bool own = setting.type == SettingType::password && theirs == "password" && setting.default_value.empty();
    if (own && setting.required && !is_given_by_others(setting.name)) setting.generate = password_generate(field);
    take_rules(setting, field);
    return setting;
}

/// An app without a page still has the store's port, which its main service is published at.
void publish_without_page(Definition& definition)
{
    definition.proposals["WEB_PORT"] = definition.page.host_port;
    definition.page.host_port = "-";
    auto* services = definition.compose.find("services");
    auto* main = services == nullptr ? nullptr : services->find(definition.page.service);
    const auto& port = definition.proposals["WEB_PORT"];
    if (main == nullptr || port.empty() || definition.page.container_port.empty() || main->find("network_mode") != nullptr)
        return;
    auto& ports = main->at("ports");
    if (!ports.is_list()) ports = Node::list();
    const auto own = port + ":" + definition.page.container_port;
    std::erase_if(ports.items, [&](const Node& published) { return published.text == own; });
    ports.items.push_back(Node::scalar(fmt::format("${{WEB_PORT:-{}}}:{}", port, definition.page.container_port)));
    definition.form.push_back({.name = "WEB_PORT",
        .label = "Port of the app",
        .description = "Where the app is reached on this server.",
        .type = SettingType::port,
        .required = true,
        .default_value = port});
}

void take_config(Definition& definition, const Node& config)
{
    auto& listing = definition.listing;
    listing.display_name = config.text_of("name");
    listing.version = config.text_of("version");
    listing.tagline = config.text_of("short_desc");
    listing.description = config.text_of("short_desc");
    listing.description_long = config.text_of("description");
    listing.source = web_address(config.text_of("source"));
    listing.website = web_address(config.text_of("website"));
    listing.architectures = config.texts_of("supported_architectures");
    // What the store puts forward is of another kind too.
    auto categories = config.texts_of("categories");
    if (categories.size() > 1) std::erase(categories, "featured");
    if (!categories.empty()) listing.category = title_of(categories.front());
    definition.page.host_port = config.text_of("port");
    definition.page.path = config.text_of("url_suffix");
    if (config.text_of("https") == "true") definition.page.scheme = "https";
    if (config.text_of("no_gui") == "true") publish_without_page(definition);
    if (config.text_of("available") == "false" || config.text_of("deprecated") == "true")
        definition.reasons.emplace_back("the store itself does not offer it any more");
    if (config.text_of("force_expose") == "true")
        definition.reasons.emplace_back("the store only offers it with a name of its own and HTTPS: put a proxy before it");
    if (config.text_of("generate_vapid_keys") == "true") {
        definition.form.push_back({.name = "VAPID_PUBLIC_KEY",
            .label = "VAPID public key",
            .description = "Of a pair of keys for messages to browsers.",
            .required = true});
        definition.form.push_back({.name = "VAPID_PRIVATE_KEY",
            .label = "VAPID private key",
            .description = "Of the same pair.",
            .type = SettingType::password,
            .required = true});
        definition.made_by_owner.insert("VAPID_PRIVATE_KEY");
    }
    if (const auto* fields = config.find("form_fields")) {
        for (const auto& field : fields->items) {
            auto setting = runtipi_setting(field);
            const bool own = setting.type == SettingType::password && setting.required && setting.generate.empty();
            if (own && !is_given_by_others(setting.name)) definition.made_by_owner.insert(setting.name);
            if (!setting.name.empty()) definition.form.push_back(std::move(setting));
        }
    }
}

/// INTERNAL_IP is the server's address: a port is published everywhere, and a name for the server is Docker's own word.
void settle_server_address(Node& compose)
{
    auto* services = compose.find("services");
    if (services == nullptr) return;
    for (auto& [name, service] : services->members) {
        if (auto* ports = service.find("ports"))
            each_scalar(*ports, [](Node& port) { port.text = at_any_address(port.text); });
        auto* hosts = service.find("extra_hosts");
        if (hosts == nullptr) continue;
        each_scalar(*hosts, [](Node& host) {
            host.text = with_variables(host.text, [](const Piece& piece) -> std::optional<std::string> {
                return piece.name == "INTERNAL_IP" ? std::optional<std::string>("host-gateway") : std::nullopt;
            });
        });
    }
}

void know_variables(Definition& definition)
{
    const auto name = app_name_of(definition.id);
    const std::string host = "${SERVER_HOST}";
    definition.variables = {{"APP_ID", name}, {"APP_PORT", "${WEB_PORT}"}, {"APP_DATA_DIR", "/@app"},
        {"APP_DOMAIN", host + ":${WEB_PORT}"}, {"APP_HOST", host}, {"APP_LOCAL_DOMAIN", host}, {"LOCAL_DOMAIN", host},
        {"APP_PROTOCOL", definition.page.scheme}, {"APP_EXPOSED", "false"}, {"INTERNAL_IP", host},
        {"ROOT_FOLDER_HOST", "/@app/.."}, {"DNS_IP", "1.1.1.1"}, {"NETWORK_INTERFACE", "0.0.0.0"},
        {"RUNTIPI_APP_DATA_PATH", "/@app/.."}, {"RUNTIPI_MEDIA_PATH", "/@app/../media"}};
    if (definition.page.container_port.contains("APP_PORT")) definition.page.container_port = "${WEB_PORT}";
    // A field of the form counts more than a word of the platform.
    for (const auto& setting : definition.form) definition.variables.erase(setting.name);
    definition.roots = {{.prefix = "/@app/../", .place = Place::media}, {.prefix = "/@app/", .place = Place::app_data}};
    definition.platform_networks = {"tipi_main_network", "runtipi_tipi_main_network"};
}

/// `{{NAME}}` of a template is a variable; anything else between the braces is its engine's.
std::optional<std::string> filled_template(const std::string& text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = text.find("{{", at);
        out += escaped(std::string_view(text).substr(at, open == std::string::npos ? open : open - at));
        if (open == std::string::npos) break;
        const auto close = text.find("}}", open);
        if (close == std::string::npos) return std::nullopt;
        auto name = text.substr(open + 2, close - open - 2);
        std::erase(name, ' ');
        const bool plain = std::ranges::all_of(name,
            [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
        if (name.empty() || !plain) return std::nullopt;
        out += "${" + name + "}";
        at = close + 2;
    }
    return out;
}

void take_seed(Definition& definition, const std::string& name, const std::string& text)
{
    constexpr std::string_view ending = ".template";
    if (!name.ends_with(ending)) {
        definition.seeds[name] = text;
        return;
    }
    const auto target = name.substr(0, name.size() - ending.size());
    if (auto filled = filled_template(text)) {
        definition.templates[target] = *std::move(filled);
    } else {
        definition.seeds[target] = text;
        definition.reasons.push_back(
            fmt::format("the store fills in {} with its template engine: do it by hand in files/{}", name, target));
    }
}

} // namespace

Result<Definition> read_runtipi(const Found& found)
{
    Definition definition{.format = Format::runtipi, .id = found.id, .path = found.path};
    const auto config = found.files.find("config.json");
    const auto own = found.files.find("docker-compose.json");
    bool legacy = own == found.files.end();
    if (!legacy) {
        TRY(const auto theirs, parse_json_tree(own->second));
        definition.compose = runtipi_compose(theirs, definition.page);
        tell_of_overrides(definition, theirs.find("overrides"));
        const auto beside = found.files.find("docker-compose.yml");
        if (beside != found.files.end()) {
            const auto document = parse_yaml(beside->second);
            legacy = document && is_stub(theirs, document->root);
        }
    }
    if (legacy) {
        auto with_compose = found;
        if (own != found.files.end()) with_compose.file = "docker-compose.yml";
        CHECK(take_compose(definition, with_compose));
        take_marks(definition.compose, definition.page);
        if (const auto* about = definition.compose.find("x-runtipi"))
            tell_of_overrides(definition, about->find("overrides"));
    }
    if (config != found.files.end()) {
        TRY(const auto told, parse_json_tree(config->second));
        take_config(definition, told);
    } else {
        definition.reasons.emplace_back("it has no config.json: name, form and page are guessed");
    }
    if (definition.listing.display_name.empty()) definition.listing.display_name = title_of(found.id);
    if (const auto text = found.files.find("metadata/description.md"); text != found.files.end())
        definition.listing.description_long = text->second;
    know_variables(definition);
    settle_server_address(definition.compose);
    for (const auto& [name, text] : found.files) {
        if (name.starts_with("data/")) take_seed(definition, name, text);
    }
    return definition;
}

} // namespace furtka::imports
