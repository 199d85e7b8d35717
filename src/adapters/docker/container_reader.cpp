#include "adapters/docker/container_reader.hpp"

#include "adapters/docker/json_fields.hpp"
#include "adapters/docker/labels.hpp"
#include "adapters/docker/numbers.hpp"
#include "base/utf8.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace furtka::docker {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, RunState>, 7> run_states{{
    {"created", RunState::created},
    {"running", RunState::running},
    {"paused", RunState::paused},
    {"restarting", RunState::restarting},
    {"removing", RunState::removing},
    {"exited", RunState::exited},
    {"dead", RunState::dead},
}};

RunState run_state(std::string_view word)
{
    const auto* found = std::ranges::find(run_states, word, &std::pair<std::string_view, RunState>::first);
    return found == run_states.end() ? RunState::created : found->second;
}

Health health_of(std::string_view word)
{
    if (word == "healthy") return Health::healthy;
    if (word == "unhealthy") return Health::unhealthy;
    return word == "starting" ? Health::starting : Health::none;
}

std::string without_slash(std::string name)
{
    if (name.starts_with('/')) name.erase(0, 1);
    return name;
}

/// A container linked to by others has further names with a second slash.
std::string own_name(const json::array& names)
{
    for (const auto& value : names) {
        std::string name = without_slash(text_of(value));
        if (!name.contains('/')) return name;
    }
    return {};
}

void read_labels(const json::object& labels, Container& container)
{
    container.project = text_in(labels, project_label);
    container.service = text_in(labels, service_label);
    container.number = number_of<int>(text_in(labels, number_label)).value_or(1);
    const std::string one_off = text_in(labels, oneoff_label);
    container.one_off = one_off == "True" || one_off == "true";
    container.config_hash = text_in(labels, hash_label);
    container.working_dir = text_in(labels, project_folder_label);
}

std::optional<PublishedPort> read_listed_port(const json::object& port)
{
    const auto host = number_in(port, "PublicPort");
    if (host <= 0 || host > 65535) return std::nullopt;
    return PublishedPort{.host_ip = text_in(port, "IP"),
        .host_port = static_cast<std::uint16_t>(host),
        .container_port = static_cast<std::uint16_t>(number_in(port, "PrivatePort")),
        .protocol = text_in(port, "Type")};
}

/// `container:4f1c…` names the container whose network namespace is used.
std::string network_owner(const json::object& host_config)
{
    constexpr std::string_view prefix = "container:";
    const std::string mode = text_in(host_config, "NetworkMode");
    return mode.starts_with(prefix) ? mode.substr(prefix.size()) : std::string();
}

/// Defaults of the engine: a probe each 30 s, given up after 30 s, three of them (moby `daemon/health.go`).
std::chrono::milliseconds read_health_limit(const json::object& check)
{
    using namespace std::chrono_literals;
    const auto& test = array_in(check, "Test");
    if (test.empty() || text_of(test.front()) == "NONE") return 0ms;
    const auto time = [&](std::string_view name, std::chrono::milliseconds standard) {
        const auto given = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::nanoseconds(number_in(check, name)));
        return given > 0ms ? given : standard;
    };
    const auto retries = number_in(check, "Retries") > 0 ? number_in(check, "Retries") : 3;
    return time("StartPeriod", 0ms) + retries * (time("Interval", 30s) + time("Timeout", 30s));
}

Container read_listed(const json::object& listed)
{
    Container container;
    container.id = {text_in(listed, "Id")};
    container.name = own_name(array_in(listed, "Names"));
    read_labels(object_in(listed, "Labels"), container);
    container.image = {text_in(listed, "ImageID")};
    container.image_ref = text_in(listed, "Image");
    container.state = run_state(text_in(listed, "State"));
    const StatusText status = read_status(text_in(listed, "Status"));
    container.health = status.health;
    container.exit_code = status.exit_code;
    container.created_at = std::chrono::sys_seconds(std::chrono::seconds(number_in(listed, "Created")));
    for (const auto& port : array_in(listed, "Ports")) {
        if (auto published = read_listed_port(object_of(port))) container.ports.push_back(*std::move(published));
    }
    std::ranges::sort(container.ports);
    container.shares_network_of = network_owner(object_in(listed, "HostConfig"));
    return container;
}

/// `"8080/tcp": [{"HostIp": "0.0.0.0", "HostPort": "80"}]`, or null when it is not published.
void read_bound_ports(const json::object& ports, Container& container)
{
    for (const auto& [target, bindings] : ports) {
        const std::string_view name = target;
        const auto slash = std::min(name.find('/'), name.size());
        const auto inside = number_of<std::uint16_t>(name.substr(0, slash));
        if (!inside) continue;
        const auto protocol = slash < name.size() ? name.substr(slash + 1) : std::string_view("tcp");
        if (!bindings.is_array() || bindings.get_array().empty()) {
            if (protocol == "tcp") container.inner_ports.push_back(*inside);
            continue;
        }
        for (const auto& binding : bindings.get_array()) {
            const json::object& members = object_of(binding);
            const auto outside = number_of<std::uint16_t>(text_in(members, "HostPort"));
            if (!outside) continue;
            container.ports.push_back({text_in(members, "HostIp"), *outside, *inside, std::string(protocol)});
        }
    }
    std::ranges::sort(container.ports);
    std::ranges::sort(container.inner_ports);
}

void read_addresses(const json::object& networks, Container& container)
{
    for (const auto& [name, network] : networks) {
        auto address = text_in(object_of(network), "IPAddress");
        if (!address.empty()) container.addresses.push_back(std::move(address));
    }
    std::ranges::sort(container.addresses);
}

