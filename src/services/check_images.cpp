#include "services/check_images.hpp"

#include "domain/version_line.hpp"
#include "services/ask_all.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

using Content = ImageAnswer::Content;

constexpr std::size_t questions_at_once = 8;
constexpr int silent_answers = 2; ///< after so many without an answer a registry is not asked again

/// What the questions of one check share.
struct Pass {
    World& world;
    Inspection& inspection;
    const EngineInfo& engine;
    const std::set<SameContent>& known;
    std::vector<LocalImage> local;
    Result<void> listed;
    std::map<std::string, std::pair<int, Error>> silent; ///< by registry
    std::vector<SameContent> learned;
};

struct Asked {
    AskedImage image;
    ImageAnswer answer;
    const LocalImage* local = nullptr;
};

Why why_of(const Error& error) { return {error.key, error.message}; }

bool is_silent(const Error& error) { return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::timeout; }

/// Why a registry is left alone, as far as its own figures tell.
std::optional<Why> left_alone(const Pass& pass, const std::string& registry)
{
    for (const auto& told : pass.world.registry.limits()) {
        if (told.registry != registry) continue;
        const auto until = quiet_until(told.rate, pass.world.host.now());
        if (!until) return std::nullopt;
        const auto time = std::chrono::time_point_cast<std::chrono::seconds>(*until);
        return Why{"registry_rate_limited",
            fmt::format("{} answers no more questions until {:%H:%M} UTC{}", registry, time,
                told.logged_in ? "" : "; a login usually raises its limit")};
    }
    return std::nullopt;
}

Task<Result<void>> list_images(Pass& pass)
{
    auto listed = co_await pass.inspection.images();
    if (!listed) {
        pass.listed = std::unexpected(listed.error());
    } else {
        pass.local = *std::move(listed);
    }
    co_return Result<void>{};
}

Task<Result<void>> ask_digest(Pass& pass, Asked& asked)
{
    const auto& ref = asked.image.ref;
    if (ref.pinned()) {
        asked.answer.content = Content::pinned;
        co_return Result<void>{};
    }
    if (const auto quiet = left_alone(pass, ref.registry)) {
        asked.answer = {.content = Content::left_out, .why = *quiet};
        co_return Result<void>{};
    }
    auto& silent = pass.silent[ref.registry];
    if (silent.first >= silent_answers) {
        asked.answer.why = why_of(silent.second);
        co_return Result<void>{};
    }
    const auto digest = co_await pass.world.registry.digest(ref, pass.engine);
    if (digest) {
        asked.answer.offered = *digest;
        co_return Result<void>{};
    }
    if (digest.error().kind == ErrorKind::cancelled) co_return std::unexpected(digest.error());
    asked.answer.why = why_of(digest.error());
    if (is_silent(digest.error())) silent = {silent.first + 1, digest.error()};
    co_return Result<void>{};
}

/// What a comparison of digests alone tells; nothing: it takes a look.
std::optional<Content> compared(const Pass& pass, const Asked& asked)
{
    const auto& offered = asked.answer.offered;
    for (const auto& here : digests_of(*asked.local, asked.image.ref)) {
        if (here == offered || pass.known.contains({here, offered})) return Content::same;
    }
    // A digest names its content: what was found different, or not published for this machine, stays so.
    const auto& before = asked.image.before;
    if (before.offered != offered || before.local != asked.local->id) return std::nullopt;
    if (before.state == UpdateState::available && before.why.key != "downloaded") return Content::other;
    return before.why.key == "not_yet" ? std::optional(Content::not_yet) : std::nullopt;
}

Platform wanted_platform(const EngineInfo& engine, const std::optional<InspectedImage>& local)
{
    Platform wanted{.architecture = engine.architecture};
    if (local && local->config.platform.architecture == engine.architecture) wanted = local->config.platform;
    return wanted;
}

ImageRef by_digest(ImageRef ref, const Digest& digest)
{
    ref.tag.clear();
    ref.digest = digest.text;
    return ref;
}

bool contains(const std::vector<Digest>& digests, const Digest& wanted)
{
    return std::ranges::find(digests, wanted) != digests.end();
}

/// The platform's manifest behind the digest the engine has, when the registry still keeps that.
Task<std::optional<Digest>> platform_here(Pass& pass, const Asked& asked, Platform wanted)
{
    auto digests = digests_of(*asked.local, asked.image.ref);
    digests.pop_back(); // its id: of a config with the classic store, and among the others with containerd's
    for (const auto& here : digests) {
        const auto document = co_await pass.world.registry.document(by_digest(asked.image.ref, here), pass.engine);
        if (document && document->is_index) co_return platform_digest(*document, wanted);
    }
    co_return std::nullopt;
}

