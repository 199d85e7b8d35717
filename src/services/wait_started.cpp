#include "services/wait_started.hpp"

#include "async/timeout.hpp"
#include "domain/replicas.hpp"
#include "services/watch_gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

namespace furtka {
namespace {

using namespace std::chrono_literals;

enum class Progress { waiting, up, failed };

struct Look {
    Progress progress = Progress::up;
    std::optional<Container> culprit;
    std::string service; ///< that waits or failed
};

bool restarts_after_success(const ServiceModel& service)
{
    return service.restart == "always" || service.restart == "unless-stopped";
}

/// Restarts that each container had when it was first looked at.
using Restarts = std::map<ContainerId, int>;

Progress progress_of(const Container& container, const ServiceModel& service, int restarts_before)
{
    switch (container.state) {
    case RunState::running:
    case RunState::paused: return container.restart_count > restarts_before ? Progress::failed : Progress::up;
    case RunState::exited:
        if (container.exit_code.value_or(0) != 0) return Progress::failed;
        return restarts_after_success(service) ? Progress::waiting : Progress::up;
    case RunState::restarting:
    case RunState::dead: return Progress::failed;
    case RunState::created:
    case RunState::removing: return Progress::waiting;
    }
    return Progress::waiting;
}

void add(Look& look, Progress progress, const std::string& service, std::optional<Container> container)
{
    if (progress == Progress::up || look.progress == Progress::failed) return;
    look = {.progress = progress, .culprit = std::move(container), .service = service};
}

/// A container that `up` made or started counts its restarts from 0; one that ran before has its own past.
int restarts_before(Restarts& restarts, const StartWatch& watch, const Container& inspected)
{
    const int first = watch.ran_before.contains(inspected.id) ? inspected.restart_count : 0;
    return restarts.try_emplace(inspected.id, first).first->second;
}

/// One look at all containers; each is inspected, because a list does not tell a crash loop from a start.
Task<Result<Look>> look_at(World world, AppName app, const ComposeModel& model, const StartWatch& watch, Restarts& restarts)
{
    CO_TRY(const auto containers, co_await world.containers.list(app.text()));
    Look look;
    for (const auto& name : watch.services) {
        const auto* service = model.service(name);
        if (service == nullptr || service->replicas == 0) continue;
        const auto replicas = replicas_of(containers, name);
        if (replicas.empty()) add(look, Progress::waiting, name, std::nullopt);
        for (const auto* listed : replicas) {
            const auto inspected = co_await world.containers.inspect(listed->id);
            if (!inspected && inspected.error().kind != ErrorKind::not_found) co_return fail(inspected.error());
            if (!inspected) {
                add(look, Progress::waiting, name, std::nullopt); // it went between list and inspect
                continue;
            }
            const auto before = restarts_before(restarts, watch, *inspected);
            add(look, progress_of(*inspected, *service, before), name, *inspected);
        }
    }
    co_return look;
}

std::string sentence(const std::string& service, const std::optional<Container>& culprit)
{
    if (!culprit) return fmt::format("{} has no container after `up`", service);
    if (culprit->oom_killed) return fmt::format("{} was ended because it used more memory than it may", service);
    if (culprit->state == RunState::created) return fmt::format("{} was created but did not start", service);
    const bool comes_back = culprit->restart_count > 0 && culprit->state != RunState::exited;
    if (comes_back && culprit->state == RunState::running)
        return fmt::format("{} ends and is started over and over", service);
    if (comes_back) {
        return fmt::format(
            "{} ends and is started over and over, last with exit code {}", service, culprit->exit_code.value_or(0));
    }
    return fmt::format("{} ended with exit code {}", service, culprit->exit_code.value_or(0));
}

/// While a container runs again the engine tells no exit code (26.1): its next end does.
Task<Container> at_its_end(World world, Container culprit)
{
    constexpr auto longest_wait = 2s;
    constexpr auto pause = 50ms;
    for (auto waited = 0ms; culprit.state == RunState::running && waited < longest_wait; waited += pause) {
        if (!co_await sleep_for(pause)) break;
        auto again = co_await world.containers.inspect(culprit.id);
        if (!again) break;
        culprit = *std::move(again);
    }
    co_return culprit;
}

Task<Error> failure(World world, Look look)
{
    if (look.culprit) look.culprit = co_await at_its_end(world, *std::move(look.culprit));
    Error error{.kind = ErrorKind::upstream,
        .key = "app_failed_to_start",
        .message = sentence(look.service, look.culprit),
        .hint = "look at the app's log; its volumes and settings are untouched",
        .details = {{"service", look.service}}};
    if (look.culprit) {
        if (look.culprit->exit_code && look.culprit->state != RunState::running)
            error.details.emplace_back("exit_code", std::to_string(*look.culprit->exit_code));
        auto lines = co_await last_lines(world, look.culprit->id);
        error.details.emplace_back("log", std::move(lines));
    }
    co_return error;
}

} // namespace

std::set<ContainerId> running_ids(const std::vector<Container>& containers)
{
    std::set<ContainerId> ids;
    for (const auto& container : containers) {
        if (container.runs()) ids.insert(container.id);
    }
    return ids;
}

Task<Result<void>> wait_started(World world, Policies policies, AppName app, ComposeModel model, StartWatch watch)
{
    const auto deadline = std::chrono::steady_clock::now() + policies.start_limit;
    std::optional<std::chrono::steady_clock::time_point> up_since;
    Restarts restarts;
    auto pause = 20ms;
    for (;;) {
        CO_TRY(auto look, co_await look_at(world, app, model, watch, restarts));
        const auto now = std::chrono::steady_clock::now();
        if (look.progress == Progress::failed || (look.progress == Progress::waiting && now >= deadline)) {
            auto error = co_await failure(world, std::move(look));
            co_return fail(std::move(error));
        }
        if (look.progress == Progress::waiting) up_since.reset();
        if (look.progress == Progress::up) {
            if (!up_since) up_since = now;
            if (now - *up_since >= watch.settle) co_return Result<void>{};
        }
        auto wait = pause;
        if (up_since) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(*up_since + watch.settle - now);
            wait = std::clamp(left, std::chrono::milliseconds(1), pause);
        }
        CO_CHECK(co_await sleep_for(wait));
        pause = std::min(pause * 2, std::chrono::milliseconds(250));
    }
}

} // namespace furtka
