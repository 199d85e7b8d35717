#include "domain/port_moves.hpp"

#include "base/ascii.hpp"
#include "domain/import/yaml_write.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace furtka {
namespace {

constexpr std::size_t longest_service = 200;

bool is_service(std::string_view text)
{
    const auto fits = [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= longest_service && std::ranges::all_of(text, fits);
}

std::optional<std::uint16_t> parse_port(std::string_view text)
{
    std::uint16_t port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return whole && port > 0 ? std::optional(port) : std::nullopt;
}

/// Service and ports, without where to.
std::optional<PortMove> parse_place(std::string_view text)
{
    PortMove move;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || !is_service(text.substr(0, colon))) return std::nullopt;
    move.service = text.substr(0, colon);
    text.remove_prefix(colon + 1);
    if (const auto second = text.find(':'); second != std::string_view::npos) {
        move.published = parse_port_range(text.substr(0, second));
        if (!move.published) return std::nullopt;
        text.remove_prefix(second + 1);
    }
    const auto inside = parse_port_range(text);
    if (!inside) return std::nullopt;
    move.inside = *inside;
    return move;
}

/// A single port for several is the first of theirs.
std::optional<PortRange> ports_for(const PortMove& place, std::string_view text)
{
    auto to = parse_port_range(text);
    const int wanted = place.inside.size();
    if (!to || wanted == 1) return to;
    if (to->size() == 1 && to->first + wanted - 1 <= 65535) to->last = static_cast<std::uint16_t>(to->first + wanted - 1);
    return to->size() == wanted ? to : std::nullopt;
}

std::optional<PortMove> parse_move(std::string_view place, std::string_view to)
{
    auto move = parse_place(place);
    if (!move) return std::nullopt;
    const auto ports = ports_for(*move, to);
    if (!ports) return std::nullopt;
    move->to = *ports;
    return move;
}

Error bad_choice(std::string_view place, std::string message)
{
    return {.kind = ErrorKind::invalid,
        .key = "port_choice",
        .message = std::move(message),
        .hint = "name service and port of the container, and the port of the server: web:80=8081, web:9000-9010=9500-9510",
        .details = {{"place", shown(place)}}};
}

/// Published port minus port of the container: the same for all ports of one range. None: the engine chooses, or several are
/// published for one.
std::optional<int> offset_of(const PortMapping& mapping)
{
    const auto range = parse_port_range(mapping.as_written());
    if (!range || range->size() > 1) return std::nullopt;
    return range->first - mapping.target;
}

bool is_meant(const PortMapping& mapping, const PortMove& move)
{
    if (mapping.published.empty() || !move.inside.has(mapping.target)) return false;
    if (move.inside.size() == 1) return !move.published || to_text(*move.published) == mapping.as_written();
    const auto offset = offset_of(mapping);
    return offset && (!move.published || *offset == move.published->first - move.inside.first);
}

/// Of ports that are published twice only those that belong to the first one.
bool belongs_to(const PortMapping& mapping, const PortMapping& first)
{
    if (mapping.target == first.target) return mapping.as_written() == first.as_written();
    return offset_of(mapping) == offset_of(first);
}

void move_to(PortMapping& mapping, const PortMove& move)
{
    auto written = mapping.as_written();
    auto to = to_text(move.to);
    if (move.inside.size() > 1) to = std::to_string(move.to.first + mapping.target - move.inside.first);
    mapping.written = to == written ? std::string() : std::move(written);
    mapping.published = std::move(to);
}

void move_ports(ServiceModel& service, const PortMove& move, std::set<const PortMapping*>& placed)
{
    const PortMapping* first = nullptr;
    for (auto& mapping : service.ports) {
        // What has its place by a choice for fewer ports keeps it.
        if (placed.contains(&mapping) || !is_meant(mapping, move)) continue;
        if (first == nullptr) first = &mapping;
        if (!belongs_to(mapping, *first)) continue;
        move_to(mapping, move);
        placed.insert(&mapping);
    }
}

imports::Node long_form(const PortMapping& port)
{
    using imports::Node;
    Node entry = Node::map();
    const auto add = [&](const char* key, const std::string& value) {
        if (!value.empty()) entry.set(key, Node::scalar(value));
    };
    add("name", port.name);
    add("mode", port.mode.empty() ? "ingress" : port.mode);
    add("host_ip", port.host_ip);
    entry.set("target", Node::bare(std::to_string(port.target)));
    add("published", port.published);
    add("protocol", port.protocol);
    add("app_protocol", port.app_protocol);
    return entry;
}

bool is_moved(const PortMapping& mapping) { return !mapping.written.empty(); }

bool publishes(const ComposeModel& model, std::string_view port)
{
    return std::ranges::any_of(model.services, [&](const ServiceModel& service) {
        return std::ranges::any_of(
            service.ports, [&](const PortMapping& mapping) { return !is_moved(mapping) && mapping.published == port; });
    });
}

} // namespace

