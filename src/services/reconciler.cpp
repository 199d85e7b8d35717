#include "services/reconciler.hpp"

#include "async/cancellation.hpp"
#include "async/timeout.hpp"
#include "base/log.hpp"
#include "domain/install_plan.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/env_for_app.hpp"
#include "services/hooks.hpp"
#include "services/wait_started.hpp"
#include "services/wait_stopped.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace furtka {
namespace {

constexpr std::size_t apps_at_once = 4;

std::vector<Container> of_project(const std::vector<Container>& containers, const std::string& project)
{
    std::vector<Container> mine;
    std::ranges::copy_if(containers, std::back_inserter(mine), [&](const Container& c) { return c.project == project; });
    return mine;
}

std::vector<std::string> missing(const AppName& app, const Manifest& manifest, const std::vector<std::string>& volumes)
{
    std::vector<std::string> short_names;
    for (const auto& volume : manifest.volumes) {
        if (std::ranges::find(volumes, volume_name(app, volume)) == volumes.end()) short_names.push_back(volume);
    }
    return short_names;
}

bool some_hash_differs(const AppFacts& facts)
{
    return std::ranges::any_of(facts.containers, [&](const Container& container) {
        const auto found = facts.config_hashes.find(container.service);
        return found != facts.config_hashes.end() && found->second != container.config_hash;
    });
}

bool all_made_by(const std::vector<Container>& containers, const std::string& compose_version)
{
    return std::ranges::all_of(containers, [&](const Container& c) { return c.compose_version == compose_version; });
}

/// Apps of the plan in rounds: the providers of a round's apps are all in earlier rounds.
std::vector<std::vector<std::string>> rounds_of(const std::vector<PlanLine>& plan, const LivePicture& picture)
{
    std::vector<std::string> order; // providers first, as the plan has them
    for (const auto& line : plan) {
        if (line.kind != PlanKind::skip && std::ranges::find(order, line.app) == order.end()) order.push_back(line.app);
    }
    std::map<std::string, std::size_t> round;
    std::vector<std::vector<std::string>> rounds;
    for (const auto& app : order) {
        std::size_t mine = 0;
        const auto* view = picture.find(app);
        if (view != nullptr && view->folder) {
            for (const auto& requirement : view->folder->manifest.requirements) {
                const auto provider = round.find(requirement.app);
                if (provider != round.end()) mine = std::max(mine, provider->second + 1);
            }
        }
        round.emplace(app, mine);
        if (rounds.size() <= mine) rounds.resize(mine + 1);
        rounds[mine].push_back(app);
    }
    return rounds;
}

std::vector<PlanLine> lines_of(const std::vector<PlanLine>& plan, const std::string& app)
{
    std::vector<PlanLine> lines;
    std::ranges::copy_if(plan, std::back_inserter(lines), [&](const PlanLine& line) { return line.app == app; });
    return lines;
}

} // namespace

Reconciler::Reconciler(World world, Policies policies, LivePicture& picture, Jobs& jobs)
    : world_(world), policies_(std::move(policies)), picture_(picture), jobs_(jobs)
{
}

Task<Result<std::vector<PlanLine>>> Reconciler::plan()
{
    CO_TRY(const auto facts, co_await look());
    co_return reconcile_plan(facts);
}

Task<Result<ReconcileOutcome>> Reconciler::run()
{
    CO_TRY(auto plan, co_await this->plan());
    const auto executor = co_await boost::asio::this_coro::executor;
    ReconcileOutcome outcome{.plan = std::move(plan)};

    for (const auto& round : rounds_of(outcome.plan, picture_)) {
        std::vector<std::function<Task<Result<void>>()>> works;
        for (const auto& name : round) {
            auto lines = lines_of(outcome.plan, name);
            works.emplace_back([this, name, lines, executor] { return work_on(name, lines, executor); });
        }
        const auto ends = co_await run_bounded(std::move(works), apps_at_once);
        for (std::size_t i = 0; i < ends.size(); ++i) {
            if (!ends[i]) outcome.failures.push_back({.app = round[i], .error = ends[i].error()});
        }
    }
    co_return outcome;
}

/// One app as a job of its own, waited for.
Task<Result<void>> Reconciler::work_on(std::string name, std::vector<PlanLine> lines, boost::asio::any_io_executor executor)
{
    for (const auto& line : lines) log::info("reconcile", {{"plan", to_text(line)}});
    JobBody body = [this, name, lines](JobContext& job) { return job_body(name, lines, job); };
    CO_TRY(const auto id, jobs_.start(JobKind::reconcile, name, {}, std::move(body), executor));
    CO_TRY(const auto ended, co_await jobs_.wait(id));
    if (ended.error) co_return fail(*ended.error);
    co_return Result<void>{};
}

Task<Result<std::string>> Reconciler::job_body(std::string name, std::vector<PlanLine> lines, JobContext& job)
{
    CO_TRY(const auto app, AppName::parse(name));
    const auto done = co_await guarded(act(app, std::move(lines), job));
    co_await forget_cancellation(); // what was done must be seen
    co_await picture_.refresh(name);
    CO_CHECK(done);
    co_return std::string("{}");
}

