// ports/probe.hpp — asking a port from outside, as a neighbour of the app would.
#pragma once

#include "async/task.hpp"
#include "domain/gate.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace furtka {

struct ProbeTarget {
    std::string host; ///< address or name
    std::uint16_t port = 0;
    bool ask_http = true; ///< false: nothing is sent
    bool neighbour = false; ///< asked only when the address is in a network that this machine has an interface in
};

class Probe {
public:
    virtual ~Probe() = default;

    /// Connects, and waits a moment whether the other side hangs up at once (the engine's proxy takes connections for a
    /// container that does not listen); with `ask_http` sends `GET /` and reads the status. Whatever fails is "not open":
    /// that the port cannot be asked and that it does not answer look the same from outside. Ends after `limit`.
    virtual Task<PortAnswer> ask(ProbeTarget target, std::chrono::milliseconds limit) = 0;
};

} // namespace furtka
