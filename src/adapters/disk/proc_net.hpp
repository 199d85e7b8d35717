// adapters/disk/proc_net.hpp — the kernel's tables of sockets and routes, read from their text.
#pragma once

#include "domain/subnets.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace furtka {

/// The socket inodes that hold a local port. `table` is the text of /proc/net/tcp, tcp6, udp or udp6; of TCP only listening
/// sockets count, of UDP unconnected ones. Source: Linux Documentation/networking/proc_net_tcp.rst.
std::vector<std::uint64_t> sockets_on_port(std::string_view table, std::string_view protocol, std::uint16_t port);

/// Networks with a route, the default route left out. `table` is the text of /proc/net/route.
std::vector<Subnet> routed_subnets(std::string_view table);

} // namespace furtka
