#include "services/diagnose.hpp"

#include "async/timeout.hpp"
#include "domain/image_ref.hpp"
#include "domain/port_claims.hpp"
#include "domain/replicas.hpp"
#include "services/engine_disk.hpp"
#include "services/install_ports.hpp"
#include "services/stand_ins.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::chrono::seconds whole_limit{10};
constexpr std::size_t most_services = 8;
constexpr int tail_lines = 20;
constexpr std::size_t most_log_bytes = 16 * 1024;

bool in_trouble(const ServiceCondition& service)
{
    return service.state != ServiceState::running && service.state != ServiceState::finished
        && service.state != ServiceState::stopped;
}

bool is_down(const ServiceCondition& service)
{
    return service.state == ServiceState::failed || service.state == ServiceState::restarting
        || service.state == ServiceState::absent;
}

/// The container that the service's state is about.
const Container* worst_replica(const std::vector<Container>& containers, const std::string& service)
{
    const auto replicas = replicas_of(containers, service);
    if (replicas.empty()) return nullptr;
    const auto found = std::ranges::find_if(replicas, [](const Container* c) {
        return c->state != RunState::running || c->health == Health::unhealthy || c->health == Health::starting;
    });
    return found == replicas.end() ? replicas.front() : *found;
}

// What the sink writes to is shared: a reading that is cut off may still hold the sink.
Task<std::vector<std::string>> lines_before_end(World world, ContainerId id)
{
    auto lines = std::make_shared<std::vector<std::string>>();
    auto size = std::make_shared<std::size_t>(0);
    LogLineSink sink = [lines, size](std::string_view line) {
        if (!line.empty()) lines->emplace_back(line.substr(0, 1000));
        *size += line.size();
        return *size < most_log_bytes;
    };
    const LogRequest request{.tail = tail_lines};
    // Lines help; that they cannot be had is told by nothing else.
    [[maybe_unused]] const auto read = co_await world.containers.logs(id, request, std::move(sink));
    co_return *lines;
}

} // namespace

Diagnose::Diagnose(World world, Policies policies, const LivePicture& picture, const Jobs& jobs)
    : world_(world), policies_(std::move(policies)), picture_(picture), jobs_(jobs)
{
}

Task<Result<Diagnosis>> Diagnose::run(std::string app)
{
    const auto* view = picture_.find(app);
    if (view == nullptr) {
        co_return fail(app_not_installed(app));
    }
    DownFacts facts{.app = app,
        .state = picture_.state_without_job(app),
        .compose_problem = view->compose_problem,
        .last_failure = last_failure(app)};
    if (view->folder) {
        facts.intent = view->folder->intent;
        facts.has_settings = !view->folder->manifest.settings.empty();
        facts.has_places = view->resolved != nullptr && !port_places(view->resolved->model, {}, {}).empty();
    } else {
        facts.folder_error = view->folder.error();
    }
    const auto& engine = picture_.engine();
    if (!engine.reachable) facts.engine_problem = engine.problem.empty() ? "it has not answered yet" : engine.problem;
    const auto state = facts.state;
    if (state != AppState::running && engine.reachable) {
        disk_facts(facts);
        auto gathering = gather(facts, view->condition.services);
        auto gathered = co_await with_timeout(std::move(gathering), whole_limit, "looking for the cause");
        if (gathered) facts = *std::move(gathered); // out of time: what the picture knew must do
    }
    co_return Diagnosis{.app = std::move(app), .state = state, .causes = diagnose(facts)};
}

Task<Result<DownFacts>> Diagnose::gather(DownFacts facts, std::vector<ServiceCondition> services)
{
    std::erase_if(services, [](const ServiceCondition& service) { return !in_trouble(service); });
    if (services.size() > most_services) services.resize(most_services);
    for (auto& service : services) {
        auto looked = co_await look_at(facts.app, std::move(service));
        facts.services.push_back(std::move(looked));
    }
    co_return facts;
}

Task<ServiceFacts> Diagnose::look_at(std::string app, ServiceCondition condition)
{
    ServiceFacts facts{.service = condition.name,
        .state = condition.state,
        .image = condition.image,
        .exit_code = condition.exit_code,
        .oom_killed = condition.oom_killed};
    std::vector<PortMapping> wanted;
    std::optional<ImageId> stand_in;
    std::optional<ContainerId> id;
    if (const auto* view = picture_.find(app)) {
        const auto* model = view->resolved ? view->resolved->model.service(condition.name) : nullptr;
        if (model != nullptr) {
            wanted = model->ports;
            stand_in = model->stand_in;
        }
        if (const auto* container = worst_replica(view->containers, condition.name)) id = container->id;
    }
    if (id) {
        const auto inspected = co_await world_.containers.inspect(*id);
        if (inspected) {
            facts.oom_killed = inspected->oom_killed;
            facts.restart_count = inspected->restart_count;
            facts.memory_limit = inspected->memory_limit;
            facts.start_error = inspected->start_error;
            facts.health_output = inspected->health_output;
            if (inspected->exit_code) facts.exit_code = inspected->exit_code;
        }
        auto lines = co_await lines_before_end(world_, *id);
        facts.log = std::move(lines);
    }
    if (!is_down(condition)) co_return facts;
    if (const auto ref = ImageRef::parse(condition.image)) {
        const auto image = co_await find_image(world_, *ref, stand_in);
        if (image) facts.image_present = image->has_value();
    }
    for (const auto& mapping : wanted) {
        const auto port = single_port(mapping);
        if (!port) continue;
        auto held = co_await holder(app, *port, mapping.protocol);
        if (held) facts.ports_held.push_back(*std::move(held));
    }
    co_return facts;
}

Task<std::optional<PortHeld>> Diagnose::holder(std::string app, std::uint16_t port, std::string protocol)
{
    const auto publishers = co_await world_.containers.publishers(port, protocol);
    if (publishers) {
        for (const auto& container : *publishers) {
            if (container.project == app) continue; // another service of the same app is told by the engine's own words
            const bool installed = picture_.find(container.project) != nullptr;
            co_return PortHeld{.port = port,
                .protocol = protocol,
                .container = container.name,
                .app = installed ? container.project : std::string()};
        }
        if (!publishers->empty()) co_return std::nullopt;
    }
    if (!policies_.engine_is_local) co_return std::nullopt;
    const auto process = co_await world_.host.port_holder(port, protocol);
    if (!process || !*process) co_return std::nullopt;
    co_return PortHeld{.port = port, .protocol = protocol, .process = (*process)->process, .pid = (*process)->pid};
}

std::optional<Error> Diagnose::last_failure(std::string_view app) const
{
    for (const auto& job : jobs_.list()) {
        if (job.app != app || !job.ended()) continue;
        return job.state == JobState::failed ? job.error : std::nullopt;
    }
    return std::nullopt;
}

void Diagnose::disk_facts(DownFacts& facts)
{
    const auto& info = picture_.engine().info;
    if (!info) return;
    const auto free = engine_disk_free(world_.host, policies_, *info);
    if (!free) return;
    facts.disk_free = free;
    facts.disk_folder = info->data_root;
}

} // namespace furtka
