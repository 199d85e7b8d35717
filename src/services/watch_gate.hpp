// services/watch_gate.hpp — looks at an app that was brought up until it is proven, or proven not to be well.
#pragma once

#include "domain/downtime.hpp"
#include "domain/gate.hpp"
#include "services/world.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace furtka {

/// The app's containers, each inspected.
Task<Result<std::vector<Container>>> inspect_all(World world, AppName app);

/// What the app's TCP ports answer: published ones seen from outside; others, of inspected containers, at the container's
/// own address where this machine is a neighbour of it. With `expected`, only those are asked, and only what answered with
/// HTTP is asked for it.
Task<PortAnswers> ask_ports(
    World world, Policies policies, std::vector<Container> containers, const PortAnswers* expected = nullptr);

/// How long parts of the app have been away since it was made.
class Outage {
public:
    explicit Outage(GateBaseline baseline) : baseline_(std::move(baseline)) { }
    /// Notes a look from outside: published ports where the app has some, else whether its containers run.
    void see(const std::vector<Container>& containers, const PortAnswers& ports);
    std::chrono::milliseconds so_far() const { return downtime_.longest(elapsed()); }
    const GateBaseline& baseline() const { return baseline_; }
    /// Whether a published port tells; else its containers do.
    bool asks_ports() const;

private:
    std::chrono::milliseconds elapsed() const;

    GateBaseline baseline_;
    Downtime downtime_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

struct Gated {
    bool passed = false;
    GateFault fault; ///< when it did not pass
    std::string log; ///< last lines of the container at fault
    std::vector<std::string> proof;
    int well = 0; ///< how much of the app was well at the last look
};

/// The engine's errors when it cannot be asked. Otherwise ends with a verdict, at the latest when the rules' time is over.
Task<Result<Gated>> watch_gate(
    World world, Policies policies, AppName app, GateRules rules, GateBaseline baseline, Outage& outage);

/// At most the last 20 lines; empty when they cannot be had.
Task<std::string> last_lines(World world, ContainerId id);

} // namespace furtka
