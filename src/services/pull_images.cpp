#include "services/pull_images.hpp"

#include "async/timeout.hpp"
#include "services/engine_disk.hpp"
#include "services/engine_rules.hpp"
#include "services/layer_sizes.hpp"
#include "services/stand_ins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace furtka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t registry_questions_at_once = 4;
constexpr std::size_t pulls_at_once = 3;
constexpr std::chrono::milliseconds look_again_after{250}; ///< at the disk

/// One image of the app and what is known of it.
struct Wanted {
    std::string text; ///< as the compose file has it
    ImageRef ref;
    std::optional<ImageId> stand_in; ///< the local image that Compose starts instead
    std::optional<Image> local;
    bool current = false; ///< the registry has the same
};

Result<std::vector<Wanted>> distinct_images(const ComposeModel& model)
{
    std::set<std::string> seen;
    std::vector<Wanted> wanted;
    for (const auto& service : model.services) {
        // An image that Compose builds from source is in no registry.
        if (!service.image || service.builds || !seen.insert(*service.image).second) continue;
        TRY(auto ref, ImageRef::parse(*service.image));
        wanted.push_back(
            {.text = *service.image, .ref = std::move(ref), .stand_in = service.stand_in, .local = std::nullopt});
    }
    return wanted;
}

bool has_digest(const Image& image, const ImageRef& ref, const Digest& digest)
{
    const auto name = ref.familiar_repository() + "@" + digest.text;
    return std::ranges::find(image.repo_digests, name) != image.repo_digests.end();
}

Task<Result<Wanted>> look_up(World world, EngineInfo engine, Wanted wanted)
{
    CO_TRY(wanted.local, co_await find_image(world, wanted.ref, wanted.stand_in));
    if (!wanted.local) co_return wanted;
    if (wanted.ref.pinned()) {
        wanted.current = true; // a digest names its content: what is local is what there is
        co_return wanted;
    }
    const auto digest = co_await world.registry.digest(wanted.ref, std::move(engine));
    wanted.current = digest && has_digest(*wanted.local, wanted.ref, *digest);
    co_return wanted;
}

/// Adds up the bytes of all pulls of one job.
struct Meter {
    /// False: there is no room for more.
    bool add(const std::string& image, const PullLine& line)
    {
        layers.add(image, line);
        job.progress(layers.sum());
        const auto now = Clock::now();
        if (room_failure || now - looked < look_again_after) return !room_failure;
        looked = now;
        if (auto room = check_room(); !room) room_failure = std::move(room.error());
        return !room_failure;
    }
    JobContext& job;
    std::function<Result<void>()> check_room;
    PullProgress layers{};
    Clock::time_point looked = Clock::now();
    std::optional<Error> room_failure{};
};

Task<Result<std::optional<Image>>> pull_one(
    World world, Policies policies, Wanted wanted, WhenRegistryFails rule, Meter& meter)
{
    meter.job.log(fmt::format("pulling {}", wanted.text));
    const std::string name = wanted.text;
    PullLineSink sink = [&meter, name](const PullLine& line) { return meter.add(name, line); };
    const auto pulled = co_await world.images.pull(wanted.ref, policies.pull, sink);
    if (meter.room_failure) co_return fail(*meter.room_failure);
    if (!pulled) {
        const bool may_go_on =
            rule == WhenRegistryFails::use_local_image && wanted.local && pulled.error().kind != ErrorKind::cancelled;
        if (!may_go_on) co_return std::unexpected(pulled.error());
        meter.job.log(fmt::format("{} cannot be pulled ({}); the local image is used", wanted.text, pulled.error().message));
        co_return wanted.local;
    }
    co_return co_await world.images.find(wanted.ref);
}

Error gone(const std::string& image)
{
    return {.kind = ErrorKind::upstream,
        .key = "image_gone",
        .message = fmt::format("{} was pulled, but the engine does not have it", image),
        .hint = "another program may be removing images; try again"};
}

/// A pull that fills the disk hurts more than itself.
Result<void> check_disk(World world, const Policies& policies, const EngineInfo& engine)
{
    const auto free = engine_disk_free(world.host, policies, engine);
    if (!free || *free >= policies.disk_reserve) return {};
    return fail(disk_low(fmt::format("the engine's disk has {} MB free; a download leaves at least {} MB of it",
                             *free / 1'000'000, policies.disk_reserve / 1'000'000),
        "free some space: remove apps or images that are not needed", policies.disk_reserve, *free));
}

} // namespace

std::string registry_digest(const Image& image, const ImageRef& ref)
{
    const auto prefix = ref.familiar_repository() + "@";
    for (const auto& digest : image.repo_digests) {
        if (digest.starts_with(prefix)) return digest.substr(prefix.size());
    }
    return {};
}

Task<Result<PulledImages>> pull_images(World world, Policies policies, const LivePicture& picture, ComposeModel model,
    WhenRegistryFails rule, JobContext& job, BeforePull before)
{
    CO_TRY(auto wanted, distinct_images(model));
    CO_TRY(const auto engine, co_await engine_rules(world, picture));

    std::vector<std::function<Task<Result<Wanted>>()>> questions;
    for (const auto& image : wanted)
        questions.emplace_back([&world, &engine, image] { return look_up(world, engine, image); });
    auto answers = co_await run_bounded(std::move(questions), registry_questions_at_once);

    PulledImages result;
    Meter meter{.job = job, .check_room = [&] { return check_disk(world, policies, engine); }};
    std::vector<Wanted> asked;
    std::map<std::string, ImageId> tags;
    std::vector<std::function<Task<Result<std::optional<Image>>>()>> pulls;
    for (auto& answer : answers) {
        CO_TRY(const auto image, std::move(answer));
        if (image.local) tags.emplace(image.text, image.local->id);
        if (image.current) {
            result.local.emplace(image.text, image.local->id);
            continue;
        }
        asked.push_back(image);
        pulls.emplace_back(
            [&world, &policies, &meter, image, rule] { return pull_one(world, policies, image, rule, meter); });
    }
    if (!pulls.empty()) {
        CO_CHECK(check_disk(world, policies, engine));
        if (before) CO_CHECK(co_await before(tags));
        result.asked_engine = true;
        job.stage("pull", "Downloading images");
    }
    auto pulled = co_await run_bounded(std::move(pulls), pulls_at_once);
    for (std::size_t i = 0; i < pulled.size(); ++i) {
        CO_TRY(const auto image, std::move(pulled[i]));
        if (!image) co_return fail(gone(asked[i].text));
        result.local.emplace(asked[i].text, image->id);
        auto digest = registry_digest(*image, asked[i].ref);
        if (!meter.layers.unsized().empty()) co_await learn_sizes(world, engine, asked[i].ref, Digest{digest}, meter.layers);
        result.digests.emplace(asked[i].text, std::move(digest));
    }
    result.bytes = meter.layers.sum().bytes_done;
    co_return result;
}

} // namespace furtka
