#include "domain/gate.hpp"

#include "domain/replicas.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

using std::chrono::milliseconds;

GateFault fault_of(std::string key, const std::string& service, std::string message)
{
    return {.key = std::move(key),
        .message = std::move(message),
        .service = service,
        .container = std::nullopt,
        .exit_code = std::nullopt};
}

GateFault fault_of(std::string key, const Container& container, std::string message)
{
    auto fault = fault_of(std::move(key), container.service, std::move(message));
    fault.container = container.id;
    if (container.state != RunState::running) fault.exit_code = container.exit_code; // else it is none of its end
    return fault;
}

std::string seconds_text(milliseconds time)
{
    return fmt::format("{} s", std::chrono::ceil<std::chrono::seconds>(time).count());
}

std::string http_text(int status) { return status == 0 ? "no HTTP" : fmt::format("HTTP {}", status); }

GateFault ended(const Container& container)
{
    if (container.oom_killed) {
        return fault_of("out_of_memory", container,
            fmt::format("{} was ended because it used more memory than it may", container.service));
    }
    if (container.state == RunState::created) {
        return fault_of("not_started", container, fmt::format("{} was created but did not start", container.service));
    }
    return fault_of(
        "exited", container, fmt::format("{} ended with exit code {}", container.service, container.exit_code.value_or(0)));
}

} // namespace

bool same_http_class(int before, int now)
{
    if (before == 0 || before >= 500) return true;
    const auto group = [](int status) { return status >= 200 && status < 400 ? 2 : status / 100; };
    return group(before) == group(now);
}

GateBaseline gate_baseline(
    const std::vector<Container>& containers, const std::vector<std::string>& one_shots, PortAnswers ports)
{
    GateBaseline baseline;
    std::map<std::string, GateService> services;
    for (const auto& container : containers) {
        baseline.restarts.emplace(container.id, container.restart_count);
        const bool ends_itself = std::ranges::find(one_shots, container.service) != one_shots.end();
        if (!container.runs() || container.one_off || ends_itself) continue;
        auto& wanted = services[container.service];
        if (wanted.service.empty()) {
            wanted.service = container.service;
            wanted.replicas = 0;
        }
        ++wanted.replicas;
        if (container.health == Health::unhealthy) wanted.need_health = false;
    }
    for (auto& [name, service] : services) baseline.services.push_back(std::move(service));
    for (auto& [name, answer] : ports) {
        if (answer.open) baseline.ports.emplace(name, answer);
    }
    return baseline;
}

GateBaseline with_images(GateBaseline baseline, const std::map<std::string, ImageId>& images)
{
    for (auto& service : baseline.services) {
        const auto found = images.find(service.service);
        service.image = found == images.end() ? std::nullopt : std::optional(found->second);
    }
    return baseline;
}

GateVerdict GateJudge::look(const GateSample& sample)
{
    fault_.reset();
    well_ = 0;
    auto verdict = GateVerdict::passed;
    for (const auto& service : baseline_.services) {
        auto of_service = GateVerdict::passed;
        auto fault = judge_service(service, sample, of_service);
        if (!fault) ++well_;
        note(of_service, std::move(fault));
        if (of_service == GateVerdict::failed) return GateVerdict::failed;
        if (of_service == GateVerdict::wait) verdict = GateVerdict::wait;
    }
    if (rules_.check_ports) {
        for (const auto& [name, before] : baseline_.ports) {
            auto fault = judge_port(name, before, sample);
            if (!fault) {
                ++well_;
                continue;
            }
            note(GateVerdict::wait, std::move(fault));
            verdict = GateVerdict::wait;
        }
    }
    if (verdict == GateVerdict::wait) {
        well_since_.reset();
        const auto limit = std::max(
            rules_.timeout, health_limit_ > milliseconds(0) ? health_limit_ + rules_.health_margin : milliseconds(0));
        return sample.at >= limit ? GateVerdict::failed : GateVerdict::wait;
    }
    if (!well_since_) well_since_ = sample.at;
    if (sample.at - *well_since_ < rules_.settle) return GateVerdict::wait;
    proof_ = proof_of(sample);
    return GateVerdict::passed;
}

/// The fault that ends it counts before those that are waited for, and among these the first.
void GateJudge::note(GateVerdict verdict, std::optional<GateFault> fault)
{
    if (fault && (!fault_ || verdict == GateVerdict::failed)) fault_ = std::move(fault);
}

