#include "services/update_planner.hpp"

#include "domain/app_state.hpp"
#include "domain/image_findings.hpp"
#include "domain/replicas.hpp"
#include "services/app_project.hpp"
#include "services/ask_all.hpp"
#include "services/engine_disk.hpp"
#include "services/engine_rules.hpp"
#include "services/offered_image.hpp"
#include "services/unsaved_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace furtka {
namespace {

constexpr std::size_t plan_questions_at_once = 4;
constexpr std::size_t most_images = 300; ///< of the engine, looked at for their layers

/// What the plan is made from, read once.
struct Facts {
    EngineInfo engine;
    ComposeModel model;
    std::vector<Container> containers;
    std::vector<LocalImage> local;
    std::map<std::string, Result<OfferedImage>> offered; ///< by the image's text
    std::map<ImageId, InspectedImage> images; ///< of the engine
};

/// It came out of a file, and its name allows no other image.
bool runs_stand_in(const ServiceModel& service, const Facts& facts)
{
    return service.stand_in && running_image(facts.containers, service.name) == service.stand_in;
}

bool is_asked(const ServiceModel& service, const Facts& facts)
{
    return service.image && !service.builds && running_image(facts.containers, service.name)
        && !runs_stand_in(service, facts);
}

Task<Result<void>> ask_registry(World world, Facts& facts, std::string image, Platform platform)
{
    auto ref = ImageRef::parse(image);
    if (!ref) {
        facts.offered.insert_or_assign(image, std::unexpected(ref.error()));
        co_return Result<void>{};
    }
    auto offered = co_await offered_image(world.registry, *std::move(ref), platform, facts.engine);
    if (!offered && offered.error().kind == ErrorKind::cancelled) co_return std::unexpected(offered.error());
    facts.offered.insert_or_assign(image, std::move(offered));
    co_return Result<void>{};
}

Task<Result<void>> inspect_image(Inspection& inspection, Facts& facts, ImageId id)
{
    CO_TRY(auto image, co_await inspection.image(id));
    if (image) facts.images.insert_or_assign(id, *std::move(image));
    co_return Result<void>{};
}

Task<Result<void>> read_images(World world, Inspection& inspection, Facts& facts)
{
    std::set<ImageId> ids;
    for (const auto& container : facts.containers) ids.insert(container.image);
    for (const auto& image : facts.local) {
        if (ids.size() < most_images) ids.insert(image.id);
    }
    Questions questions;
    for (const auto& id : ids) {
        questions.emplace_back([&inspection, &facts, id] { return inspect_image(inspection, facts, id); });
    }
    CO_CHECK(co_await ask_all(std::move(questions), plan_questions_at_once));

    Questions asked;
    std::set<std::string> seen;
    for (const auto& service : facts.model.services) {
        if (!is_asked(service, facts) || !seen.insert(*service.image).second) continue;
        Platform platform{.architecture = facts.engine.architecture};
        const auto old = facts.images.find(*running_image(facts.containers, service.name));
        if (old != facts.images.end()) platform.variant = old->second.config.platform.variant;
        asked.emplace_back(
            [&world, &facts, image = *service.image, platform] { return ask_registry(world, facts, image, platform); });
    }
    co_return co_await ask_all(std::move(asked), plan_questions_at_once);
}

/// Whether what is offered is what runs; it may go by its config (classic store) or by one of its manifests.
bool is_running(const OfferedImage& offered, const Facts& facts, const ImageRef& ref, const ImageId& running)
{
    std::vector<Digest> names{{running.text}};
    const auto local = std::ranges::find(facts.local, running, &LocalImage::id);
    if (local != facts.local.end()) names = digests_of(*local, ref);
    const auto image = facts.images.find(running);
    if (image != facts.images.end()) {
        names.insert(names.end(), image->second.platforms.begin(), image->second.platforms.end());
    }
    const auto has = [&](const std::string& digest) { return std::ranges::find(names, Digest{digest}) != names.end(); };
    return has(offered.tag.text) || has(offered.manifest->text) || has(offered.document.config.digest);
}

Why reason_of(const ServiceModel& service, const Facts& facts)
{
    if (!service.image || service.builds) return {"built_here", "its image is built on this server"};
    if (!running_image(facts.containers, service.name)) {
        return {"not_running", "it does not run, and an update leaves it so"};
    }
    if (runs_stand_in(service, facts)) return {"up_to_date", "it runs what is offered"};
    const auto& offered = facts.offered.at(*service.image);
    if (!offered) return {offered.error().key, offered.error().message};
    if (offered->manifest) return {};
    return {"not_yet", fmt::format("a new image is published, but not for linux/{} yet", facts.engine.architecture)};
}

ServicePlan plan_service(const ServiceModel& service, const Facts& facts)
{
    ServicePlan plan{.service = service.name, .image = service.image.value_or("")};
    const auto running = running_image(facts.containers, service.name);
    if (running) plan.from = *running;
    const auto old = facts.images.find(plan.from);
    if (old != facts.images.end()) plan.from_version = version_label(old->second.config);
    plan.why = reason_of(service, facts);
    if (!plan.why.key.empty()) return plan;

    const auto& offered = *facts.offered.at(*service.image);
    plan.to = offered.tag;
    plan.to_version = version_label(offered.config);
    plan.notes_url = notes_link(offered.config);
    const auto ref = ImageRef::parse(*service.image);
    plan.changes = !is_running(offered, facts, *ref, *running);
    if (!plan.changes) plan.why = {"up_to_date", "it runs what is offered"};
    return plan;
}

/// Bytes of each service that changes; layers of several images are counted with the first.
void add_downloads(UpdatePlan& plan, const Facts& facts)
{
    std::vector<std::vector<std::string>> present;
    for (const auto& [id, image] : facts.images) present.push_back(image.config.layers);
    std::set<std::string> counted;
    for (auto& service : plan.services) {
        if (!service.changes) continue;
        const auto& offered = *facts.offered.at(service.image);
        const auto rule = layer_rule(facts.engine.image_store);
        for (const auto& layer : missing_layers(offered.document, offered.config, present, rule)) {
            service.download += layer.size;
            if (counted.insert(layer.digest).second) plan.download += layer.size;
        }
    }
    plan.disk_needed = disk_needed_for(plan.download);
}

std::vector<std::string> changing(const UpdatePlan& plan)
{
    std::vector<std::string> names;
    for (const auto& service : plan.services) {
        if (service.changes) names.push_back(service.service);
    }
    return names;
}

void add(UpdatePlan& plan, std::vector<Finding> findings)
{
    for (auto& finding : findings) plan.findings.push_back(std::move(finding));
}

Task<Result<void>> look_at_containers(Inspection& inspection, const Facts& facts, UpdatePlan& plan)
{
    for (const auto& name : changing(plan)) {
        const auto* service = facts.model.service(name);
        for (const auto* replica : replicas_of(facts.containers, name)) {
            auto findings = co_await unsaved_data(inspection, *service, *replica);
            if (!findings && findings.error().kind != ErrorKind::not_found) co_return std::unexpected(findings.error());
            if (findings) add(plan, *std::move(findings));
        }
        const auto old = facts.images.find(*running_image(facts.containers, name));
        const auto& offered = *facts.offered.at(*service->image);
        if (old != facts.images.end()) add(plan, image_findings(*service, old->second.config, offered.config));
    }
    co_return Result<void>{};
}

/// Containers outside of the app that live in the network of one that is recreated.
void add_guests(const std::vector<NetworkGuest>& guests, const Facts& facts, UpdatePlan& plan)
{
    auto moving = changing(plan);
    for (const auto& follower : plan.followers) moving.push_back(follower.service);
    for (const auto& guest : guests) {
        if (guest.project == plan.app) continue;
        const auto host = std::ranges::find(facts.containers, guest.host, &Container::id);
        if (host == facts.containers.end() || std::ranges::find(moving, host->service) == moving.end()) continue;
        const auto who = guest.service.empty() ? guest.name : guest.service;
        plan.followers.push_back(
            {.app = guest.project, .service = who, .why = fmt::format("shares the network of {}", host->service)});
        plan.findings.push_back({.service = host->service,
            .severity = Severity::serious,
            .key = "network_guest",
            .message = fmt::format("{}{} lives in the network of {} and would lose it", who,
                guest.project.empty() ? "" : fmt::format(" of {}", guest.project), host->service)});
    }
}

std::vector<Finding> serious_first(std::vector<Finding> findings)
{
    std::vector<Finding> sorted;
    for (const auto severity : {Severity::serious, Severity::note}) {
        for (const auto& finding : findings) {
            if (finding.severity == severity) sorted.push_back(finding);
        }
    }
    return sorted;
}

void check_disk(UpdatePlan& plan)
{
    if (!plan.disk_free || *plan.disk_free >= plan.disk_needed) return;
    plan.findings.push_back({.severity = Severity::serious,
        .key = "disk_short",
        .message = fmt::format("the update takes about {} MB of disk, and {} MB are free", plan.disk_needed / 1'000'000,
            *plan.disk_free / 1'000'000)});
}

} // namespace

