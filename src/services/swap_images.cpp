#include "services/swap_images.hpp"

#include "async/cancellation.hpp"
#include "async/timeout.hpp"
#include "base/error_detail.hpp"
#include "base/log.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/engine_back.hpp"
#include "services/keep_points.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr int most_tries = 3; // of a way that the engine's end broke off

std::map<std::string, ImageId> images_after(const std::vector<ServiceChange>& changes)
{
    std::map<std::string, ImageId> images;
    for (const auto& change : changes) images.emplace(change.service, change.to);
    return images;
}

std::map<std::string, ImageId> images_before(const std::vector<ServiceChange>& changes)
{
    std::map<std::string, ImageId> images;
    for (const auto& change : changes) images.emplace(change.service, change.from);
    return images;
}

/// The tags as they were, where a service that is exchanged ran another image than its tag's: that one.
std::map<std::string, ImageId> tags_back(const SwapNote& note)
{
    auto tags = note.tags_before;
    std::map<std::string, ImageId> ran;
    for (const auto& change : note.changes) ran.try_emplace(change.tag, change.from);
    for (const auto& [tag, image] : ran) tags[tag] = image;
    return tags;
}

GateFault fault_of(const Error& error)
{
    return {.key = error.key,
        .message = error.message,
        .service = detail_of(error, "service"),
        .container = std::nullopt,
        .exit_code = std::nullopt};
}

/// Services whose containers use the network of another's container that is no more.
std::vector<std::string> with_lost_network(const ComposeModel& model, const std::vector<Container>& containers)
{
    constexpr std::string_view of_service = "service:";
    std::vector<std::string> lost;
    for (const auto& container : containers) {
        const auto* service = model.service(container.service);
        if (service == nullptr || container.shares_network_of.empty() || !container.runs()) continue;
        if (!service->network_mode.starts_with(of_service)) continue;
        const auto owner = service->network_mode.substr(of_service.size());
        const bool there = std::ranges::any_of(
            containers, [&](const Container& c) { return c.service == owner && c.id.text == container.shares_network_of; });
        if (!there && std::ranges::find(lost, service->name) == lost.end()) lost.push_back(service->name);
    }
    return lost;
}

Error died_meanwhile(std::string_view said)
{
    return {.kind = ErrorKind::unavailable,
        .key = std::string(engine_died_key),
        .message = fmt::format("the engine ended while the containers were exchanged: {}", said),
        .hint = "see why the engine ends: journalctl -u docker"};
}

/// What must be well after the exchange: of the services that the files to go to name.
Task<GateBaseline> goal_of(World world, AppName app, GateBaseline baseline)
{
    const auto folder = co_await world.folders.read(app);
    if (!folder) co_return baseline;
    const auto resolved = co_await world.compose.resolve(project_of(app, *folder));
    if (!resolved) co_return baseline;
    const auto is_named = [&](const std::string& service) { return resolved->model.service(service) != nullptr; };
    std::erase_if(baseline.services, [&](const GateService& each) { return !is_named(each.service); });
    std::erase_if(baseline.ports, [&](const auto& each) { return !is_named(each.first.service); });
    co_return baseline;
}

/// One exchange. References: valid until `swap_images` returns, which waits for every part.
struct Swap {
    World world;
    const Policies& policies;
    LivePicture& picture;
    const AppName& app;
    const SwapNote& note;
    const RecoveryPoint& point;
    JobContext& job;
    GateBaseline goal; ///< of the first way
    Outage outage;
    bool engine_died = false; ///< since this began: what it has may run and be out of reach
    bool anew = false; ///< containers and network are made anew though nothing about them changed

    Task<void> note_step(std::string step);
    Task<Result<void>> up(std::map<std::string, ImageId> tags);
    Task<Result<void>> up_unwatched(std::map<std::string, ImageId> tags);
    Task<Result<Gated>> go(std::map<std::string, ImageId> tags, std::map<std::string, ImageId> images, bool first_way);
    Task<Result<Gated>> go_once(std::map<std::string, ImageId> tags, std::map<std::string, ImageId> images, bool first_way);
    Task<Result<SwapEnd>> back(Gated failed);
};

