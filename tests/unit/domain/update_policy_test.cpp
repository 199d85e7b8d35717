#include "domain/update_policy.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono;

const sys_seconds noon = sys_days(year(2030) / 1 / 10) + hours(12);

/// `wait cooling 3h`, `update_now`
std::string text(const UpdateDecision& decision)
{
    std::string text(to_text(decision.what));
    if (!decision.key.empty()) text += " " + decision.key;
    if (decision.until) text += fmt::format(" {}h", duration_cast<hours>(*decision.until - noon).count());
    return text;
}

struct Row {
    const char* what;
    UpdatePolicy policy;
    AppPolicy app;
    UpdateFacts facts;
    const char* expected;
};

UpdateFacts offered(hours ago, std::string refused = "")
{
    return {.offers = {{.service = "web", .digest = "sha256:a", .first_seen = noon - ago, .refused = std::move(refused)}},
        .now = noon};
}

UpdateFacts with(UpdateFacts facts, bool runs, std::vector<std::string> serious)
{
    facts.runs = runs;
    facts.serious = std::move(serious);
    return facts;
}

TEST(UpdatePolicies, DecideFromTheOwnersWordWhatIsKnownAndTheTime)
{
    const UpdatePolicy by_itself{.mode = UpdateMode::automatic};
    const UpdatePolicy at_night{.mode = UpdateMode::automatic, .windows = {*parse_window("daily 02:00-05:00")}};
    const std::vector<Row> rows{
        {"nothing there", by_itself, {}, {.now = noon}, "nothing"},
        {"old enough", by_itself, {}, offered(hours(24)), "update_now"},
        {"too young", by_itself, {}, offered(hours(21)), "wait cooling 3h"},
        {"seen in the future", by_itself, {}, offered(hours(-100)), "wait cooling 24h"},
        {"no cooling", {.mode = UpdateMode::automatic, .cooling_hours = 0}, {}, offered(hours(0)), "update_now"},
        {"window closed", at_night, {}, offered(hours(24)), "wait window 14h"},
        {"by hand", {.mode = UpdateMode::by_hand}, {}, offered(hours(0)), "leave"},
        {"tell, however young", {.mode = UpdateMode::tell}, {}, offered(hours(0)), "tell"},
        {"held", by_itself, {.hold = true}, offered(hours(24)), "hold held"},
        {"skipped", by_itself, {.skipped = {"sha256:a"}}, offered(hours(24)), "hold skipped"},
        {"another was skipped", by_itself, {.skipped = {"sha256:b"}}, offered(hours(24)), "update_now"},
        {"taken back before", by_itself, {}, offered(hours(24), "it ended"), "hold taken_back"},
        {"taken back, and only told of", {.mode = UpdateMode::tell}, {}, offered(hours(24), "it ended"), "hold taken_back"},
        {"serious", by_itself, {}, with(offered(hours(24)), true, {"data would be lost"}), "tell serious"},
        {"not running", by_itself, {}, with(offered(hours(24)), false, {}), "hold not_running"},
        {"its own mode wins", by_itself, {.mode = UpdateMode::tell}, offered(hours(24)), "tell"},
        {"its own window wins", at_night, {.windows = std::vector<Window>{}}, offered(hours(24)), "update_now"},
        {"its own cooling wins", by_itself, {.cooling_hours = 48}, offered(hours(24)), "wait cooling 24h"},
    };
    for (const auto& row : rows) {
        const auto policy = effective(row.policy, row.app);
        EXPECT_EQ(text(decide(policy, row.app, TimeZone(), row.facts)), row.expected) << row.what;
    }
}

TEST(UpdatePolicies, SkipOnlyWhenEveryOfferIsSkipped)
{
    auto facts = offered(hours(24));
    facts.offers.push_back({.service = "db", .digest = "sha256:b", .first_seen = noon - hours(24)});
    const AppPolicy app{.skipped = {"sha256:a"}};
    EXPECT_EQ(text(decide({.mode = UpdateMode::automatic}, app, TimeZone(), facts)), "update_now");
}

TEST(UpdatePolicies, AClockThatIsSetForwardOrBackOnlyMovesTheAnswer)
{
    const UpdatePolicy night{.mode = UpdateMode::automatic, .windows = {*parse_window("daily 02:00-05:00")}};
    auto facts = offered(hours(48));
    facts.now = noon + hours(14); // set forward into the window
    EXPECT_EQ(text(decide(night, {}, TimeZone(), facts)), "update_now");
    facts.now = noon - hours(240); // set back before it was seen
    EXPECT_EQ(decide(night, {}, TimeZone(), facts).key, "cooling");
}

} // namespace
} // namespace furtka
