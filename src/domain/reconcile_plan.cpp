#include "domain/reconcile_plan.hpp"

#include "domain/app_state.hpp"
#include "domain/install_plan.hpp"
#include "domain/replicas.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace furtka {
namespace {

using FactsByName = std::map<std::string, const AppFacts*, std::less<>>;
using Lines = std::vector<PlanLine>;

/// What stands in the way of doing anything with the app, or nothing.
std::optional<std::string> obstacle(const AppFacts& app)
{
    if (app.broken) return app.broken;
    if (app.busy) return "a job is at work on it";
    return std::nullopt;
}

void add_leftovers(const AppFacts& app, Lines& plan)
{
    for (const auto& leftover : removable_leftovers(app.containers)) {
        plan.push_back({.kind = PlanKind::remove_leftover,
            .app = app.name,
            .target = leftover.name,
            .cause = fmt::format("left by an interrupted recreate of {}", leftover.service)});
    }
}

void add_volumes(const AppFacts& app, Lines& plan)
{
    for (const auto& volume : app.missing_volumes) {
        plan.push_back({.kind = PlanKind::ensure_volume, .app = app.name, .target = volume, .cause = "it does not exist"});
    }
}

/// Why the provider cannot run a hook, or nothing.
std::optional<std::string> no_hook_cause(const FactsByName& apps, const std::string& provider)
{
    const auto found = apps.find(provider);
    if (found == apps.end()) return fmt::format("its hook cannot run: {} is not installed", provider);
    if (found->second->broken) return fmt::format("its hook cannot run: {} is broken", provider);
    if (found->second->busy) return fmt::format("its hook cannot run: a job is at work on {}", provider);
    if (found->second->intent == Intent::stop)
        return fmt::format("its hook cannot run: {} is stopped by its owner", provider);
    return std::nullopt;
}

void add_hooks(const AppFacts& app, const FactsByName& apps, Lines& plan)
{
    for (const auto& requirement : app.manifest.requirements) {
        if (requirement.on_start.empty()) continue;
        const auto obstacle_of_hook = no_hook_cause(apps, requirement.app);
        plan.push_back({.kind = obstacle_of_hook ? PlanKind::skip : PlanKind::run_hook,
            .app = app.name,
            .target = requirement.app,
            .cause = obstacle_of_hook.value_or(fmt::format("requires.on_start {}", requirement.on_start))});
    }
}

bool differs_from_file(const AppFacts& app, const std::string& service)
{
    const auto wanted = app.config_hashes.find(service);
    if (!app.hashes_comparable || wanted == app.config_hashes.end() || wanted->second.empty()) return false;
    return std::ranges::any_of(replicas_of(app.containers, service),
        [&](const Container* replica) { return !replica->config_hash.empty() && replica->config_hash != wanted->second; });
}

/// A finished one-shot has done its work, and an engine that restarts a container is left to it.
std::optional<std::string> cause_to_up(const AppFacts& app, const ServiceCondition& service)
{
    switch (service.state) {
    case ServiceState::finished:
    case ServiceState::stopped: return std::nullopt;
    case ServiceState::failed:
    case ServiceState::absent:
        if (service.running == 0) return fmt::format("{} is not running", service.name);
        return fmt::format("{} runs {} of {} replicas", service.name, service.running, service.replicas);
    case ServiceState::running:
    case ServiceState::starting:
    case ServiceState::unhealthy:
    case ServiceState::paused:
    case ServiceState::restarting: break;
    }
    if (differs_from_file(app, service.name)) return fmt::format("{} differs from its compose file", service.name);
    return std::nullopt;
}

void add_up(const AppFacts& app, Lines& plan)
{
    std::vector<std::string> causes;
    for (const auto& service : app_condition(Intent::run, &*app.model, app.containers).services) {
        if (auto cause = cause_to_up(app, service)) causes.push_back(std::move(*cause));
    }
    if (causes.empty()) return;
    plan.push_back({.kind = PlanKind::up, .app = app.name, .cause = fmt::format("{}", fmt::join(causes, ", "))});
}

void add_stop(const AppFacts& app, Lines& plan)
{
    std::vector<std::string> running;
    for (const auto& service : app_condition(Intent::stop, nullptr, app.containers).services) {
        if (service.running > 0) running.push_back(service.name);
    }
    if (running.empty()) return;
    plan.push_back({.kind = PlanKind::stop,
        .app = app.name,
        .cause = fmt::format(
            "its owner stopped it, and {} still {}", fmt::join(running, ", "), running.size() == 1 ? "runs" : "run")});
}

void add_app(const AppFacts& app, const FactsByName& apps, Lines& plan)
{
    if (auto cause = obstacle(app)) {
        plan.push_back({.kind = PlanKind::skip, .app = app.name, .cause = std::move(*cause)});
        return;
    }
    add_leftovers(app, plan);
    if (app.intent == Intent::stop) return add_stop(app, plan);
    if (!app.model) {
        const auto cause = fmt::format("Compose cannot read its compose file: {}", app.model_error);
        plan.push_back({.kind = PlanKind::skip, .app = app.name, .cause = cause});
        return;
    }
    add_volumes(app, plan);
    add_hooks(app, apps, plan);
    add_up(app, plan);
}

} // namespace

std::string_view to_text(PlanKind kind)
{
    switch (kind) {
    case PlanKind::ensure_volume: return "ensure_volume";
    case PlanKind::remove_leftover: return "remove_leftover";
    case PlanKind::run_hook: return "run_hook";
    case PlanKind::up: return "up";
    case PlanKind::stop: return "stop";
    case PlanKind::skip: return "skip";
    }
    return "skip";
}

std::string to_text(const PlanLine& line)
{
    return fmt::format(
        "{} {}{}{}: {}", to_text(line.kind), line.app, line.target.empty() ? "" : " ", line.target, line.cause);
}

std::string to_text(const std::vector<PlanLine>& plan)
{
    std::string text;
    for (const auto& line : plan) text += to_text(line) + '\n';
    return text;
}

std::vector<PlanLine> reconcile_plan(const std::vector<AppFacts>& apps)
{
    FactsByName by_name;
    std::map<std::string, Manifest> manifests;
    for (const auto& app : apps) {
        by_name.emplace(app.name, &app);
        manifests.emplace(app.name, app.manifest);
    }
    Lines plan;
    for (const auto& name : start_order(manifests)) add_app(*by_name.find(name)->second, by_name, plan);
    return plan;
}

} // namespace furtka
