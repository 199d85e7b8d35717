#include "domain/app_state.hpp"

#include "domain/exit_words.hpp"
#include "domain/replicas.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace furtka {
namespace {

constexpr std::size_t most_reasons = 3;

/// What is wanted of a service, as far as its state depends on it.
struct Wanted {
    std::string name;
    std::string image;
    int replicas = 1;
    bool comes_back = false; ///< restart policy `always` or `unless-stopped`: an end with 0 is no end of its work
};

struct Judged {
    ServiceCondition condition;
    std::string reason; ///< empty: nothing to complain of
};

bool is_failure(ServiceState state)
{
    return state == ServiceState::failed || state == ServiceState::absent || state == ServiceState::restarting;
}

/// The worst of its replicas speaks for a service, and the worst of its services for an app.
int severity(ServiceState state)
{
    switch (state) {
    case ServiceState::failed: return 8;
    case ServiceState::absent: return 7;
    case ServiceState::restarting: return 6;
    case ServiceState::unhealthy: return 5;
    case ServiceState::paused: return 4;
    case ServiceState::starting: return 3;
    case ServiceState::running: return 2;
    case ServiceState::finished: return 1;
    case ServiceState::stopped: return 0;
    }
    return 0;
}

ServiceState state_while_up(Health health)
{
    switch (health) {
    case Health::starting: return ServiceState::starting;
    case Health::unhealthy: return ServiceState::unhealthy;
    case Health::none:
    case Health::healthy: return ServiceState::running;
    }
    return ServiceState::running;
}

ServiceState replica_state(const Container& container, bool comes_back)
{
    switch (container.state) {
    case RunState::running: return state_while_up(container.health);
    case RunState::paused: return ServiceState::paused;
    case RunState::restarting: return ServiceState::restarting;
    case RunState::removing: return ServiceState::absent;
    case RunState::exited: return container.exit_code == 0 && !comes_back ? ServiceState::finished : ServiceState::failed;
    case RunState::created:
    case RunState::dead: return ServiceState::failed;
    }
    return ServiceState::failed;
}

std::string with_exit(std::string text, const Container& container)
{
    if (!container.exit_code) return container.oom_killed ? text + ", out of memory" : text;
    text += fmt::format(" with exit code {}", *container.exit_code);
    if (container.oom_killed) return text + ", out of memory";
    const auto words = exit_words(*container.exit_code);
    return words.empty() ? text : fmt::format("{}: {}", text, words);
}

std::string failure_reason(std::string_view service, const Container& container)
{
    switch (container.state) {
    case RunState::created: return fmt::format("{} was created but never started", service);
    case RunState::dead: return fmt::format("{} is dead: the engine could not remove its container", service);
    default: return with_exit(fmt::format("{} ended", service), container);
    }
}

std::string reason_of(std::string_view service, const Container& container, ServiceState state)
{
    switch (state) {
    case ServiceState::failed: return failure_reason(service, container);
    case ServiceState::absent: return fmt::format("{} is being removed", service);
    case ServiceState::restarting:
        return with_exit(fmt::format("{} restarts again and again; it last ended", service), container);
    case ServiceState::unhealthy: return fmt::format("{} is unhealthy", service);
    case ServiceState::paused: return fmt::format("{} is paused", service);
    case ServiceState::starting: return fmt::format("{} is starting", service);
    case ServiceState::running:
    case ServiceState::finished:
    case ServiceState::stopped: return {};
    }
    return {};
}

ServiceCondition facts_of(const Wanted& wanted, const std::vector<const Container*>& replicas)
{
    ServiceCondition condition{.name = wanted.name, .image = wanted.image, .replicas = wanted.replicas};
    if (!replicas.empty()) condition.container = replicas.front()->id.text;
    std::set<PublishedPort> ports;
    for (const auto* replica : replicas) {
        ports.insert(replica->ports.begin(), replica->ports.end());
        if (!replica->runs()) continue;
        ++condition.running;
        if (!condition.image_id) condition.image_id = replica->image;
    }
    condition.ports.assign(ports.begin(), ports.end());
    return condition;
}

/// Lays the state of the worst replica over the service.
void judge_replicas(Judged& judged, const std::vector<const Container*>& replicas, bool comes_back)
{
    int worst = -1;
    for (const auto* replica : replicas) {
        const auto state = replica_state(*replica, comes_back);
        if (severity(state) <= worst) continue;
        worst = severity(state);
        judged.condition.state = state;
        judged.reason = reason_of(judged.condition.name, *replica, state);
        judged.condition.exit_code =
            replica->runs() && state != ServiceState::restarting ? std::nullopt : replica->exit_code;
        judged.condition.oom_killed = replica->oom_killed;
    }
}

Judged judge_wanted(const Wanted& wanted, const std::vector<const Container*>& replicas)
{
    Judged judged{.condition = facts_of(wanted, replicas)};
    judge_replicas(judged, replicas, wanted.comes_back);
    const auto have = static_cast<int>(replicas.size());
    if (have == 0) {
        judged.condition.state = ServiceState::absent;
        judged.reason = fmt::format("{} has no container", wanted.name);
    } else if (have < wanted.replicas && !is_failure(judged.condition.state)) {
        judged.condition.state = ServiceState::failed;
        judged.reason = fmt::format("{} has {} of {} replicas", wanted.name, have, wanted.replicas);
    }
    return judged;
}

/// Nothing is wanted of the service: what runs is told, what does not is at rest.
Judged judge_unwanted(const Wanted& wanted, const std::vector<const Container*>& replicas)
{
    Judged judged{.condition = facts_of(wanted, replicas)};
    auto running = replicas;
    std::erase_if(running, [](const Container* replica) { return !replica->runs(); });
    judge_replicas(judged, running, wanted.comes_back);
    if (!running.empty()) return judged;
    judged.condition.state = ServiceState::stopped;
    if (!replicas.empty()) judged.condition.exit_code = replicas.front()->exit_code;
    return judged;
}

bool comes_back(std::string_view restart) { return restart == "always" || restart == "unless-stopped"; }

std::vector<Wanted> wanted_by(const ComposeModel& model)
{
    std::vector<Wanted> wanted;
    for (const auto& service : model.services) {
        wanted.push_back({.name = service.name,
            .image = service.image.value_or(""),
            .replicas = service.replicas,
            .comes_back = comes_back(service.restart)});
    }
    return wanted;
}

/// Without a compose file the containers say which services there are.
std::vector<Wanted> wanted_by(const std::vector<Container>& containers)
{
    std::set<std::string> names;
    for (const auto& container : containers) {
        if (!container.one_off) names.insert(container.service);
    }
    std::vector<Wanted> wanted;
    for (const auto& name : names) {
        const auto replicas = replicas_of(containers, name);
        wanted.push_back(
            {.name = name, .image = replicas.front()->image_ref, .replicas = static_cast<int>(replicas.size())});
    }
    return wanted;
}

AppState state_from(const std::vector<Judged>& services)
{
    const auto some = [&](auto matches) {
        return std::ranges::any_of(services, [&](const Judged& service) { return matches(service.condition.state); });
    };
    if (some(is_failure)) return AppState::failed;
    if (some([](ServiceState s) { return s == ServiceState::unhealthy || s == ServiceState::paused; }))
        return AppState::unhealthy;
    if (some([](ServiceState s) { return s == ServiceState::starting; })) return AppState::starting;
    if (some([](ServiceState s) { return s == ServiceState::running; })) return AppState::running;
    return AppState::stopped;
}

/// The worst first.
std::string joined_reasons(const std::vector<Judged>& services)
{
    std::multimap<int, std::string, std::greater<>> by_severity; // equal ones stay in the order of the services
    for (const auto& service : services) {
        if (!service.reason.empty()) by_severity.emplace(severity(service.condition.state), service.reason);
    }
    std::vector<std::string> reasons;
    for (const auto& [unused, reason] : by_severity) reasons.push_back(reason);
    if (reasons.size() <= most_reasons) return fmt::format("{}", fmt::join(reasons, "; "));
    const auto left_out = reasons.size() - most_reasons;
    reasons.resize(most_reasons);
    return fmt::format("{}; and {} more", fmt::join(reasons, "; "), left_out);
}

std::string reason_at_rest(Intent intent, const std::vector<Judged>& services)
{
    if (intent == Intent::stop) return "stopped by its owner";
    const auto finished = [](const Judged& service) { return service.condition.state == ServiceState::finished; };
    if (std::ranges::any_of(services, finished)) return "every service has finished";
    return "none of its services has a container";
}

bool is_beside_another(const Container& leftover, const std::vector<Container>& containers)
{
    return std::ranges::any_of(containers, [&](const Container& other) {
        return other.id != leftover.id && !other.one_off && other.service == leftover.service
            && other.number == leftover.number && !has_recreate_name(other);
    });
}

} // namespace

