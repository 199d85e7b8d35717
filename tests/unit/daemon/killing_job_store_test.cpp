#include "daemon/killing_job_store.hpp"
#include "support/fake_job_store.hpp"
#include "support/run.hpp"

#include <gtest/gtest.h>

namespace furtka::daemon {
namespace {

TEST(KillPoints, AreReadFromTheirText)
{
    EXPECT_EQ(
        parse_kill_point("install/volumes:after"), (KillPoint{.step = "install/volumes", .when = KillPoint::When::after}));
    EXPECT_EQ(parse_kill_point("remove/remove with data:before"),
        (KillPoint{.step = "remove/remove with data", .when = KillPoint::When::before}));
    EXPECT_EQ(parse_kill_point("update/up:noted"), (KillPoint{.step = "update/up", .when = KillPoint::When::noted}));
    for (const char* text : {"", "install:before", "install/volumes", "install/volumes:now", ":", "/"})
        EXPECT_EQ(parse_kill_point(text), std::nullopt) << text;
}

/// What had reached the store when the daemon was killed.
std::string written_at(std::string_view point)
{
    test::FakeJobStore store;
    std::string told;
    KillingJobStore killing(store, *parse_kill_point(point), [&] { told = store.calls(); });
    run(killing.save({.id = 7, .kind = JobKind::install, .app = "blog", .state = JobState::running}));
    run(killing.about_to({.job = 7, .step = "volumes blog"}));
    run(killing.taken(7, "volumes blog", "{}"));
    return told;
}

TEST(AKillingJobStore, KillsAtItsPointOnly)
{
    const auto before = written_at("install/volumes:before");
    const auto after = written_at("install/volumes:after");
    const auto noted = written_at("install/volumes:noted");
    EXPECT_NE(before, "");
    EXPECT_EQ(before, after) << "nothing is written between";
    EXPECT_GT(noted.size(), after.size());
    EXPECT_EQ(written_at("update/volumes:before"), "") << "another kind of job";
    EXPECT_EQ(written_at("install/pull:before"), "");
    EXPECT_EQ(written_at("install/vol:before"), "") << "half a word";
    EXPECT_EQ(written_at("install/volumes blog:before"), before);
}

} // namespace
} // namespace furtka::daemon
