#include "support/fake_world.hpp"

#include "base/log.hpp"
#include "domain/own_tags.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace furtka::test {
namespace {

std::string_view word(RunState state)
{
    static constexpr std::string_view words[] = {"created", "running", "paused", "restarting", "removing", "exited", "dead"};
    return words[static_cast<std::size_t>(state)];
}

std::string folder_line(const AppFolder& folder)
{
    return fmt::format("{} {} [{}]", folder.manifest.version, folder.intent == Intent::run ? "run" : "stop",
        folder.env ? folder.env->text() : "");
}

/// What Compose would be told.
std::string asked_image(const ServiceModel& service)
{
    return service.stand_in ? stand_in_name(*service.stand_in).familiar() : service.image.value_or("scratch");
}

} // namespace

void PrintTo(const Snapshot& snapshot, std::ostream* out)
{
    for (const auto& [name, text] : snapshot.folders) *out << "\n  folder " << name << " " << text;
    for (const auto& line : snapshot.containers) *out << "\n  container " << line;
    for (const auto& name : snapshot.volumes) *out << "\n  volume " << name;
}

FakeWorld::FakeWorld()
{
    using namespace std::chrono_literals;
    log::set_level(log::Level::error);
    policies.settle = 0ms;
    policies.gate = {.settle = 0ms, .timeout = 100ms, .health_margin = 0ms, .early = 0ms};
    policies.start_limit = 100ms;
    policies.own_folders = {"/apps", "/catalog"};
    compose.on_up = [this](const ComposeProject& project) { up(project); };
    compose.env_of = [this](const std::string& app) {
        return std::ranges::count(folders.app_names(), app) > 0 ? folders.at(app).env.value_or(EnvFile()) : EnvFile();
    };
    compose.stand_ins_of = [this](const std::string& app) {
        return std::ranges::count(folders.app_names(), app) > 0 ? folders.at(app).stand_ins : std::vector<StandIn>();
    };
    compose.on_down = [this](const ComposeProject& project) { engine.takes_away(project.app.text()); };
    compose.on_stop = [this](const ComposeProject& project) {
        for (const auto& container : std::vector(engine.containers)) {
            if (container.project == project.app.text() && container.runs()) engine.ends(container.id, 0);
        }
    };
    make_services();
}

FakeWorld::~FakeWorld()
{
    stop_picture();
    settle();
}

void FakeWorld::make_services()
{
    networks = std::make_unique<AppNetworks>(engine, compose, folders, host, policies.app_subnets);
    picture = std::make_unique<LivePicture>(folders, engine, engine, compose);
    jobs = std::make_unique<Jobs>(store, host, JobLimits{});
    jobs->on_claim(
        [picture = picture.get()](std::string_view app, std::optional<JobId> job) { picture->set_job(app, job); });
}

void FakeWorld::stop_picture()
{
    if (!following_) return;
    stop_.emit(boost::asio::cancellation_type::terminal);
    if (!until([this] { return !following_; })) throw std::runtime_error("the picture does not end when it is cancelled");
}

void FakeWorld::restart_daemon()
{
    stop_picture();
    old_networks_.push_back(std::move(networks));
    old_pictures_.push_back(std::move(picture));
    old_jobs_.push_back(std::move(jobs));
    store.works_again();
    make_services();
    run(jobs->load(executor()));
    look();
}

void FakeWorld::know(const std::string& app, std::vector<ServiceModel> services)
{
    for (const auto& service : services) {
        if (!service.image) continue;
        const auto familiar = ImageRef::parse(*service.image)->familiar();
        if (!engine.registry.contains(familiar)) publishes(*service.image, familiar);
    }
    models_[app] = services;
    compose.has(app, std::move(services));
}

void FakeWorld::publishes(const std::string& ref, std::string_view id_word)
{
    engine.registry_has(ref, image_id(id_word));
    registry.has(ImageRef::parse(ref)->familiar(), Digest{image_id(id_word).text});
}

void FakeWorld::offers(AppFolder folder, std::vector<ServiceModel> services)
{
    know(folder.manifest.name, std::move(services));
    sources.offers(std::move(folder));
}

void FakeWorld::placed(AppFolder folder, std::vector<ServiceModel> services)
{
    know(folder.manifest.name, std::move(services));
    const auto name = folder.manifest.name;
    folders.has(std::move(folder));
    folders.tell(name);
    if (!following_) look();
    settle();
}