std::optional<GateFault> GateJudge::judge_service(const GateService& wanted, const GateSample& sample, GateVerdict& verdict)
{
    const auto replicas = replicas_of(sample.containers, wanted.service);
    std::optional<GateFault> first;
    for (const auto* container : replicas) {
        auto of_container = GateVerdict::passed;
        auto fault = judge_container(wanted, *container, sample, of_container);
        if (!fault) continue;
        if (of_container == GateVerdict::failed) {
            verdict = GateVerdict::failed;
            return fault;
        }
        verdict = GateVerdict::wait;
        if (!first) first = std::move(fault);
    }
    if (!first && static_cast<int>(replicas.size()) < wanted.replicas) {
        verdict = GateVerdict::wait;
        return fault_of("no_container", wanted.service,
            wanted.replicas == 1
                ? fmt::format("{} has no container", wanted.service)
                : fmt::format("{} has {} of {} containers", wanted.service, replicas.size(), wanted.replicas));
    }
    return first;
}

std::optional<GateFault> GateJudge::judge_container(
    const GateService& wanted, const Container& container, const GateSample& sample, GateVerdict& verdict)
{
    const auto& name = wanted.service;
    health_limit_ = std::max(health_limit_, container.health_limit);
    const auto known = baseline_.restarts.find(container.id);
    const int at_first = known == baseline_.restarts.end() ? 0 : known->second;
    auto& last = restarts_.try_emplace(container.id, at_first).first->second;
    const bool restarted = container.restart_count > last;
    last = container.restart_count;
    const bool tolerated = sample.at < rules_.early && last - at_first <= rules_.early_restarts;

    verdict = GateVerdict::failed;
    if (wanted.image && container.image != *wanted.image) {
        return fault_of("not_applied", container,
            fmt::format("{} still runs {} although {} was wanted", name, container.image.text, wanted.image->text));
    }
    if (container.state == RunState::exited || container.state == RunState::dead) return ended(container);
    if (container.state == RunState::restarting && container.oom_killed) return ended(container);
    if (container.health == Health::unhealthy && wanted.need_health) {
        return fault_of("unhealthy", container, fmt::format("{}'s health check says that it is not well", name));
    }
    const bool ends_again = restarted || container.state == RunState::restarting;
    if (ends_again && !tolerated) {
        auto message = fmt::format("{} ends and is started over and over", name);
        // While it runs again the engine tells no exit code.
        if (container.state == RunState::restarting)
            message += fmt::format(", last with exit code {}", container.exit_code.value_or(0));
        return fault_of("restarts", container, std::move(message));
    }
    verdict = GateVerdict::wait;
    if (ends_again) {
        return fault_of("restarts", container, fmt::format("{} ended and was started again", name));
    }
    if (container.state == RunState::created || container.state == RunState::removing) {
        return fault_of("not_started", container, fmt::format("{} was created but did not start", name));
    }
    if (container.health == Health::starting && wanted.need_health) {
        return fault_of("health_starting", container,
            fmt::format("{}'s health check has not been good for {}", name, seconds_text(sample.at)));
    }
    verdict = GateVerdict::passed;
    return std::nullopt;
}

std::optional<GateFault> GateJudge::judge_port(
    const PortName& name, const PortAnswer& before, const GateSample& sample) const
{
    const auto found = sample.ports.find(name);
    if (found == sample.ports.end() || !found->second.open) {
        return fault_of("port_silent", name.service,
            fmt::format("port {} of {} answered before and does not answer", name.port, name.service));
    }
    if (rules_.check_http && !same_http_class(before.http_status, found->second.http_status)) {
        return fault_of("http_changed", name.service,
            fmt::format("port {} of {} answered with {} before, and answers with {}", name.port, name.service,
                http_text(before.http_status), http_text(found->second.http_status)));
    }
    return std::nullopt;
}

std::vector<std::string> GateJudge::proof_of(const GateSample& sample) const
{
    std::vector<std::string> lines;
    for (const auto& service : baseline_.services) {
        const auto replicas = replicas_of(sample.containers, service.service);
        const bool healthy = !replicas.empty()
            && std::ranges::all_of(replicas, [](const Container* c) { return c->health == Health::healthy; });
        lines.push_back(healthy
                ? fmt::format("{}: healthy", service.service)
                : fmt::format("{}: runs for {} without a restart", service.service, seconds_text(rules_.settle)));
    }
    if (!rules_.check_ports) return lines;
    for (const auto& [name, before] : baseline_.ports) {
        const auto& now = sample.ports.at(name);
        lines.push_back(now.http_status != 0
                ? fmt::format("{}: port {} answers with HTTP {}", name.service, name.port, now.http_status)
                : fmt::format("{}: port {} answers", name.service, name.port));
    }
    return lines;
}

} // namespace furtka
