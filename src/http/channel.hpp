// http/channel.hpp — a connection after its upgrade.
#pragma once

#include "http/client.hpp"
#include "http/wire.hpp"

#include <memory>
#include <string>

namespace furtka::http {

/// `first`: bytes that came already; `name`: of the request, for messages.
std::unique_ptr<Channel> open_channel(std::unique_ptr<Wire> wire, std::string first, std::string name);

} // namespace furtka::http
