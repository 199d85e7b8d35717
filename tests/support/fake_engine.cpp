#include "support/fake_engine.hpp"

#include "domain/own_tags.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace furtka::test {
namespace {

constexpr std::uint64_t layer_size = 1000;

std::string key_of(const std::string& ref)
{
    const auto parsed = ImageRef::parse(ref);
    if (!parsed) throw std::invalid_argument("not an image reference: " + ref);
    return parsed->familiar();
}

Image image_of(const std::string& ref, ImageId id)
{
    const auto parsed = ImageRef::parse(ref);
    return {.id = id,
        .repo_digests = {parsed->familiar_repository() + "@" + id.text},
        .architecture = "amd64",
        .size = layer_size};
}

Error unreachable()
{
    return {.kind = ErrorKind::unavailable,
        .key = "engine_unreachable",
        .message = "the engine cannot be reached: connection refused",
        .hint = "start Docker"};
}

Error missing(std::string key, const std::string& what)
{
    return {.kind = ErrorKind::not_found, .key = std::move(key), .message = "the engine has no " + what};
}

} // namespace

ImageId image_id(std::string_view word)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "sha256:";
    for (std::size_t at = 0; text.size() < 7 + 64; ++at) {
        const char c = word.empty() ? '0' : word[at % word.size()];
        text += digits.contains(c) ? c : digits[static_cast<unsigned char>(c) % digits.size()];
    }
    return {text};
}

FakeEngine::FakeEngine()
{
    about.version = "28.5.2";
    about.api_version = "1.51";
    about.architecture = "amd64";
    about.image_store = "overlay2";
    about.id = "fake-engine";
    about.data_root = "/var/lib/docker";
}

void FakeEngine::has_image(const std::string& ref, ImageId id) { point(key_of(ref), image_of(ref, std::move(id))); }
void FakeEngine::registry_has(const std::string& ref, ImageId id) { registry[key_of(ref)] = image_of(ref, std::move(id)); }

ContainerId FakeEngine::runs(const std::string& project, const std::string& service, const std::string& ref, int number)
{
    const std::string key = key_of(ref);
    if (!images.contains(key) && registry.contains(key)) images[key] = registry[key];
    std::erase_if(
        containers, [&](const Container& c) { return c.project == project && c.service == service && c.number == number; });

    Container made;
    made.id = {fmt::format("c{}", ++made_)};
    made.name = fmt::format("{}-{}-{}", project, service, number);
    made.project = project;
    made.service = service;
    made.number = number;
    made.image = images.contains(key) ? images[key].id : image_id(key);
    made.image_ref = ref;
    made.config_hash = "hash-" + service;
    made.state = RunState::running;
    containers.push_back(made);
    tell(made, "start");
    return made.id;
}

Container& FakeEngine::container(const ContainerId& id)
{
    const auto found = find_container(id);
    if (found == containers.end()) throw std::invalid_argument("the fake engine has no container " + id.text);
    return *found;
}

void FakeEngine::ends(const ContainerId& id, int exit_code)
{
    Container& ended = container(id);
    ended.state = RunState::exited;
    ended.health = Health::none;
    ended.exit_code = exit_code;
    tell(ended, "die");
}

void FakeEngine::starts(const ContainerId& id)
{
    Container& started = container(id);
    started.state = RunState::running;
    started.exit_code.reset();
    tell(started, "start");
}

void FakeEngine::turns(const ContainerId& id, Health health)
{
    static constexpr std::string_view words[] = {"none", "starting", "healthy", "unhealthy"};
    container(id).health = health;
    tell(container(id), fmt::format("health_status: {}", words[static_cast<std::size_t>(health)]));
}

void FakeEngine::goes(const ContainerId& id)
{
    const Container gone = container(id);
    containers.erase(find_container(id));
    tell(gone, "destroy");
}

void FakeEngine::takes_away(const std::string& project)
{
    std::vector<ContainerId> ids;
    for (const auto& c : containers) {
        if (c.project == project) ids.push_back(c.id);
    }
    for (const auto& id : ids) {
        if (container(id).runs()) ends(id, 0);
        goes(id);
    }
    std::erase_if(nets, [&](const Network& network) { return network.project == project; });
}

