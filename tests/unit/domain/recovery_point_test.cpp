#include "domain/recovery_point.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

RecoveryPoint sample(int number)
{
    RecoveryPoint point{.number = number, .app = "blog", .app_version = "1.2", .reason = "update"};
    point.made_at = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(1'700'000'000'123));
    point.services = {{.service = "web", .tag = "nginx:1", .image = {"sha256:a"}, .version = "1.27", .digest = "sha256:d"}};
    point.baseline.services = {{.service = "web", .replicas = 2, .need_health = true, .image = std::nullopt}};
    point.baseline.ports[{"web", 8080}] = {.open = true, .http_status = 200};
    point.baseline.ports[{"db", 5432}] = {.open = true, .http_status = 0, .inside = true};
    return point;
}

TEST(ARecoveryPoint, ComesBackFromItsText) { EXPECT_EQ(parse_recovery_point(to_json(sample(3))).value(), sample(3)); }

TEST(ARecoveryPoint, WithoutANumberIsNone)
{
    for (const auto* text : {"", "[]", "{}", R"({"number":0})", R"({"number":-1})", R"({"number":"3"})"})
        EXPECT_EQ(parse_recovery_point(text).error().key, "recovery_point") << text;
}

TEST(RecoveryPoints, KeepTheNewest)
{
    const std::vector points{sample(1), sample(5), sample(2), sample(4)};
    EXPECT_EQ(surplus_points(points, 3), (std::vector{1}));
    EXPECT_EQ(surplus_points(points, 1), (std::vector{4, 2, 1}));
    EXPECT_EQ(surplus_points(points, 9), std::vector<int>{});
    EXPECT_EQ(next_point_number(points), 6);
    EXPECT_EQ(next_point_number({}), 1);
}

TEST(ASwapNote, ComesBackFromItsText)
{
    const SwapNote note{.point = 4,
        .by = "policy",
        .bytes = 123,
        .tags_before = {{"nginx:1", {"sha256:a"}}},
        .tags_after = {{"nginx:1", {"sha256:b"}}},
        .changes = {{.service = "web", .from = {"sha256:a"}, .to = {"sha256:b"}, .tag = "nginx:1"}},
        .services = {"migrate", "web"},
        .restored = 2};
    EXPECT_EQ(parse_swap_note(to_json(note)).value(), note);
    EXPECT_EQ(parse_swap_note("{}").value(), SwapNote{});
    EXPECT_EQ(parse_swap_note("no").error().key, "journal_data");
}

TEST(AMovedVolume, IsFoundWhenTheNewPlaceIsNotMounted)
{
    EXPECT_EQ(moved_volume({"/data"}, {"/srv"}, {"/data"}), "/srv");
    EXPECT_EQ(moved_volume({"/var/lib/db"}, {"/var/lib/db/18"}, {"/var/lib/db"}), "") << "inside what is mounted";
    EXPECT_EQ(moved_volume({"/data"}, {"/data", "/srv"}, {"/data"}), "") << "one more, and the data stays where it is";
    EXPECT_EQ(moved_volume({"/data"}, {"/srv"}, {"/data", "/srv/"}), "") << "the compose file moved with it";
    EXPECT_EQ(moved_volume({"/data"}, {}, {"/data"}), "") << "declares none: the mount still holds";
    EXPECT_EQ(moved_volume({"/cache"}, {"/tmp/cache"}, {"/data"}), "") << "was on no volume before";
    EXPECT_EQ(moved_volume({"/data"}, {"/database"}, {"/data"}), "/database");
    EXPECT_EQ(moved_volume({"/data/"}, {"/x"}, {"/"}), "");
}

} // namespace
} // namespace furtka::test
