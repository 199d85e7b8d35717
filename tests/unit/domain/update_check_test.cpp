#include "domain/update_check.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;
using Content = ImageAnswer::Content;

const WallTime now{1'000'000ms};
const ImageId here{"sha256:here"};
const Digest offer{"sha256:offer"};

ImageAnswer answer(Content content) { return {.content = content, .local = here, .offered = offer}; }

std::string word(const ServiceCheck& check)
{
    return std::string(to_text(check.state)) + (check.why.key.empty() ? "" : " " + check.why.key);
}

TEST(AServiceIsJudged, ByWhatTheRegistrySaysAndWhatRuns)
{
    const auto judge = [](Content content, const ImageId& running) {
        return word(judged("web", "web:1", answer(content), running, nullptr, now));
    };
    EXPECT_EQ(judge(Content::same, here), "up_to_date");
    EXPECT_EQ(judge(Content::same, {}), "up_to_date") << "it does not run";
    EXPECT_EQ(judge(Content::same, {"sha256:older"}), "available downloaded");
    EXPECT_EQ(judge(Content::other, here), "available");
    EXPECT_EQ(judge(Content::pinned, here), "up_to_date pinned");
    EXPECT_EQ(judge(Content::built, here), "unknown built_here");
    EXPECT_EQ(judge(Content::absent, {}), "unknown not_here");
}

TEST(AServiceIsJudged, AsHeldBackWhileItsPlatformIsMissing)
{
    auto not_yet = answer(Content::not_yet);
    not_yet.why = {"not_yet", "not for linux/arm64 yet"};

    EXPECT_EQ(word(judged("web", "web:1", not_yet, here, nullptr, now)), "held_back not_yet");
}

TEST(AServiceIsJudged, WithTheTimeItsOfferWasFirstSeen)
{
    const auto first = judged("web", "web:1", answer(Content::other), here, nullptr, now);
    EXPECT_EQ(first.first_seen, now);

    const auto again = judged("web", "web:1", answer(Content::other), here, &first, now + 1h);
    EXPECT_EQ(again.first_seen, now);
    EXPECT_EQ(again.checked_at, now + 1h);

    auto next = answer(Content::other);
    next.offered = {"sha256:next"};
    EXPECT_EQ(judged("web", "web:1", next, here, &first, now + 1h).first_seen, now + 1h);
}

TEST(AServiceIsJudged, UnknownWithTheReasonWhenTheRegistryDoesNotTell)
{
    const auto before = judged("web", "web:1", answer(Content::other), here, nullptr, now);
    const ImageAnswer failed{.why = {"registry_timeout", "it took too long"}, .local = here};

    const auto check = judged("web", "web:1", failed, here, &before, now + 1h);

    EXPECT_EQ(word(check), "unknown registry_timeout");
    EXPECT_EQ(check.offered, offer) << "what was offered is remembered";
    EXPECT_EQ(check.first_seen, now);
}

TEST(AServiceIsJudged, AsBeforeWhenTheRegistryIsLeftAlone)
{
    const auto before = judged("web", "web:1", answer(Content::other), here, nullptr, now);
    const ImageAnswer left_out{.content = Content::left_out, .why = {"registry_rate_limited", "later"}};

    EXPECT_EQ(judged("web", "web:1", left_out, here, &before, now + 1h), before);
    EXPECT_EQ(word(judged("web", "web:1", left_out, here, nullptr, now)), "unknown registry_rate_limited");
}

ServiceCheck service(UpdateState state, std::string key, WallTime at)
{
    return {.service = "s", .state = state, .why = {std::move(key), ""}, .checked_at = at};
}

TEST(AnApp, IsWhatItsServicesAreOfWhichTheAvailableComesFirst)
{
    const auto sum = [](std::vector<ServiceCheck> services) {
        const auto app = summed_up(std::move(services), "");
        return std::string(to_text(app.state)) + " " + app.why.key;
    };
    EXPECT_EQ(sum({service(UpdateState::up_to_date, "", now)}), "up_to_date ");
    EXPECT_EQ(sum({service(UpdateState::unknown, "a", now), service(UpdateState::available, "b", now)}), "available b");
    EXPECT_EQ(sum({service(UpdateState::unknown, "a", now), service(UpdateState::held_back, "b", now)}), "held_back b");
    EXPECT_EQ(sum({service(UpdateState::unknown, "a", now), service(UpdateState::up_to_date, "", now)}), "unknown a");
    EXPECT_EQ(
        sum({service(UpdateState::unknown, "built_here", now), service(UpdateState::up_to_date, "", now)}), "up_to_date ");
    EXPECT_EQ(sum({service(UpdateState::unknown, "built_here", now)}), "unknown built_here");
    EXPECT_EQ(sum({}), "unknown ");
}

TEST(AnApp, IsAsOldAsItsOldestAnswer)
{
    const auto app =
        summed_up({service(UpdateState::available, "", now + 1h), service(UpdateState::up_to_date, "", now)}, "1.1");
    EXPECT_EQ(app.checked_at, now);
    EXPECT_EQ(app.newer_version, "1.1");
}

TEST(LocalImages, AreFoundByTagOrByPin)
{
    const std::vector<LocalImage> images{{.id = {"sha256:1"}, .tags = {"nginx:1"}, .repo_digests = {"nginx@sha256:d1"}},
        {.id = {"sha256:2"}, .tags = {}, .repo_digests = {"ghcr.io/ada/web@sha256:d2", "other@sha256:d3"}}};
    const auto found = [&](const std::string& text) {
        const auto* image = find_local(images, *ImageRef::parse(text));
        return image == nullptr ? "none" : image->id.text;
    };
    const std::string pin = std::string(64, 'a');
    EXPECT_EQ(found("nginx:1"), "sha256:1");
    EXPECT_EQ(found("docker.io/library/nginx:1"), "sha256:1");
    EXPECT_EQ(found("nginx"), "none");
    EXPECT_EQ(found("nginx@sha256:" + pin), "none");
    EXPECT_EQ(
        digests_of(images[1], *ImageRef::parse("ghcr.io/ada/web:1")), (std::vector<Digest>{{"sha256:d2"}, {"sha256:2"}}));
}

TEST(UpdateState, IsReadBackFromItsWord)
{
    for (const auto state :
        {UpdateState::up_to_date, UpdateState::unknown, UpdateState::held_back, UpdateState::available}) {
        EXPECT_EQ(update_state(to_text(state)), state);
    }
    EXPECT_EQ(update_state("broken"), std::nullopt);
}

} // namespace
} // namespace furtka
