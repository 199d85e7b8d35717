#include "domain/audit.hpp"
#include "domain/try_limit.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr WallTime start{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1}};

/// Tries of someone who tries as often as is allowed, within an hour.
int tries_in_an_hour(TriesOf whom)
{
    TryLimit limit(whom);
    int tries = 0;
    for (WallTime now = start; now < start + 1h; now += 1s) {
        if (limit.blocked("anna", now)) continue;
        limit.count("anna", now);
        ++tries;
    }
    return tries;
}

TEST(TryLimit, WaitsLongerAndLonger)
{
    EXPECT_EQ(wait_after(4, TriesOf::address), 0s);
    EXPECT_EQ(wait_after(5, TriesOf::address), 2s);
    EXPECT_EQ(wait_after(8, TriesOf::address), 16s);
    EXPECT_EQ(wait_after(12, TriesOf::address), 256s);
    EXPECT_EQ(wait_after(13, TriesOf::address), 300s);
    EXPECT_EQ(wait_after(1'000'000, TriesOf::address), 300s);
    EXPECT_EQ(wait_after(1'000'000, TriesOf::user), 60s);
}

TEST(TryLimit, LeavesAGuesserFewTriesAnHour)
{
    EXPECT_EQ(tries_in_an_hour(TriesOf::address), 23);
    EXPECT_EQ(tries_in_an_hour(TriesOf::user), 68);
}

TEST(TryLimit, ForgivesAndForgets)
{
    TryLimit limit(TriesOf::address);
    for (int i = 0; i < 20; ++i) limit.count("10.0.0.1", start);
    EXPECT_EQ(limit.blocked("10.0.0.1", start + 1s), 299s);
    EXPECT_EQ(limit.blocked("10.0.0.2", start + 1s), std::nullopt);
    EXPECT_EQ(limit.blocked("10.0.0.1", start + 2h), std::nullopt);
    limit.forgive("10.0.0.1");
    EXPECT_EQ(limit.blocked("10.0.0.1", start + 1s), std::nullopt);
    EXPECT_EQ(limit.size(), 0U);
    limit.count("anna", start);
    limit.take_back("anna");
    EXPECT_EQ(limit.size(), 0U);
}

TEST(TryLimit, RemembersABoundedNumberAndTheWorstOfThem)
{
    TryLimit limit(TriesOf::user);
    for (int i = 0; i < 20; ++i) limit.count("anna", start);
    for (int i = 0; i < 5'000; ++i) limit.count("name" + std::to_string(i), start + 1s);
    EXPECT_EQ(limit.size(), 1'024U);
    EXPECT_TRUE(limit.blocked("anna", start + 2s));
}

TEST(Audit, CountsTheSameAgainWithinAMinute)
{
    const AuditEntry entry{
        .at = start, .who = "nobody", .from = "10.0.0.1", .what = "POST /api/login", .result = "login_failed"};
    auto next = entry;
    next.at += 59s;
    EXPECT_TRUE(is_repetition(entry, next));
    next.at += 1s;
    EXPECT_FALSE(is_repetition(entry, next));
    next = entry;
    next.from = "10.0.0.2";
    EXPECT_FALSE(is_repetition(entry, next));
    next = entry;
    next.job = 17;
    EXPECT_FALSE(is_repetition(entry, next));
}

} // namespace
} // namespace furtka