void FakeEngine::emit(const EngineEvent& event)
{
    for (auto& follower : *followers_) follower.sink(event);
}

void FakeEngine::goes_down()
{
    down_ = true;
    for (auto& follower : *followers_) follower.end->cancel();
}

Task<Result<std::vector<Container>>> FakeEngine::list(std::optional<std::string> project)
{
    CO_CHECK(co_await asked(project ? "list " + *project : "list"));
    std::vector<Container> found;
    for (const auto& c : containers) {
        if (project ? c.project != *project : c.project.empty()) continue;
        found.push_back(c);
        found.back().oom_killed = false;
    }
    co_return found;
}

Task<Result<Container>> FakeEngine::inspect(ContainerId id)
{
    CO_CHECK(co_await asked("inspect " + id.text));
    auto found = find_container(id);
    if (found == containers.end()) found = std::ranges::find(containers, id.text, &Container::name);
    if (found == containers.end()) co_return furtka::fail(missing("container_unknown", "container " + id.text));
    co_return *found;
}

Task<Result<std::vector<Container>>> FakeEngine::publishers(std::uint16_t port, std::string protocol)
{
    CO_CHECK(co_await asked(fmt::format("publishers {}/{}", port, protocol)));
    std::vector<Container> found;
    std::ranges::copy_if(containers, std::back_inserter(found), [&](const Container& c) {
        return c.runs()
            && std::ranges::any_of(c.ports, [&](const auto& p) { return p.host_port == port && p.protocol == protocol; });
    });
    co_return found;
}

Task<Result<void>> FakeEngine::logs(ContainerId id, LogRequest request, LogLineSink sink)
{
    CO_CHECK(co_await asked("logs " + id.text));
    if (find_container(id) == containers.end()) co_return furtka::fail(missing("container_unknown", "container " + id.text));
    const auto lines = output[id.text];
    const auto tail = static_cast<std::size_t>(std::max(request.tail, 0));
    for (std::size_t at = lines.size() > tail ? lines.size() - tail : 0; at < lines.size(); ++at) {
        if (!sink(lines[at])) break;
    }
    co_return Result<void>{};
}

Task<Result<void>> FakeEngine::remove(ContainerId id)
{
    const auto named = find_container(id);
    CO_CHECK(co_await told("remove container " + (named == containers.end() ? id.text : named->name)));
    const auto found = find_container(id);
    if (found == containers.end()) co_return furtka::fail(missing("container_unknown", "container " + id.text));
    if (found->runs()) {
        co_return furtka::fail(
            {.kind = ErrorKind::conflict, .key = "container_running", .message = "the container " + found->name + " runs"});
    }
    goes(id);
    co_return Result<void>{};
}

Task<Result<std::optional<Image>>> FakeEngine::find(ImageRef ref)
{
    const std::string key = ref.familiar();
    CO_CHECK(co_await asked("find " + key));
    const auto found = images.find(key);
    if (found == images.end()) co_return std::optional<Image>{};
    co_return std::optional(found->second);
}

Task<Result<void>> FakeEngine::pull(ImageRef ref, PullLimits, PullLineSink sink)
{
    const std::string key = ref.familiar();
    CO_CHECK(co_await told("pull " + key));
    const auto found = registry.find(key);
    if (found == registry.end()) {
        co_return furtka::fail({.kind = ErrorKind::not_found,
            .key = "image_unknown",
            .message = fmt::format("pull of {} failed: manifest for {} not found: manifest unknown", key, key)});
    }
    const bool up_to_date = images.contains(key) && images[key].id == found->second.id;
    if (sink) {
        if (!up_to_date) {
            const std::string layer = found->second.id.text.substr(7, 12);
            const bool wants_more = tells_sizes ? sink({layer, "Downloading", layer_size / 2, layer_size})
                                                : sink({layer, "Download complete", 0, 0});
            if (!wants_more) co_return furtka::fail({.kind = ErrorKind::cancelled, .key = "pull_stopped"});
            sink({layer, "Pull complete", 0, 0});
        }
        const auto* outcome = up_to_date ? "Image is up to date" : "Downloaded newer image";
        sink({"", fmt::format("Status: {} for {}", outcome, key), 0, 0});
    }
    point(key, found->second);
    co_return Result<void>{};
}