/// Looking and going back must not fail because the journal's disk is full.
Task<void> Swap::note_step(std::string step)
{
    const auto written = co_await job.about_to(step, to_json(note));
    if (!written)
        log::warning("step not written", {{"app", app.text()}, {"step", step}, {"reason", written.error().message}});
}

Task<Result<void>> Swap::up_unwatched(std::map<std::string, ImageId> tags)
{
    CO_CHECK(co_await put_tags(world, std::move(tags)));
    CO_TRY(const auto folder, co_await world.folders.read(app));
    CO_TRY(const auto resolved, co_await world.compose.resolve(project_of(app, folder)));
    const bool builds = std::ranges::any_of(resolved.model.services, &ServiceModel::builds);
    OutputSink log = [this](std::string_view line) { job.log(line); };
    UpOptions options{.remove_orphans = note.remove_orphans, .never_pull = !builds, .services = note.services};
    CO_CHECK(co_await (anew ? bring_up_anew : bring_up)(world, policies, app, options, log));
    CO_TRY(const auto containers, co_await world.containers.list(app.text()));
    const auto lost = with_lost_network(resolved.model, containers);
    if (lost.empty()) co_return Result<void>{};
    job.log(fmt::format("{} used the network of a container that was exchanged", fmt::join(lost, ", ")));
    options.services = lost;
    options.force_recreate = true;
    co_return co_await bring_up(world, policies, app, options, log);
}

/// Looks from outside while Compose works.
Task<Result<void>> watch_while(World world, Policies policies, AppName app, Outage& outage, const bool& working)
{
    const auto before = co_await world.containers.list(app.text());
    const auto first = before.value_or(std::vector<Container>{});
    while (working) {
        PortAnswers ports;
        std::vector<Container> containers = first;
        if (outage.asks_ports()) {
            ports = co_await ask_ports(world, policies, first, &outage.baseline().ports);
        } else {
            auto now = co_await world.containers.list(app.text());
            containers = now ? *std::move(now) : std::vector<Container>{};
        }
        if (!working) break; // the gate looks from here
        outage.see(containers, ports);
        CO_CHECK(co_await sleep_for(50ms));
    }
    co_return Result<void>{};
}

Task<Result<void>> up_and_tell(Swap& swap, std::map<std::string, ImageId> tags, bool& working)
{
    auto done = co_await guarded(swap.up_unwatched(std::move(tags)));
    working = false;
    co_return done;
}

Task<Result<void>> Swap::up(std::map<std::string, ImageId> tags)
{
    bool working = true;
    auto act = [this, &working, tags = std::move(tags)] { return up_and_tell(*this, tags, working); };
    auto watch = [this, &working] { return watch_while(world, policies, app, outage, working); };
    std::vector<std::function<Task<Result<void>>()>> both{act, watch};
    const auto ends = co_await run_bounded(std::move(both), 2);
    co_return ends.front();
}

Task<Result<Gated>> Swap::go_once(std::map<std::string, ImageId> tags, std::map<std::string, ImageId> images, bool first_way)
{
    const auto session = picture.engine_session();
    const auto done = co_await up(std::move(tags));
    co_await picture.refresh(app.text());
    if (!done) {
        // Compose tells the engine's end in words of its own, and the engine may be back already.
        const auto engine = co_await world.engine.info();
        if (!engine) co_return fail(engine.error());
        if (picture.engine_session() != session) co_return fail(died_meanwhile(done.error().message));
        // What failed says more than what runs now, but how much of the app is well must be known.
        const auto left = co_await inspect_all(world, app);
        GateJudge judge({.settle = 0ms, .timeout = 0ms}, with_images(first_way ? goal : point.baseline, images));
        if (left) judge.look({.at = 0ms, .containers = *left, .ports = {}});
        co_return Gated{.passed = false,
            .fault = fault_of(done.error()),
            .log = detail_of(done.error(), "log"),
            .proof = {},
            .well = judge.well()};
    }
    if (first_way) {
        co_await job.taken("up", to_json(note));
        co_await note_step("gate");
    }
    job.stage(
        first_way ? "verify" : "verify back", first_way ? "Looking whether it is well" : "Looking at the version before");
    CO_TRY(const auto folder, co_await world.folders.read(app));
    const auto baseline = with_images(first_way ? goal : point.baseline, images);
    auto gated = co_await watch_gate(world, policies, app, rules_for(policies, folder), baseline, outage);
    // Between two looks the engine may die and be back.
    if (gated && !gated->passed && picture.engine_session() != session) co_return fail(died_meanwhile(gated->fault.message));
    co_return gated;
}