UpdatePlanner::UpdatePlanner(World world, Policies policies, Inspection& inspection, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), inspection_(inspection), picture_(picture)
{
}

Task<Result<UpdatePlan>> UpdatePlanner::plan(AppName app)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    Facts facts{.model = std::move(resolved.model)};
    CO_TRY(facts.engine, co_await engine_rules(world_, picture_));
    CO_TRY(facts.containers, co_await world_.containers.list(app.text()));
    CO_TRY(facts.local, co_await inspection_.images());
    CO_CHECK(co_await read_images(world_, inspection_, facts));

    UpdatePlan plan{.app = app.text()};
    for (const auto& service : facts.model.services) plan.services.push_back(plan_service(service, facts));
    add_downloads(plan, facts);
    plan.followers = followers_of(facts.model, changing(plan));
    CO_CHECK(co_await look_at_containers(inspection_, facts, plan));
    if (plan.changes()) {
        CO_TRY(const auto guests, co_await inspection_.network_guests());
        add_guests(guests, facts, plan);
    }
    if (const auto free = engine_disk_free(world_.host, policies_, facts.engine)) plan.disk_free = free;
    check_disk(plan);
    if (downtime_ && plan.changes()) plan.downtime = co_await downtime_(app);
    plan.findings = serious_first(std::move(plan.findings));
    co_return plan;
}

Task<Result<std::vector<std::string>>> serious_findings(UpdatePlanner& planner, AppName app)
{
    CO_TRY(const auto plan, co_await planner.plan(std::move(app)));
    std::vector<std::string> messages;
    for (const auto& finding : plan.findings) {
        if (finding.severity == Severity::serious) messages.push_back(finding.message);
    }
    co_return messages;
}

} // namespace furtka
