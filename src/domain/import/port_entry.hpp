// domain/import/port_entry.hpp — an entry of `ports`, as Compose's short and long forms write it.
#pragma once

#include "domain/import/tree.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace furtka::imports {

/// One entry of `ports`.
struct Port {
    std::string service;
    std::string address; ///< `127.0.0.1`, or empty
    std::string host; ///< `8080`, `${PORT:-8080}`, `8000-8010`, or empty: the engine chooses
    std::string container;
    std::string protocol; ///< `tcp`, `udp`
};

/// 1 to 65535, and nothing else in the text.
std::optional<int> port_number(std::string_view text);

/// Nothing: it cannot be read. An address and a port in one variable become literals, since no setting is both.
std::optional<Port> read_port(const std::string& service, const Node& entry);
Node written_port(const Port& port);

/// None of those that are known to be for something else: mail, names, databases.
bool is_web_port(std::string_view container);
/// What pages listen on most of the time.
bool is_usual_page(std::string_view container);

} // namespace furtka::imports