/// An engine that dies is no fault of the version: the way is gone once more when it is back, and then once more with new
/// containers on a new network, because those it crashed on may run out of reach.
Task<Result<Gated>> Swap::go(std::map<std::string, ImageId> tags, std::map<std::string, ImageId> images, bool first_way)
{
    anew = false;
    for (int tries = 1;; ++tries) {
        auto gated = co_await go_once(tags, images, first_way);
        if (gated && (gated->passed || !engine_died || anew)) co_return gated;
        if (gated) {
            job.log(
                fmt::format("{}; the engine died meanwhile, so containers and network are made anew", gated->fault.message));
            anew = true;
            continue;
        }
        engine_died = true;
        job.log(fmt::format("the engine cannot be asked ({}); waiting for it", gated.error().message));
        CO_CHECK(co_await wait_for_engine(world, policies));
        if (tries < most_tries) continue;
        auto fault = fault_of(gated.error());
        fault.key = engine_died_key;
        co_return Gated{.passed = false, .fault = std::move(fault), .log = {}, .proof = {}, .well = 0};
    }
}

Task<Result<SwapEnd>> Swap::back(Gated failed)
{
    SwapEnd end{.result = SwapResult::taken_back, .fault = failed.fault, .log = failed.log, .back_fault = {}, .proof = {}};
    job.log(fmt::format("{}; going back", failed.fault.message));
    co_await note_step("back");
    job.stage("back", "Going back to the version before");
    if (note.restored != 0) {
        const auto restored = co_await world.folders.restore_previous(app);
        if (!restored && restored.error().key != "no_previous_folder") co_return fail(restored.error());
    }
    CO_TRY(auto gated, co_await go(tags_back(note), images_before(note.changes), false));
    if (!gated.passed) {
        end.result = SwapResult::back_failed;
        end.back_fault = gated.fault;
        log::error("neither the new nor the old version is well",
            {{"app", app.text()}, {"new", failed.fault.message}, {"old", gated.fault.message}});
        if (failed.well > gated.well) {
            job.log("more of the app was well with the other version; that is left running");
            CO_CHECK(co_await up(note.tags_after));
        }
    }
    end.proof = gated.proof;
    end.downtime = outage.so_far();
    co_await picture.refresh(app.text());
    co_await job.taken("back", to_json(note));
    co_return end;
}

} // namespace

GateRules rules_for(const Policies& policies, const AppFolder& folder)
{
    return apply(apply(policies.gate, folder.manifest.update_gate), folder.update_gate);
}

Task<Result<SwapEnd>> swap_images(World world, Policies policies, LivePicture& picture, AppName app, SwapNote note,
    RecoveryPoint point, JobContext& job, SwapFrom from)
{
    const auto goal = from == SwapFrom::up ? co_await goal_of(world, app, point.baseline) : point.baseline;
    Swap swap{world, policies, picture, app, note, point, job, goal, Outage(goal)};
    Gated gated{.passed = false,
        .fault = {.key = "interrupted",
            .message = "Furtka was stopped while it went back",
            .service = {},
            .container = std::nullopt,
            .exit_code = std::nullopt},
        .log = {},
        .proof = {},
        .well = 0};
    if (from == SwapFrom::up) {
        CO_CHECK(co_await job.about_to("up", to_json(note)));
        co_await point_of_no_return(); // from here the old containers are taken away: half-way would be an app lost
        job.stage("start", "Starting the new version");
        CO_TRY(gated, co_await swap.go(note.tags_after, images_after(note.changes), true));
        if (gated.passed) {
            const auto downtime = swap.outage.so_far();
            co_await picture.refresh(app.text());
            co_await job.taken("gate", to_json(note));
            co_return SwapEnd{.result = SwapResult::proven,
                .fault = {},
                .log = {},
                .back_fault = {},
                .proof = gated.proof,
                .downtime = downtime};
        }
    } else {
        co_await point_of_no_return();
    }
    co_return co_await swap.back(std::move(gated));
}

} // namespace furtka