Task<Result<std::optional<Image>>> FakeEngine::find_id(ImageId id)
{
    CO_CHECK(co_await asked("find " + id.text));
    for (const auto& [key, image] : images) {
        if (image.id == id) co_return std::optional(image);
    }
    const auto found = std::ranges::find(untagged, id, &Image::id);
    if (found == untagged.end()) co_return std::optional<Image>{};
    co_return std::optional(*found);
}

Task<Result<void>> FakeEngine::tag(ImageId id, ImageRef ref)
{
    CO_CHECK(co_await told("tag " + ref.familiar()));
    const auto image = co_await find_id(id);
    if (!image || !*image) co_return furtka::fail(missing("image_gone", "image " + id.text));
    point(ref.familiar(), **image);
    co_return Result<void>{};
}

Task<Result<void>> FakeEngine::untag(ImageRef ref)
{
    CO_CHECK(co_await told("untag " + ref.familiar()));
    if (!is_furtka_name(ref)) {
        co_return furtka::fail({.kind = ErrorKind::denied, .key = "tag_foreign", .message = "not a tag of Furtka's"});
    }
    const auto found = images.find(ref.familiar());
    if (found == images.end()) co_return Result<void>{};
    const Image image = found->second;
    images.erase(found);
    if (has_name(image.id)) co_return Result<void>{};
    if (in_use(image.id)) {
        images[ref.familiar()] = image;
        co_return furtka::fail({.kind = ErrorKind::conflict, .key = "image_in_use", .message = "a container uses it"});
    }
    untagged.push_back(image); // its digest in the repository it came from is left
    co_return Result<void>{};
}

Task<Result<void>> FakeEngine::drop_untagged(ImageId id)
{
    CO_CHECK(co_await told("drop " + id.text));
    if (!in_use(id) && !has_name(id)) std::erase_if(untagged, [&](const Image& image) { return image.id == id; });
    co_return Result<void>{};
}

Task<Result<std::vector<ImageRef>>> FakeEngine::own_tags(std::string app)
{
    CO_CHECK(co_await asked("own tags " + app));
    std::vector<ImageRef> own;
    for (const auto& [key, image] : images) {
        const auto ref = ImageRef::parse(key);
        if (ref && is_own_tag(*ref) && (app.empty() || is_own_tag_of(*ref, app))) own.push_back(*ref);
    }
    co_return own;
}

/// What had the name before stays, without it.
void FakeEngine::point(const std::string& key, Image image)
{
    const auto before = images.find(key);
    const auto replaced = before == images.end() ? std::nullopt : std::optional(before->second);
    std::erase_if(untagged, [&](const Image& other) { return other.id == image.id; });
    images[key] = std::move(image);
    if (replaced && !has_name(replaced->id)) untagged.push_back(*replaced);
}

bool FakeEngine::in_use(const ImageId& id) const
{
    return std::ranges::any_of(containers, [&](const Container& c) { return c.image == id; });
}

bool FakeEngine::has_name(const ImageId& id) const
{
    return std::ranges::any_of(images, [&](const auto& entry) { return entry.second.id == id; });
}

Task<Result<bool>> FakeEngine::exists(std::string name)
{
    CO_CHECK(co_await asked("volume " + name));
    co_return volumes.contains(name);
}

Task<Result<Created>> FakeEngine::ensure(AppName app, std::string short_name)
{
    const std::string name = volume_name(app, short_name);
    CO_CHECK(co_await told("ensure " + name));
    const bool made = volumes.try_emplace(name, Volume{.app = app.text(), .short_name = short_name}).second;
    co_return made ? Created::yes : Created::no;
}

Task<Result<std::vector<std::string>>> FakeEngine::names()
{
    CO_CHECK(co_await asked("volumes"));
    std::vector<std::string> found;
    for (const auto& [name, volume] : volumes) found.push_back(name);
    co_return found;
}

