#include "domain/update_check.hpp"

#include <algorithm>
#include <array>

namespace furtka {
namespace {

constexpr std::array<std::string_view, 4> words{"up_to_date", "unknown", "held_back", "available"};

bool counts(const ServiceCheck& check) { return check.why.key != "built_here" && check.why.key != "not_here"; }

} // namespace

std::string_view to_text(UpdateState state) { return words[static_cast<std::size_t>(state)]; }

std::optional<UpdateState> update_state(std::string_view text)
{
    const auto* const found = std::ranges::find(words, text);
    if (found == words.end()) return std::nullopt;
    return static_cast<UpdateState>(found - words.begin());
}

UpdateState shown_state(const ServiceCheck& check)
{
    const bool held = check.state == UpdateState::available && !check.hold.key.empty();
    return held ? UpdateState::held_back : check.state;
}

const Why& shown_why(const ServiceCheck& check) { return shown_state(check) == check.state ? check.why : check.hold; }

ServiceCheck judged(std::string service, std::string image, const ImageAnswer& answer, const ImageId& running,
    const ServiceCheck* before, WallTime now)
{
    using Content = ImageAnswer::Content;
    const bool was_told = before != nullptr && before->state != UpdateState::unknown;
    if (answer.content == Content::left_out && was_told) return *before;

    ServiceCheck check{.service = std::move(service), .image = std::move(image), .why = answer.why};
    check.local = answer.local;
    check.offered = answer.offered;
    check.checked_at = now;
    check.newer_tag = answer.newer_tag;
    const bool same_offer = before != nullptr && before->offered == answer.offered;
    if (!answer.offered.text.empty()) check.first_seen = same_offer ? before->first_seen : now;
    switch (answer.content) {
    case Content::same:
    case Content::pinned:
        check.state = UpdateState::up_to_date;
        if (running.empty() || answer.local.empty() || running == answer.local) break;
        check.state = UpdateState::available;
        check.why = {"downloaded", "a newer image is here already; an update restarts the service with it"};
        break;
    case Content::other: check.state = UpdateState::available; break;
    case Content::not_yet: check.state = UpdateState::held_back; break;
    case Content::failed:
    case Content::left_out:
        if (before == nullptr) break; // what was offered when it last answered is not forgotten
        check.offered = before->offered;
        check.first_seen = before->first_seen;
        check.newer_tag = before->newer_tag;
        break;
    case Content::absent: check.why = {"not_here", "its image was never downloaded"}; break;
    case Content::built: check.why = {"built_here", "its image is built on this server"}; break;
    }
    if (answer.content == Content::pinned && check.why.key.empty()) {
        check.why = {"pinned", "its image is pinned by a digest"};
    }
    return check;
}

AppCheck summed_up(std::vector<ServiceCheck> services, std::string newer_version)
{
    AppCheck app{.newer_version = std::move(newer_version)};
    const bool any_counts = std::ranges::any_of(services, counts);
    const ServiceCheck* leads = nullptr;
    for (const auto& service : services) {
        if (any_counts && !counts(service)) continue;
        if (leads == nullptr || shown_state(service) > shown_state(*leads)) leads = &service;
        if (app.checked_at == WallTime{} || service.checked_at < app.checked_at) app.checked_at = service.checked_at;
    }
    if (leads != nullptr) {
        app.state = shown_state(*leads);
        app.why = shown_why(*leads);
    }
    app.services = std::move(services);
    return app;
}

const LocalImage* find_local(const std::vector<LocalImage>& images, const ImageRef& ref)
{
    const auto pin = ref.familiar_repository() + "@" + ref.digest;
    const auto tag = ref.familiar_repository() + ":" + ref.tag;
    const auto found = std::ranges::find_if(images, [&](const LocalImage& image) {
        if (ref.pinned()) return std::ranges::find(image.repo_digests, pin) != image.repo_digests.end();
        return std::ranges::find(image.tags, tag) != image.tags.end();
    });
    return found == images.end() ? nullptr : &*found;
}

std::vector<Digest> digests_of(const LocalImage& image, const ImageRef& ref)
{
    std::vector<Digest> digests;
    const auto name = ref.familiar_repository() + "@";
    for (const auto& text : image.repo_digests) {
        if (text.starts_with(name)) digests.push_back({text.substr(name.size())});
    }
    digests.push_back({image.id.text});
    return digests;
}

} // namespace furtka