std::string_view to_text(AppState state)
{
    switch (state) {
    case AppState::unknown: return "unknown";
    case AppState::running: return "running";
    case AppState::starting: return "starting";
    case AppState::unhealthy: return "unhealthy";
    case AppState::stopped: return "stopped";
    case AppState::failed: return "failed";
    case AppState::busy: return "busy";
    case AppState::broken: return "broken";
    }
    return "unknown";
}

std::string_view to_text(ServiceState state)
{
    switch (state) {
    case ServiceState::running: return "running";
    case ServiceState::starting: return "starting";
    case ServiceState::unhealthy: return "unhealthy";
    case ServiceState::stopped: return "stopped";
    case ServiceState::failed: return "failed";
    case ServiceState::finished: return "finished";
    case ServiceState::paused: return "paused";
    case ServiceState::restarting: return "restarting";
    case ServiceState::absent: return "absent";
    }
    return "absent";
}

AppCondition app_condition(Intent intent, const ComposeModel* model, const std::vector<Container>& containers)
{
    const auto wanted = model == nullptr ? wanted_by(containers) : wanted_by(*model);
    const bool any_container =
        std::ranges::any_of(containers, [](const Container& container) { return !container.one_off; });

    std::vector<Judged> services;
    for (const auto& service : wanted) {
        const auto replicas = replicas_of(containers, service.name);
        const bool is_wanted = intent == Intent::run && service.replicas > 0;
        services.push_back(is_wanted ? judge_wanted(service, replicas) : judge_unwanted(service, replicas));
    }

    AppCondition app;
    app.state = any_container ? state_from(services) : AppState::stopped;
    if (app.state == AppState::stopped) {
        app.reason = reason_at_rest(intent, services);
    } else if (app.state != AppState::running) {
        app.reason = joined_reasons(services);
    }
    for (auto& service : services) app.services.push_back(std::move(service.condition));
    return app;
}

std::optional<ImageId> running_image(const std::vector<Container>& containers, std::string_view service)
{
    for (const auto* replica : replicas_of(containers, service)) {
        if (replica->runs()) return replica->image;
    }
    return std::nullopt;
}

std::vector<Container> interrupted_recreates(const std::vector<Container>& containers)
{
    std::vector<Container> leftovers;
    std::ranges::copy_if(containers, std::back_inserter(leftovers), has_recreate_name);
    return leftovers;
}

std::vector<Container> removable_leftovers(const std::vector<Container>& containers)
{
    auto leftovers = interrupted_recreates(containers);
    std::erase_if(
        leftovers, [&](const Container& leftover) { return leftover.runs() || !is_beside_another(leftover, containers); });
    return leftovers;
}

} // namespace furtka