Task<Result<std::vector<std::string>>> FakeEngine::of_app(AppName app)
{
    CO_CHECK(co_await asked("volumes " + app.text()));
    std::vector<std::string> found;
    for (const auto& [name, volume] : volumes) {
        if (volume.app == app.text()) found.push_back(name);
    }
    co_return found;
}

Task<Result<void>> FakeEngine::remove(std::string name)
{
    CO_CHECK(co_await told("remove volume " + name));
    co_return erase_volume(name, [](const Volume& volume) { return !volume.app.empty(); });
}

Task<Result<void>> FakeEngine::remove_of_project(AppName app, std::string name)
{
    CO_CHECK(co_await told("remove volume " + name));
    co_return erase_volume(name, [&](const Volume& volume) { return volume.project == app.text(); });
}

Result<void> FakeEngine::erase_volume(const std::string& name, const std::function<bool(const Volume&)>& own)
{
    const auto found = volumes.find(name);
    if (found == volumes.end()) return {};
    if (!own(found->second)) {
        return furtka::fail({.kind = ErrorKind::denied,
            .key = "volume_foreign",
            .message = fmt::format("the volume {} was not made by Furtka", name)});
    }
    if (found->second.in_use) {
        return furtka::fail(
            {.kind = ErrorKind::conflict, .key = "volume_in_use", .message = fmt::format("the volume {} is in use", name)});
    }
    volumes.erase(found);
    return {};
}

Task<Result<EngineInfo>> FakeEngine::info()
{
    CO_CHECK(co_await asked("info"));
    co_return about;
}

Task<Result<void>> FakeEngine::follow(std::function<void()> opened, std::function<void(const EngineEvent&)> sink)
{
    CO_CHECK(co_await asked("follow"));
    boost::asio::steady_timer end(co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max());
    const auto followers = followers_;
    const auto self = followers->insert(followers->end(), {std::move(sink), &end});
    const std::shared_ptr<void> leaves(nullptr, [followers, self](void*) { followers->erase(self); });
    if (opened) opened();
    co_await end.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (state.cancelled() != boost::asio::cancellation_type::none) {
        co_return furtka::fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"});
    }
    co_return furtka::fail(unreachable());
}

Task<Result<std::vector<Subnet>>> FakeEngine::subnets_in_use()
{
    CO_CHECK(co_await asked("subnets"));
    std::vector<Subnet> found;
    for (const auto& network : nets) found.push_back(network.subnet);
    co_return found;
}

Task<Result<void>> FakeEngine::remove_networks(std::string project)
{
    CO_CHECK(co_await told("remove networks of " + project));
    const auto is_own = [&](const ContainerId& id) {
        const auto found = find_container(id);
        return found == containers.end() || found->project == project;
    };
    std::erase_if(nets,
        [&](const auto& network) { return network.project == project && std::ranges::all_of(network.members, is_own); });
    co_return Result<void>{};
}

Task<Result<std::vector<std::string>>> FakeEngine::networks_of(std::string project)
{
    CO_CHECK(co_await asked("networks " + project));
    std::vector<std::string> found;
    for (const auto& network : nets) {
        if (network.project == project) found.push_back(network.name);
    }
    co_return found;
}

Task<Result<void>> FakeEngine::asked(std::string call)
{
    CO_CHECK(co_await look(std::move(call)));
    if (down_) co_return furtka::fail(unreachable());
    co_return Result<void>{};
}

Task<Result<void>> FakeEngine::told(std::string call)
{
    CO_CHECK(co_await enter(std::move(call)));
    if (down_) co_return furtka::fail(unreachable());
    co_return Result<void>{};
}

void FakeEngine::tell(const Container& container, std::string action)
{
    clock_ += std::chrono::seconds(1);
    EngineEvent event{.action = std::move(action),
        .container = container.id.text,
        .project = container.project,
        .attributes = {},
        .at = clock_};
    event.attributes["name"] = container.name;
    event.attributes["com.docker.compose.service"] = container.service;
    if (container.exit_code && event.action == "die") event.attributes["exitCode"] = std::to_string(*container.exit_code);
    emit(event);
}

std::vector<Container>::iterator FakeEngine::find_container(const ContainerId& id)
{
    return std::ranges::find(containers, id, &Container::id);
}

} // namespace furtka::test
