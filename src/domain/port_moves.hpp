// domain/port_moves.hpp — ports of the server that an app's owner gave it instead of those that its compose files name.
//
// A choice names its place, `web:80`: service and port of the container, as the files have them. Where a service publishes a
// port of the container twice, what is published tells them apart: `web:8080:80`. Ports that follow each other move
// together: `web:9000-9010`. Choices are kept in the app's `.env`, so they outlast whatever replaces its other files.
#pragma once

#include "base/result.hpp"
#include "domain/compose_model.hpp"
#include "domain/env_file.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;

    int size() const { return last - first + 1; }
    bool has(int port) const { return port >= first && port <= last; }
    auto operator<=>(const PortRange&) const = default;
};
/// `8080`, `8000-8010`; none: no ports from 1 to 65535, in order.
std::optional<PortRange> parse_port_range(std::string_view text);
std::string to_text(const PortRange& range);

struct PortMove {
    std::string service;
    std::optional<PortRange> published; ///< as the files say; none: whatever they say
    PortRange inside; ///< of the container
    PortRange to; ///< of the server; as many as `inside`, unless that is one port
    bool operator==(const PortMove&) const = default;
};
std::string place_of(const PortMove& move);

/// Port or range by place; empty: as the files say.
using PortChoices = std::map<std::string, std::string>;
inline constexpr std::size_t most_port_choices = 100;

/// Where choices are kept in `.env`: `web:80=8081 dns:53=5353`.
inline constexpr std::string_view port_choices_key = "FURTKA_PORTS";

/// invalid `port_choice` (detail `place`): a place or a port that is none, more or fewer ports than there are, too many.
Result<void> check_port_choices(const PortChoices& choices);
/// What cannot be read there moves nothing.
std::vector<PortMove> port_moves_in(const EnvFile& env);
/// Choices that passed check_port_choices. One for several ports takes the place of those for each of them.
EnvFile with_port_choices(const EnvFile& env, const PortChoices& choices);

/// The model with the ports where they were moved to: `PortMapping::written` keeps what the files say.
ComposeModel with_moves(ComposeModel model, const std::vector<PortMove>& moves);
bool has_moved_ports(const ComposeModel& model);

/// invalid `port_place_unknown` (detail `place`): one of the choices is for a port that the model does not publish.
Result<void> check_places(std::string_view app, const ComposeModel& model, const PortChoices& choices);

/// What Compose is told beside the app's files: all ports of the services of which one was moved. Needs Compose 2.24.4.
std::string ports_override(const ComposeModel& model);

/// An address of the app's page that names a port of the files leads to where that port is now.
std::string with_moved_port(std::string url, const ComposeModel& model);

} // namespace furtka