void FakeWorld::installed(AppFolder folder, std::vector<ServiceModel> services)
{
    const auto name = app_name(folder.manifest.name);
    for (const auto& volume : folder.manifest.volumes) {
        engine.volumes[volume_name(name, volume)] = {.app = name.text(), .short_name = volume, .in_use = false};
    }
    placed(std::move(folder), std::move(services));
    compose.up_options = {};
    up({.app = name, .folder = "/apps/" + name.text(), .files = {}});
    settle();
}

void FakeWorld::look()
{
    if (following_) return settle();
    run(picture->load());
    following_ = true;
    boost::asio::co_spawn(
        io, picture->run(), boost::asio::bind_cancellation_slot(stop_.slot(), [this](std::exception_ptr problem) {
            following_ = false;
            if (problem) std::rethrow_exception(problem);
        }));
    until([this] { return picture->engine().reachable; });
    settle();
}

JobId FakeWorld::start_job(JobKind kind, const std::string& app, JobBody body, const std::vector<std::string>& also)
{
    return jobs->start(kind, app, also, std::move(body), executor()).value();
}

Job FakeWorld::run_job(JobKind kind, const std::string& app, JobBody body, const std::vector<std::string>& also)
{
    const auto id = start_job(kind, app, std::move(body), also);
    return run(jobs->wait(id)).value();
}

bool FakeWorld::until(const std::function<bool()>& reached)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!reached() && std::chrono::steady_clock::now() < deadline) {
        io.restart();
        io.run_one_for(std::chrono::milliseconds(5));
    }
    io.restart();
    return reached();
}

void FakeWorld::settle()
{
    io.restart();
    while (io.poll() > 0) io.restart();
    io.restart();
}

World FakeWorld::world()
{
    return {.folders = folders,
        .sources = sources,
        .revisions = revisions,
        .drafts = drafts,
        .containers = engine,
        .images = engine,
        .volumes = engine,
        .engine = engine,
        .copies = copies,
        .compose = compose,
        .registry = registry,
        .host = host,
        .networks = *networks,
        .probe = probe,
        .points = points,
        .history = history};
}

Snapshot FakeWorld::snapshot() const
{
    Snapshot snapshot;
    for (const auto& name : folders.app_names()) snapshot.folders[name] = folder_line(folders.at(name));
    for (const auto& c : engine.containers) {
        snapshot.containers.push_back(fmt::format("{} {} {} {}", c.project, c.service, c.image.text, word(c.state)));
    }
    std::ranges::sort(snapshot.containers);
    for (const auto& [name, volume] : engine.volumes) snapshot.volumes.push_back(name);
    return snapshot;
}

// ---- what Compose does

std::string FakeWorld::recipe(const std::string& app, const ServiceModel& service) const
{
    const auto& folder = folders.at(app);
    const auto image = engine.images.find(ImageRef::parse(asked_image(service))->familiar());
    return fmt::format("{} {} {}", folder.manifest.version, folder.env ? folder.env->text() : "",
        image == engine.images.end() ? "" : image->second.id.text);
}

void FakeWorld::up(const ComposeProject& project)
{
    const auto& app = project.app.text();
    const auto& chosen = compose.up_options.services;
    const auto model = with_stand_ins({.project = app, .services = models_.at(app)}, compose.stand_ins_of(app));
    for (const auto& service : model.services) {
        const bool named = std::ranges::find(chosen, service.name) != chosen.end();
        if (!chosen.empty() && !named) continue;
        for (int number = 1; number <= service.replicas; ++number) bring_replica(app, service, number);
    }
}

void FakeWorld::bring_replica(const std::string& app, const ServiceModel& service, int number)
{
    const auto there = std::ranges::find_if(engine.containers,
        [&](const Container& c) { return c.project == app && c.service == service.name && c.number == number; });
    const auto image = asked_image(service);
    const auto familiar = ImageRef::parse(image)->familiar();
    if (!engine.images.contains(familiar) && engine.registry.contains(familiar)) {
        engine.images[familiar] = engine.registry[familiar];
    }
    const auto wanted = recipe(app, service);
    const bool anew = compose.up_options.force_recreate;
    if (there != engine.containers.end() && made_from_[there->id] == wanted && !anew) {
        if (!there->runs()) engine.starts(there->id);
        return;
    }
    const auto id = engine.runs(app, service.name, image, number);
    made_from_[id] = wanted;
    auto& made = engine.container(id);
    made.working_dir = "/apps/" + app;
    made.compose_version = compose.version_text;
    if (on_container) on_container(made);
}

} // namespace furtka::test