/// A container in the network of the machine has what it exposes on the machine's own addresses.
void read_ports_of_machine(const json::object& exposed, Container& container)
{
    container.addresses = {"127.0.0.1"};
    for (const auto& [target, nothing] : exposed) {
        const std::string_view name = target;
        if (!name.ends_with("/tcp")) continue;
        if (const auto port = number_of<std::uint16_t>(name.substr(0, name.find('/'))))
            container.inner_ports.push_back(*port);
    }
    std::ranges::sort(container.inner_ports);
}

/// The start of it, as one text that JSON can hold, without the line end a program leaves.
std::string short_text(const std::string& text)
{
    constexpr std::size_t most = 2000;
    std::string made = to_utf8(std::string_view(text).substr(0, utf8_cut(text, most)));
    while (made.ends_with('\n') || made.ends_with('\r') || made.ends_with(' ')) made.pop_back();
    return made;
}

void read_state(const json::object& state, Container& container)
{
    container.state = run_state(text_in(state, "Status"));
    container.health = health_of(text_in(object_in(state, "Health"), "Status"));
    container.oom_killed = is_set_in(state, "OOMKilled");
    container.start_error = short_text(text_in(state, "Error"));
    const json::array& probes = array_in(object_in(state, "Health"), "Log");
    if (!probes.empty()) container.health_output = short_text(text_in(object_of(probes[probes.size() - 1]), "Output"));
    const bool has_ended = container.state == RunState::exited || container.state == RunState::dead
        || container.state == RunState::restarting || container.state == RunState::removing;
    if (has_ended) container.exit_code = static_cast<int>(number_in(state, "ExitCode"));
    if (container.state != RunState::running && container.state != RunState::paused) container.health = Health::none;
}

std::chrono::seconds offset_of(std::string_view zone)
{
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-')) return {};
    const auto hours = number_of<int>(zone.substr(1, 2)).value_or(0);
    const auto minutes = number_of<int>(zone.substr(4, 2)).value_or(0);
    const std::chrono::seconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return zone[0] == '-' ? -offset : offset;
}

} // namespace

Result<std::vector<Container>> read_container_list(std::string_view text, Which which)
{
    TRY(const json::array listed, parse_array(text, "GET /containers/json"));
    std::vector<Container> containers;
    containers.reserve(listed.size());
    for (const auto& value : listed) {
        Container container = read_listed(object_of(value));
        if (which == Which::all || !container.project.empty()) containers.push_back(std::move(container));
    }
    return containers;
}

Result<InspectedContainer> read_container(std::string_view text)
{
    TRY(const json::object root, parse_object(text, "GET /containers/{id}/json"));
    const json::object& config = object_in(root, "Config");
    InspectedContainer inspected;
    inspected.tty = is_set_in(config, "Tty");
    Container& container = inspected.container;
    container.id = {text_in(root, "Id")};
    container.name = without_slash(text_in(root, "Name"));
    read_labels(object_in(config, "Labels"), container);
    container.image = {text_in(root, "Image")};
    container.image_ref = text_in(config, "Image");
    read_state(object_in(root, "State"), container);
    container.restart_count = static_cast<int>(number_in(root, "RestartCount"));
    container.memory_limit =
        static_cast<std::uint64_t>(std::max<std::int64_t>(number_in(object_in(root, "HostConfig"), "Memory"), 0));
    container.created_at = read_time(text_in(root, "Created"));
    const json::object& networking = object_in(root, "NetworkSettings");
    read_bound_ports(object_in(networking, "Ports"), container);
    read_addresses(object_in(networking, "Networks"), container);
    if (text_in(object_in(root, "HostConfig"), "NetworkMode") == "host") {
        read_ports_of_machine(object_in(config, "ExposedPorts"), container);
    }
    container.shares_network_of = network_owner(object_in(root, "HostConfig"));
    container.health_limit = read_health_limit(object_in(config, "Healthcheck"));
    return inspected;
}

StatusText read_status(std::string_view status)
{
    StatusText read;
    const auto open = status.find('(');
    const auto close = status.find(')', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return read;
    std::string_view inside = status.substr(open + 1, close - open - 1);
    if (status.starts_with("Up ")) {
        if (inside.starts_with("health: ")) inside.remove_prefix(8);
        read.health = health_of(inside);
    } else {
        read.exit_code = number_of<int>(inside);
    }
    return read;
}

std::chrono::sys_seconds read_time(std::string_view text)
{
    constexpr std::size_t plain = 19; // 2024-05-01T10:20:30
    if (text.size() <= plain || text[4] != '-' || text[10] != 'T' || text[13] != ':') return {};
    const auto part = [&](std::size_t at, std::size_t length) {
        return number_of<int>(text.substr(at, length)).value_or(-1);
    };
    const int hour = part(11, 2);
    const int minute = part(14, 2);
    const int second = part(17, 2);
    const std::chrono::year_month_day day(std::chrono::year(part(0, 4)),
        std::chrono::month(static_cast<unsigned>(part(5, 2))), std::chrono::day(static_cast<unsigned>(part(8, 2))));
    if (!day.ok() || hour < 0 || minute < 0 || second < 0) return {};
    const auto zone = text.substr(std::min(text.find_first_not_of("0123456789.", plain), text.size()));
    return std::chrono::sys_days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute)
        + std::chrono::seconds(second) - offset_of(zone);
}

} // namespace furtka::docker