Task<Result<std::vector<AppFacts>>> Reconciler::look()
{
    co_await picture_.load(); // the folders are the truth, and a change of them may not have been told yet
    CO_TRY(const auto containers, co_await world_.containers.list(std::nullopt));
    CO_TRY(const auto volumes, co_await world_.volumes.names());
    std::vector<std::string> names;
    for (const auto& [name, app] : picture_.apps()) names.push_back(name);

    std::vector<std::function<Task<Result<AppFacts>>()>> looks;
    for (const auto& name : names) {
        looks.emplace_back([this, name, &containers, &volumes] { return facts_of(name, containers, volumes); });
    }
    auto looked = co_await run_bounded(std::move(looks), apps_at_once);
    std::vector<AppFacts> facts;
    for (auto& look : looked) {
        CO_TRY(auto one, std::move(look));
        facts.push_back(std::move(one));
    }
    co_return facts;
}

Task<Result<AppFacts>> Reconciler::facts_of(
    std::string name, const std::vector<Container>& containers, const std::vector<std::string>& volumes)
{
    AppFacts facts{.name = name, .containers = of_project(containers, name)};
    const auto app = AppName::parse(name);
    const auto* view = picture_.find(name);
    if (!app || view == nullptr || !view->folder) {
        facts.broken = view == nullptr ? "it was removed meanwhile"
            : !app                     ? app.error().message
                                       : view->folder.error().message;
        co_return facts;
    }
    const auto folder = *view->folder;
    facts.busy = view->job.has_value();
    facts.intent = folder.intent;
    facts.manifest = folder.manifest;
    facts.missing_volumes = missing(*app, folder.manifest, volumes);
    const auto placeholders = check_placeholders(folder.manifest, folder.env.value_or(EnvFile()));
    if (!placeholders && facts.containers.empty()) {
        facts.broken = placeholders.error().message; // it never ran: a boot must not start it with such a secret
        co_return facts;
    }
    auto resolved = co_await world_.compose.resolve(project_of(*app, folder));
    if (!resolved) {
        facts.model_error = resolved.error().message;
        co_return facts;
    }
    facts.model = std::move(resolved->model);
    facts.config_hashes = std::move(resolved->hashes);
    if (some_hash_differs(facts)) {
        const auto version = co_await world_.compose.version();
        facts.hashes_comparable = version && all_made_by(facts.containers, version->text);
    }
    co_return facts;
}

Task<Result<void>> Reconciler::act(AppName app, std::vector<PlanLine> lines, JobContext& job)
{
    std::set<PlanKind> done; // lines of one kind are one action: `up` brings all services
    for (const auto& line : lines) {
        job.log(to_text(line));
        if (!done.insert(line.kind).second) continue;
        CO_CHECK(co_await take_step(app, line.kind, job));
    }
    co_return Result<void>{};
}

Task<Result<void>> Reconciler::take_step(AppName app, PlanKind kind, JobContext& job)
{
    switch (kind) {
    case PlanKind::skip: co_return Result<void>{};
    case PlanKind::ensure_volume: co_return co_await make_volumes(app, job);
    case PlanKind::remove_leftover:
        job.stage("leftovers", "Clearing what an interrupted update left");
        co_return co_await remove_leftovers(world_, app);
    case PlanKind::run_hook: co_return co_await run_start_hooks(app, job);
    case PlanKind::up: co_return co_await start(app, job);
    case PlanKind::stop: co_return co_await stop(app, job);
    }
    co_return Result<void>{};
}

Task<Result<void>> Reconciler::make_volumes(AppName app, JobContext& job)
{
    job.stage("volumes", "Creating volumes");
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_CHECK(co_await ensure_volumes(world_, app, folder.manifest.volumes));
    co_return Result<void>{};
}

Task<Result<void>> Reconciler::start(AppName app, JobContext& job)
{
    job.stage("start", "Starting");
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    CO_TRY(const auto before, co_await world_.containers.list(app.text()));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await check_before_up(world_, policies_, folder, resolved.model, log));
    co_await point_of_no_return();
    CO_CHECK(co_await bring_up(world_, policies_, app, {}, log));
    StartWatch watch{.services = resolved.model.service_names(), .ran_before = running_ids(before)};
    co_return co_await wait_started(world_, policies_, app, resolved.model, std::move(watch));
}

Task<Result<void>> Reconciler::stop(AppName app, JobContext& job)
{
    job.stage("stop", "Stopping");
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await world_.compose.stop(project_of(app, folder), log));
    co_return co_await wait_stopped(world_, app);
}

Task<Result<void>> Reconciler::run_start_hooks(AppName app, JobContext& job)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    for (const auto& requirement : folder.manifest.requirements) {
        if (requirement.on_start.empty()) continue;
        CO_TRY(const auto provider, AppName::parse(requirement.app));
        job.stage("hook", fmt::format("Preparing {} for {}", requirement.app, folder.manifest.display_name));
        Consumer consumer{.name = app, .version = folder.manifest.version, .env = folder.env.value_or(EnvFile()).values()};
        CO_CHECK(co_await run_hook(world_, policies_, provider, requirement.on_start, std::move(consumer)));
    }
    co_return Result<void>{};
}

} // namespace furtka