/// The index, then the manifest of this machine's platform. Content::same: another digest of what is here.
Task<Result<Content>> look(Pass& pass, const Asked& asked)
{
    const auto& ref = asked.image.ref;
    const auto& offered = asked.answer.offered;
    CO_TRY(const auto local, co_await pass.inspection.image(asked.local->id));
    CO_TRY(auto document, co_await pass.world.registry.document(by_digest(ref, offered), pass.engine));
    auto here = digests_of(*asked.local, ref);
    if (local) here.insert(here.end(), local->platforms.begin(), local->platforms.end());

    Digest manifest = offered;
    if (document.is_index) {
        const auto platform = wanted_platform(pass.engine, local);
        const auto child = platform_digest(document, platform);
        if (!child) co_return Content::not_yet;
        manifest = *child;
        if (contains(here, manifest)) co_return Content::same;
        const auto old = co_await platform_here(pass, asked, platform);
        if (old) co_return *old == manifest ? Content::same : Content::other;
        CO_TRY(document, co_await pass.world.registry.document(by_digest(ref, manifest), pass.engine));
    }
    const bool same_config = document.config.digest == asked.local->id.text;
    co_return same_config || contains(here, manifest) ? Content::same : Content::other;
}

Task<Result<void>> look_into(Pass& pass, Asked& asked)
{
    const auto content = co_await look(pass, asked);
    if (!content) {
        if (content.error().kind == ErrorKind::cancelled) co_return std::unexpected(content.error());
        asked.answer.why = why_of(content.error());
        co_return Result<void>{};
    }
    asked.answer.content = *content;
    if (*content == Content::same) {
        pass.learned.push_back({digests_of(*asked.local, asked.image.ref).front(), asked.answer.offered});
    }
    co_return Result<void>{};
}

Task<Result<void>> look_for_newer_tag(Pass& pass, Asked& asked)
{
    const auto tags = co_await pass.world.registry.tags(asked.image.ref, pass.engine);
    // Without an answer what was known stays.
    asked.answer.newer_tag = tags ? newest_of_line(asked.image.ref.tag, *tags) : asked.image.before.newer_tag;
    co_return Result<void>{};
}

/// What the digests tell by themselves; the rest is for a look.
void compare(Pass& pass, Asked& asked, Questions& looks)
{
    auto& answer = asked.answer;
    asked.local = find_local(pass.local, asked.image.ref);
    if (asked.local != nullptr) answer.local = asked.local->id;
    if (answer.offered.text.empty()) return;
    if (asked.local == nullptr) {
        answer.content = Content::absent;
        return;
    }
    if (const auto content = compared(pass, asked)) {
        answer.content = *content;
        return;
    }
    looks.emplace_back([&pass, &asked] { return look_into(pass, asked); });
}

} // namespace

Task<Result<ImageAnswers>> check_images(World world, Inspection& inspection, EngineInfo engine,
    std::vector<AskedImage> asked, const std::set<SameContent>& known)
{
    Pass pass{.world = world, .inspection = inspection, .engine = engine, .known = known};
    std::vector<Asked> images;
    for (auto& image : asked) images.push_back({.image = std::move(image)});

    Questions questions;
    questions.emplace_back([&pass] { return list_images(pass); });
    for (auto& image : images) questions.emplace_back([&pass, &image] { return ask_digest(pass, image); });
    CO_CHECK(co_await ask_all(std::move(questions), questions_at_once));
    CO_CHECK(pass.listed);

    Questions further;
    for (auto& image : images) {
        compare(pass, image, further);
        image.answer.newer_tag = image.image.before.newer_tag;
        const bool answers = !image.answer.offered.text.empty();
        if (answers && image.image.wants_tags) {
            further.emplace_back([&pass, &image] { return look_for_newer_tag(pass, image); });
        }
    }
    if (!further.empty()) CO_CHECK(co_await ask_all(std::move(further), questions_at_once));

    ImageAnswers answers{.learned = std::move(pass.learned)};
    for (auto& image : images) {
        auto& answer = image.answer;
        if (answer.content == Content::not_yet) {
            answer.why = {
                "not_yet", fmt::format("a new image is published, but not for linux/{} yet", pass.engine.architecture)};
        }
        answers.images.emplace(image.image.ref.familiar(), std::move(answer));
    }
    co_return answers;
}

} // namespace furtka
