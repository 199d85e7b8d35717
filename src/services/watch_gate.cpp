#include "services/watch_gate.hpp"

#include "async/timeout.hpp"
#include "domain/replicas.hpp"

#include <algorithm>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_limit = 3s;
constexpr std::size_t asked_at_once = 8;

std::string host_of(const PublishedPort& port, const std::string& app_host)
{
    if (!app_host.empty()) return app_host;
    if (port.host_ip.empty() || port.host_ip == "0.0.0.0") return "127.0.0.1";
    return port.host_ip == "::" ? "::1" : port.host_ip;
}

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

/// Where each published TCP port of a running container is; of several addresses the first.
std::map<PortName, ProbeTarget> targets_of(const std::vector<Container>& containers, const Policies& policies)
{
    std::map<PortName, ProbeTarget> targets;
    for (const auto& container : containers) {
        if (!container.runs() || container.one_off) continue;
        for (const auto& port : container.ports) {
            if (port.protocol != "tcp" || port.host_port == 0) continue;
            // What is bound to the engine's own loopback cannot be reached from here when the engine is elsewhere.
            if (!policies.engine_is_local && is_loopback(port.host_ip)) continue;
            targets.try_emplace({container.service, port.container_port},
                ProbeTarget{.host = host_of(port, policies.app_host), .port = port.host_port, .ask_http = true});
        }
    }
    return targets;
}

/// Ports that are not published, at their containers' own addresses; a sidecar has none of its own.
void add_inner_targets(std::map<PortName, ProbeTarget>& targets, const Container& container, const PortAnswers* expected)
{
    if (!container.runs() || container.one_off || container.addresses.empty()) return;
    auto ports = container.inner_ports;
    // What answered is asked for even where the other image does not name it.
    for (const auto& [name, before] : expected != nullptr ? *expected : PortAnswers{}) {
        if (before.inside && name.service == container.service) ports.push_back(name.port);
    }
    for (const auto port : ports) {
        targets.try_emplace({container.service, port},
            ProbeTarget{.host = container.addresses.front(), .port = port, .ask_http = true, .neighbour = true});
    }
}

struct AskedPort {
    PortName name;
    PortAnswer answer;
};

Task<Result<AskedPort>> ask_one(World world, PortName name, ProbeTarget target)
{
    const bool inside = target.neighbour;
    auto answer = co_await world.probe.ask(std::move(target), answer_limit);
    answer.inside = inside;
    co_return AskedPort{std::move(name), answer};
}

} // namespace

Task<Result<std::vector<Container>>> inspect_all(World world, AppName app)
{
    CO_TRY(const auto listed, co_await world.containers.list(app.text()));
    std::vector<Container> inspected;
    for (const auto& container : listed) {
        auto full = co_await world.containers.inspect(container.id);
        if (full) {
            inspected.push_back(*std::move(full));
        } else if (full.error().kind != ErrorKind::not_found) { // it went between list and inspect
            co_return fail(full.error());
        }
    }
    co_return inspected;
}

Task<PortAnswers> ask_ports(World world, Policies policies, std::vector<Container> containers, const PortAnswers* expected)
{
    auto targets = targets_of(containers, policies);
    if (policies.engine_is_local) {
        for (const auto& container : containers) add_inner_targets(targets, container, expected);
    }
    std::vector<std::function<Task<Result<AskedPort>>()>> questions;
    for (auto [name, target] : targets) {
        if (expected != nullptr) {
            const auto before = expected->find(name);
            if (before == expected->end()) continue;
            target.ask_http = before->second.http_status != 0;
        }
        questions.emplace_back([world, name, target] { return ask_one(world, name, target); });
    }
    PortAnswers answers;
    for (auto& asked : co_await run_bounded(std::move(questions), asked_at_once)) {
        if (asked) answers[asked->name] = asked->answer;
    }
    co_return answers;
}

std::chrono::milliseconds Outage::elapsed() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun_);
}

bool Outage::asks_ports() const
{
    return std::ranges::any_of(baseline_.ports, [](const auto& port) { return !port.second.inside; });
}

void Outage::see(const std::vector<Container>& containers, const PortAnswers& ports)
{
    const auto now = elapsed();
    for (const auto& [name, before] : baseline_.ports) {
        if (before.inside) continue;
        const auto found = ports.find(name);
        const bool there =
            found != ports.end() && found->second.open && same_http_class(before.http_status, found->second.http_status);
        downtime_.see(name.service + ":" + std::to_string(name.port), there, now);
    }
    if (asks_ports()) return;
    for (const auto& service : baseline_.services) {
        const auto replicas = replicas_of(containers, service.service);
        const bool there = std::ranges::any_of(replicas, [](const Container* c) { return c->state == RunState::running; });
        downtime_.see(service.service, there, now);
    }
}

Task<Result<Gated>> watch_gate(
    World world, Policies policies, AppName app, GateRules rules, GateBaseline baseline, Outage& outage)
{
    const auto begun = std::chrono::steady_clock::now();
    GateJudge judge(rules, baseline);
    std::chrono::milliseconds pause = 50ms;
    for (;;) {
        GateSample sample;
        CO_TRY(sample.containers, co_await inspect_all(world, app));
        sample.ports = co_await ask_ports(world, policies, sample.containers, &baseline.ports);
        sample.at = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
        outage.see(sample.containers, sample.ports);
        const auto verdict = judge.look(sample);
        if (verdict == GateVerdict::passed) {
            co_return Gated{.passed = true, .fault = {}, .log = {}, .proof = judge.proof(), .well = judge.well()};
        }
        if (verdict == GateVerdict::failed) {
            Gated gated{
                .passed = false, .fault = judge.fault().value_or(GateFault{}), .log = {}, .proof = {}, .well = judge.well()};
            if (gated.fault.container) gated.log = co_await last_lines(world, *gated.fault.container);
            co_return gated;
        }
        CO_CHECK(co_await sleep_for(pause));
        pause = std::min(pause * 2, std::chrono::milliseconds(1'000));
    }
}

Task<std::string> last_lines(World world, ContainerId id)
{
    std::string text;
    const LogRequest request{.tail = 20};
    LogLineSink sink = [&text](std::string_view line) {
        text += line;
        text += '\n';
        return text.size() < 8192;
    };
    // Lines help the owner; that they cannot be had is no further failure.
    [[maybe_unused]] const auto read = co_await world.containers.logs(id, request, sink);
    co_return text;
}

} // namespace furtka
