#include "domain/rate_limit.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

const WallTime noon{std::chrono::sys_days(std::chrono::year(2030) / 1 / 1) + 12h};

std::string wait_of(const RateLimit& rate, WallTime now = noon)
{
    const auto until = quiet_until(rate, now);
    return until ? std::to_string(std::chrono::duration_cast<std::chrono::seconds>(*until - now).count()) : "none";
}

TEST(RateLimit, IsLearnedFromTheFieldsOfDockerHub)
{
    const auto rate = learned({}, {.limit = "100;w=21600", .remaining = "76;w=21600"}, noon);

    EXPECT_EQ(rate, (RateLimit{.limit = 100, .remaining = 76, .window = 21600s, .told_at = noon}));
    EXPECT_EQ(wait_of(rate), "none");
}

TEST(RateLimit, StaysWhatItWasWhenAnAnswerTellsNothing)
{
    const RateLimit known{.limit = 100, .remaining = 76, .window = 21600s, .told_at = noon};

    EXPECT_EQ(learned(known, {}, noon + 1h), known);
    EXPECT_EQ(learned(known, {.limit = "many", .remaining = "-3"}, noon + 1h), known);
}

TEST(RateLimit, LeavesTheRestToTheOwner)
{
    const RateLimit nearly{.limit = 100, .remaining = 10, .window = 21600s, .told_at = noon};

    EXPECT_EQ(wait_of(nearly), "21600");
    EXPECT_EQ(wait_of(nearly, noon + 6h), "none") << "the window is over";
    EXPECT_EQ(wait_of({.limit = 100, .remaining = 11, .window = 21600s, .told_at = noon}), "none");
    EXPECT_EQ(wait_of({.limit = 3, .remaining = 1, .window = 60s, .told_at = noon}), "none") << "a small limit is used";
    EXPECT_EQ(wait_of({.limit = 3, .remaining = 0, .window = 60s, .told_at = noon}), "60");
    EXPECT_EQ(wait_of({.remaining = 0, .told_at = noon}), "3600") << "no window was told";
}

TEST(RateLimit, WaitsAsLongAsARefusalSays)
{
    const auto refused = [](std::string_view retry) {
        return wait_of(learned({}, {.retry_after = retry, .refused = true}, noon));
    };
    EXPECT_EQ(refused("30"), "30");
    EXPECT_EQ(refused("Tue, 01 Jan 2030 12:05:00 GMT"), "300");
    EXPECT_EQ(refused("Tue, 01 Jan 2030 11:00:00 GMT"), "1") << "a time that is over";
    EXPECT_EQ(refused(""), "900");
    EXPECT_EQ(refused("soon"), "900");
    EXPECT_EQ(refused("99999999"), "86400");
}

TEST(RateLimit, IsOpenAgainAfterAnAnswer)
{
    const auto refused = learned({}, {.retry_after = "600", .refused = true}, noon);

    EXPECT_EQ(wait_of(learned(refused, {}, noon)), "none");
}

} // namespace
} // namespace furtka