std::optional<PortRange> parse_port_range(std::string_view text)
{
    const auto dash = text.find('-');
    const auto first = parse_port(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_port(text.substr(dash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    return PortRange{*first, *last};
}

std::string to_text(const PortRange& range)
{
    return range.size() == 1 ? std::to_string(range.first) : fmt::format("{}-{}", range.first, range.last);
}

std::string place_of(const PortMove& move)
{
    const auto published = move.published ? to_text(*move.published) + ":" : std::string();
    return fmt::format("{}:{}{}", move.service, published, to_text(move.inside));
}

Result<void> check_port_choices(const PortChoices& choices)
{
    if (choices.size() > most_port_choices)
        return fail(bad_choice("", fmt::format("ports for more than {} places were given", most_port_choices)));
    for (const auto& [place, to] : choices) {
        const auto move = parse_place(place);
        if (!move) return fail(bad_choice(place, fmt::format("{} is no port of a service", shown(place))));
        if (to.empty() || ports_for(*move, to)) continue;
        if (!parse_port_range(to))
            return fail(bad_choice(place, fmt::format("{} cannot be {}: that is no port", place, shown(to))));
        return fail(
            bad_choice(place, fmt::format("{} cannot be {}: it has {} ports", place, shown(to), move->inside.size())));
    }
    return {};
}

std::vector<PortMove> port_moves_in(const EnvFile& env)
{
    std::vector<PortMove> moves;
    const auto values = env.values();
    const auto found = values.find(std::string(port_choices_key));
    std::string_view rest = found == values.end() ? std::string_view() : std::string_view(found->second);
    while (!rest.empty() && moves.size() < most_port_choices) {
        const auto word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        const auto equals = word.find('=');
        if (equals == std::string_view::npos) continue;
        if (auto move = parse_move(word.substr(0, equals), word.substr(equals + 1))) moves.push_back(*std::move(move));
    }
    return moves;
}

EnvFile with_port_choices(const EnvFile& env, const PortChoices& choices)
{
    auto moves = port_moves_in(env);
    const auto before = moves;
    for (const auto& [text, to] : choices) {
        const auto place = parse_place(text);
        if (!place) continue;
        std::erase_if(moves, [&](const PortMove& old) {
            const bool within = place->inside.has(old.inside.first) && place->inside.has(old.inside.last);
            const bool same = !place->published || !old.published || place->published == old.published;
            return old.service == place->service && within && same;
        });
        if (auto move = parse_move(text, to)) moves.push_back(*std::move(move));
    }
    if (moves == before) return env;
    std::string text;
    for (const auto& move : moves) text += fmt::format("{}{}={}", text.empty() ? "" : " ", place_of(move), to_text(move.to));
    return env.with({{std::string(port_choices_key), text}});
}

ComposeModel with_moves(ComposeModel model, const std::vector<PortMove>& moves)
{
    auto narrow_first = moves;
    std::ranges::sort(narrow_first, {}, [](const PortMove& move) { return std::pair(move.inside.size(), place_of(move)); });
    for (auto& service : model.services) {
        std::set<const PortMapping*> placed;
        for (const auto& move : narrow_first) {
            if (move.service == service.name) move_ports(service, move, placed);
        }
    }
    return model;
}

bool has_moved_ports(const ComposeModel& model)
{
    return std::ranges::any_of(
        model.services, [](const ServiceModel& service) { return std::ranges::any_of(service.ports, is_moved); });
}

Result<void> check_places(std::string_view app, const ComposeModel& model, const PortChoices& choices)
{
    for (const auto& [text, to] : choices) {
        const auto place = parse_place(text);
        if (!place || to.empty()) continue;
        const auto* service = model.service(place->service);
        const bool there = service != nullptr
            && std::ranges::any_of(service->ports, [&](const PortMapping& mapping) { return is_meant(mapping, *place); });
        if (there) continue;
        return fail({.kind = ErrorKind::invalid,
            .key = "port_place_unknown",
            .message = fmt::format("{} publishes no port at {}", app, text),
            .hint = "name service and port of the container as its compose file has them: web:80",
            .details = {{"place", text}}});
    }
    return {};
}

std::string ports_override(const ComposeModel& model)
{
    using imports::Node;
    Node services = Node::map();
    for (const auto& service : model.services) {
        if (std::ranges::none_of(service.ports, is_moved)) continue;
        Node list = Node::list();
        list.tag = "!override";
        for (const auto& port : service.ports) list.items.push_back(long_form(port));
        services.set(service.name, Node::map({{"ports", std::move(list)}}));
    }
    return "# Written by Furtka: ports that were moved (FURTKA_PORTS in .env). Changes here are lost.\n"
        + imports::to_yaml(Node::map({{"services", std::move(services)}}));
}

std::string with_moved_port(std::string url, const ComposeModel& model)
{
    for (const auto& service : model.services) {
        for (const auto& mapping : service.ports) {
            if (!is_moved(mapping) || mapping.protocol == "udp" || publishes(model, mapping.written)) continue;
            const auto old = ":" + mapping.written;
            const auto at = url.find(old);
            const auto end = at + old.size();
            if (at == std::string::npos || (end < url.size() && is_digit(url[end]))) continue;
            url.replace(at, old.size(), ":" + mapping.published);
            return url;
        }
    }
    return url;
}

} // namespace furtka
